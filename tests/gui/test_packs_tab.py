"""The tab 'Model packs' of the options, with the real algorithms behind its buttons and a server on this computer."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtWidgets import QApplication, QMessageBox

from deepslide_qgis.core.packs.pack import bundled_folder, installed_packs, own_folder
from deepslide_qgis.core.packs.pack_choice import choose_catalogue, default_pack
from deepslide_qgis.gui.options.packs_tab import PacksTab
from deepslide_qgis.gui.options.work import Work
from tests.gui.conftest import wait_for
from tests.travelling_packs import BUNDLED, Server, catalogue_text, make_zip, running_server

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def tab(tmp_path, monkeypatch, qgis_iface) -> Iterator[PacksTab]:
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("deepslide_qgis.processing.packs.download.PAUSES_S", (0.0, 0.0, 0.0, 0.0))
    work = Work()
    tab = PacksTab(work)
    tab.show()
    yield tab
    work.stop()
    tab.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(tab: PacksTab, button) -> None:
    """Press a button and wait until all is done that comes of it."""
    assert button.isEnabled()
    button.click()
    wait_for(lambda: not tab._work.is_running)


def select(tab: PacksTab, name: str) -> None:
    rows = [tab.table.topLevelItem(row) for row in range(tab.table.topLevelItemCount())]
    tab.table.setCurrentItem(next(item for item in rows if item.text(0) == name))


def shown(tab: PacksTab) -> dict[str, str]:
    rows = [tab.table.topLevelItem(row) for row in range(tab.table.topLevelItemCount())]
    return {item.text(0): item.text(tab.table.columnCount() - 1) for item in rows}


def serve(server: Server, folder: Path, **changes: str) -> str:
    archive = make_zip(folder, **changes)
    server.serve(archive.name, archive.read_bytes())
    return server.serve("catalogue.json", catalogue_text((archive, archive.name)).encode())


def test_the_bundled_packs_and_what_can_be_done_with_them(tab):
    assert shown(tab) == {"l4s-rgb": "comes with the plugin, default", BUNDLED: "comes with the plugin"}
    assert tab.cards.isEnabled() and not (tab.default.isEnabled() or tab.remove.isEnabled() or tab.get.isEnabled())
    select(tab, BUNDLED)
    assert "do not map with it" in tab.details.text() and tab.default.isEnabled()
    press(tab, tab.default)
    assert default_pack() == BUNDLED and shown(tab)[BUNDLED].endswith("default") and not tab.default.isEnabled()


def test_a_damaged_card_does_not_keep_the_tab_from_opening(tab):
    folder = own_folder() / "bad"
    shutil.copytree(bundled_folder() / BUNDLED, folder)
    plain = json.loads((folder / "ensemble.json").read_text(encoding="utf-8"))
    plain["setting"]["bands"] = []
    (folder / "ensemble.json").write_text(json.dumps(plain), encoding="utf-8")
    assert shown(PacksTab(tab._work))["bad"] == "damaged"


def test_a_card_is_opened(tab, monkeypatch):
    opened = []
    monkeypatch.setattr("deepslide_qgis.gui.options.packs_tab.QDesktopServices.openUrl", opened.append)
    press(tab, tab.cards)
    assert "Landslide4Sense" in Path(opened[0].toLocalFile()).read_text(encoding="utf-8")


def test_from_the_catalogue_to_the_bin(tab, server, tmp_path, monkeypatch):
    tab.catalogue.setFilePath(serve(server, tmp_path))
    tab.apply()
    again = PacksTab(tab._work)
    assert server.asked == []  # only a button asks the network
    again.deleteLater()
    press(tab, tab.look)
    assert shown(tab)["mine"] == "in the catalogue"
    select(tab, "mine")
    assert not tab.cards.isEnabled() and "Licence: GPL" in tab.details.text()
    press(tab, tab.get)
    wait_for(lambda: shown(tab)["mine"] == "installed")
    assert "mine" in installed_packs() and "Installed: mine" in tab.log.toPlainText()
    serve(server, tmp_path, title="Newer", version="2")
    press(tab, tab.look)
    assert shown(tab)["mine"] == "installed, update available" and tab.get.text() == "Update"
    press(tab, tab.get)
    wait_for(lambda: shown(tab)["mine"] == "installed")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.No)
    press(tab, tab.remove)
    assert "mine" in installed_packs()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    press(tab, tab.remove)
    wait_for(lambda: shown(tab)["mine"] == "in the catalogue")
    assert "mine" not in installed_packs()


def test_files_are_chosen_and_saved(tab, tmp_path, monkeypatch):
    dialogs = "deepslide_qgis.gui.options.packs_tab.QFileDialog"
    monkeypatch.setattr(f"{dialogs}.getOpenFileName", lambda *_: (str(make_zip(tmp_path)), ""))
    press(tab, tab.from_file)
    assert shown(tab)["mine"] == "installed"
    select(tab, "mine")
    monkeypatch.setattr(f"{dialogs}.getSaveFileName", lambda *_: (str(tmp_path / "passed on"), ""))
    press(tab, tab.save)
    assert (tmp_path / "passed on.zip").is_file()
    monkeypatch.setattr(f"{dialogs}.getOpenFileName", lambda *_: (str(make_zip(tmp_path, title="Other")), ""))
    press(tab, tab.from_file)
    assert "is installed already" in tab.log.toPlainText() and tab.from_file.isEnabled()
    tab.replace.setChecked(True)
    monkeypatch.setattr(f"{dialogs}.getOpenFileName", lambda *_: (str(tmp_path / "mine-Other.zip"), ""))
    press(tab, tab.from_file)
    assert "Other" in tab.details.text()


def test_an_address_that_gives_nothing_says_why_and_one_that_hangs_is_cancelled(tab, server, monkeypatch):
    inputs = "deepslide_qgis.gui.options.packs_tab.QInputDialog.getText"
    monkeypatch.setattr(inputs, lambda *_: (server.url("nothing.zip"), True))
    press(tab, tab.from_address)
    assert "HTTP 404" in tab.log.toPlainText() and tab.from_address.isEnabled()
    hangs = server.serve("hangs.zip", b"PK", announces=1000)
    monkeypatch.setattr(inputs, lambda *_: (hangs, True))
    tab.from_address.click()
    wait_for(lambda: any(path == "/hangs.zip" for path, _ in server.asked))
    assert tab.cancel.isVisible() and not tab.look.isEnabled()
    press(tab, tab.cancel)
    assert not tab.cancel.isVisible() and set(installed_packs()) == {"l4s-rgb", BUNDLED}


def test_a_catalogue_that_cannot_be_read_leaves_the_list(tab, tmp_path):
    choose_catalogue(str(tmp_path / "none.json"))
    again = PacksTab(tab._work)
    assert set(shown(again)) == {"l4s-rgb", BUNDLED} and "none.json" in again.log.toPlainText()
    again.deleteLater()
