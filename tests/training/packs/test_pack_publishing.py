"""Packs on their way to others: as .zip, in a catalogue, as STAC items, opened by the library alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from deepslide_qgis.core.errors import DownloadError, OutputError, RequestError
from deepslide_qgis.core.packs.card import OWN_ARCHITECTURES
from deepslide_qgis.core.packs.catalogue import Catalogue
from deepslide_qgis.core.packs.pack import file_sha256, installed_packs, open_pack
from deepslide_qgis.core.packs.pack_store import Origin, incoming, install
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.process.libraries import import_smp
from training.__main__ import app

PACK = "simulated-s1s2"


def ask(*arguments: str) -> str:
    ran = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.mark.parametrize("name", sorted(installed_packs()))
def test_the_library_alone_opens_every_member_of_the_bundled_packs(name: str) -> None:
    pack = open_pack(name)
    channels = pack.card.normalisation.channels
    batch = torch.rand(1, channels, 64, 64, generator=torch.Generator().manual_seed(0))
    opened = 0
    for member in pack.card.members:
        if member.architecture in OWN_ARCHITECTURES:
            continue
        network = import_smp().from_pretrained(str(pack.member_folder(member))).float().eval()
        ours = load_network(pack.member_folder(member), member, channels)
        with torch.inference_mode():
            torch.testing.assert_close(network(batch), ours(batch))
        opened += 1
    assert opened == len(pack.card.members)


def test_a_pack_travels_from_the_command_line_into_a_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "packs" / "s.zip"
    target.parent.mkdir()
    said = ask("pack", PACK, "--to", str(target))
    assert file_sha256(target) in said
    with pytest.raises(OutputError, match="there already"):
        ask("pack", PACK, "--to", str(target))
    ask("catalogue", str(target.parent), "--title", "Ours")
    place = target.parent / "catalogue.json"
    entry = Catalogue.from_json(place.read_text(), str(place)).entry(PACK)
    assert (entry.url, entry.sha256, entry.members) == (str(target), file_sha256(target), 2)
    ask("catalogue", str(target.parent), "--base", "https://example.org/packs/")
    assert json.loads(place.read_text())["packs"][0]["url"] == "https://example.org/packs/s.zip"
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    with incoming() as scratch:
        home = install(target, Origin(str(target)), scratch, replace=True)
    opened = open_pack(PACK)
    assert opened.folder == home.folder == tmp_path / "data" / "models" / PACK
    assert load_network(opened.folder / opened.card.members[0].id, opened.card.members[0], 11) is not None


def test_a_catalogue_of_nothing_or_of_an_unsafe_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no packs"):
        ask("catalogue", str(tmp_path))
    ask("pack", PACK, "--to", str(tmp_path / "s.zip"))
    with pytest.raises(DownloadError, match="no address"):
        ask("catalogue", str(tmp_path), "--base", "http://example.org")
    assert not (tmp_path / "catalogue.json").exists()


def test_a_stac_item_is_shown_or_written(tmp_path: Path) -> None:
    assert '"mlm:tasks"' in ask("stac-item", PACK)
    ask("stac-item", PACK, "--to", str(tmp_path / "item.json"))
    assert json.loads((tmp_path / "item.json").read_text())["id"] == PACK
    with pytest.raises(OutputError, match="cannot be written"):
        ask("stac-item", PACK, "--to", str(tmp_path / "nowhere" / "item.json"))
