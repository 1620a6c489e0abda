"""Converts the reference study's published networks into four packs, one for each of its band settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, setting_named
from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation, Score, TrainingPlace
from deepslide_qgis.core.packs.pack import CARD_NAME
from training.data.sources import pairs_of
from training.figures.style import title_of
from training.members.train import versions
from training.packs.pack_writing import check_free, new_pack, write_card
from training.planning.experiment import Experiment, read_experiment
from training.published.catalogue import case_rasters
from training.published.conversion import Conversion, Published, convert
from training.published.fetch_note import licence_of
from training.published.hydra_runs import PublishedRun, find_runs
from training.published.printed_tables import printed_cases, printed_ensembles
from training.published.study_statistics import study_statistics

EXPERIMENT = Path(__file__).parents[1] / "experiments" / "ganerod_published.toml"
DATASET = "global_dataset"
THRESHOLD = 0.5
"""The study's threshold for every ensemble."""


def import_ganerod(
    models: Path, data: Path, target: Path, how: Conversion, report: Callable[[str], None] = lambda _: None
) -> list[Path]:
    """Write ``target/ganerod-<setting>`` for each setting; return the paths of the cards.

    Raises RequestError if a run, a checkpoint or the data cannot be used, OutputError if a pack already exists.
    """
    runs = find_runs(models, how.settings)
    for setting in runs:
        check_free(target / pack_id(setting), how.replace)
    report("measuring mean and deviation of the bands over the training and validation rasters")
    all_bands = measure_all_bands(data)
    cards = []
    for setting, found in runs.items():
        members = found[: how.best or len(found)]
        report(f"{title_of(setting)}: {len(members)} of {len(found)} members")
        context = select_bands(setting, all_bands), licence_of(models), training_places(data)
        cards.append(_write(target / pack_id(setting), setting, members, context, how))
    return cards


def pack_id(setting: str) -> str:
    """Return the id of a setting's pack, which is also its folder name."""
    return f"ganerod-{setting}"


def read_study(data: Path, runs: Sequence[PublishedRun] = ()) -> Experiment:
    """Return the study as an experiment with ``runs`` as members; ``data`` is ``global_dataset`` or contains it."""
    experiment = read_experiment(EXPERIMENT)
    folder = DATASET if (data / DATASET).is_dir() else "."
    members = tuple(run.plan for run in runs) or experiment.members
    return replace(experiment, data=replace(experiment.data, folder=folder), members=members)


def measure_all_bands(data: Path) -> Normalisation:
    """Return mean and deviation of all fifteen bands over the study's training and validation rasters."""
    experiment = read_study(data)
    return study_statistics([pair for split in ("train", "validation") for pair in pairs_of(experiment, split, data)])


def select_bands(setting: str, all_bands: Normalisation) -> Normalisation:
    """Return the part of the normalisation ``all_bands`` for the bands of ``setting``."""
    known = [band.name for band in CASE_STUDY_BANDS]
    places = [known.index(name) for name in setting_named(setting).band_names]
    divide, mean, std = (tuple(row[i] for i in places) for row in (all_bands.divide, all_bands.mean, all_bands.std))
    return replace(all_bands, divide=divide, mean=mean, std=std)


def training_places(data: Path) -> tuple[TrainingPlace, ...]:
    """Return the locations of the study's training rasters, named as in its Table 1 if the file name tells."""
    names = {str(case.number): f"{case.number}. {case.place}" for case in printed_cases()}
    learnt_from = [raster for raster in case_rasters(data) if raster.split == "train_val"]
    return tuple(TrainingPlace(names.get(raster.name, raster.name), *raster.centre_deg) for raster in learnt_from)


PackContext = tuple[Normalisation, str, tuple[TrainingPlace, ...]]
"""Normalisation, licence and training places of a pack."""


def _write(target: Path, setting: str, runs: Sequence[PublishedRun], context: PackContext, how: Conversion) -> Path:
    with new_pack(target, how.replace) as folder:
        members = tuple(_convert(run, folder, context[0].channels, how) for run in runs)
        write_card(folder, _card(target.name, setting, members, context))
    return target / CARD_NAME


def _convert(run: PublishedRun, pack: Path, channels: int, how: Conversion) -> Member:
    return convert(Published(run.plan, run.checkpoint, channels), pack, run.f1.best, _notes(run), how)


def _notes(run: PublishedRun) -> str:
    (loss,) = run.plan.loss
    return (
        f"loss {loss}, learning rate {run.plan.learning_rate:g}, Adam, batches of {run.batch_size}, seed {run.seed}, "
        f"from scratch, {run.checkpoint.stem} of {run.f1.epochs} epochs; {run.folder.parent.name}/{run.folder.name}"
    )


def _card(pack: str, setting: str, members: tuple[Member, ...], context: PackContext) -> ModelCard:
    normalisation, licence, places = context
    card_plan = vars(read_experiment(EXPERIMENT).card)
    texts = {name: card_plan[name].format(setting=title_of(setting)) for name in ("title", "description")}
    return ModelCard(
        id=pack,
        setting=setting_named(setting),
        normalisation=normalisation,
        thresholds=(THRESHOLD,) * len(members),
        members=members,
        scores=(*_recorded_scores(members), *_printed_scores(setting, len(members))),
        versions=versions(),
        **{**card_plan, **texts, "licence": licence or card_plan["licence"], "training_places": places},
    )


def _recorded_scores(members: tuple[Member, ...]) -> list[Score]:
    on = "the study's four validation case studies, threshold 0.5, recorded in its logs"
    return [Score("pixel F1, best member", members[0].validation_f1, on)]


def _printed_scores(setting: str, count: int) -> list[Score]:
    """Return the printed scores of ensembles that the pack can form."""
    on = "the Norwegian test case, threshold 0.5, printed in Table 8 of the study"
    rows = [row for row in printed_ensembles() if row.setting == setting and row.source == "Table 8"]
    return [Score(f"pixel F1, ensemble of {row.size}", row.f1, on) for row in rows if 1 < row.size <= count]
