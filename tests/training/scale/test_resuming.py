"""What is on disk already is gone on with where it is of the same raster, pack and settings, and else refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import CARD_NAME
from tests.training.scale.made_jobs import job_of, make_blocks, write_raster
from training.scale.assemble import assemble
from training.scale.resuming import JOB_NAME, delete_outdated, is_finished, start_or_resume
from training.scale.worker import predict_block

torch.set_num_threads(1)


@pytest.fixture
def finished(pack, tmp_path):
    """A pack and a raster of its own, and a folder with the result; its blocks are kept."""
    copied, small = shutil.copytree(pack, tmp_path / "pack"), write_raster(tmp_path / "scene.tif", 64, 64)
    to = tmp_path / "to"
    to.mkdir()
    assemble(make_blocks(copied, small, to), keep_blocks=True)
    return copied, small, to


def change_card(pack: Path, **fields) -> None:
    path = pack / CARD_NAME
    path.write_text(replace(ModelCard.from_json(path.read_text()), **fields).to_json())


def test_blocks_of_other_settings_are_not_mixed(pack, tmp_path):
    raster = write_raster(tmp_path / "scene.tif", 64, 64)
    start_or_resume(job_of(pack, raster, tmp_path))
    start_or_resume(job_of(pack, raster, tmp_path))
    with pytest.raises(RequestError, match="were predicted otherwise"):
        start_or_resume(job_of(pack, raster, tmp_path, threshold=0.7))


def test_a_result_of_a_raster_or_a_pack_that_was_changed_is_not_taken_for_the_new_one(finished):
    pack, raster, to = finished
    assert is_finished(job_of(pack, raster, to))
    write_raster(raster, 64, 64, seed=2)
    with pytest.raises(RequestError, match="before the raster or the pack was changed"):
        is_finished(job_of(pack, raster, to))
    write_raster(raster, 64, 64)
    assemble(make_blocks(pack, raster, to))
    change_card(pack, description="Told better.")
    assert is_finished(job_of(pack, raster, to))
    change_card(pack, thresholds=(0.6,))
    with pytest.raises(RequestError, match=r"was changed. Give --replace"):
        is_finished(job_of(pack, raster, to))


def test_a_result_whose_record_does_not_tell_of_what_it_is_is_refused(finished):
    pack, raster, to = finished
    record = to / "scene-probability.run.json"
    plain = json.loads(record.read_text())
    del plain["state"]
    record.write_text(json.dumps(plain))
    with pytest.raises(RequestError, match=r"does not name the files .* Give --replace"):
        is_finished(job_of(pack, raster, to))


def test_replace_begins_anew_once_and_then_goes_on_with_its_blocks(finished):
    pack, raster, to = finished
    job = job_of(pack, raster, to)
    blocks_before = job.path(job.blocks[0], "probability")
    delete_outdated(job)
    assert not is_finished(job) and not Path(blocks_before).exists()
    start_or_resume(job)
    assert predict_block(job, job.blocks[0]).done
    delete_outdated(job)  # killed, and the same command given again
    assert job.is_done(job.blocks[0])
    other = job_of(pack, raster, to, threshold=0.7)
    delete_outdated(other)
    assert not other.is_done(other.blocks[0])
    start_or_resume(other)
    (job.folder / JOB_NAME).write_text("half a fi")
    with pytest.raises(RequestError, match="were predicted otherwise"):
        start_or_resume(other)
    delete_outdated(other)
    start_or_resume(other)
