"""Compares reproduced scores with those printed by the reference study, and describes differences in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deepslide_qgis.core.scores import PixelScores
from training.ensembles.study import SettingStudy, StudiedMember
from training.ensembles.thresholds import f1_of
from training.figures.style import title_of
from training.published.hydra_runs import PublishedRun
from training.published.printed_tables import PrintedEnsemble, PrintedMember, printed_ensembles, printed_members
from training.tables import Cell, ResultTable

ROUNDING = 0.0005
"""Largest change of a score by the order of summation and by kernels other than those of the study's GPU."""
SAME_RECORD = 0.002
"""Largest difference between F1 on validation computed again and F1 recorded in the logs."""
FIGURES = (
    "Figures 5 and 6 have no printed numbers beyond those above; Figure 7 is a map. They are drawn beside this page: "
    "figure-5-performance, figure-6-ensemble-size and figure-7-errors (.png, .svg, .csv)."
)


@dataclass(frozen=True)
class Comparison:
    """Tables by file name, and sentences that describe where printed and reproduced scores differ."""

    tables: dict[str, ResultTable]
    sentences: tuple[str, ...]

    def page(self, data: str) -> str:
        """Return sentences and tables as a Markdown page."""
        bullets = "\n".join(f"- {sentence}" for sentence in self.sentences)
        tables = "\n".join(table.markdown() for table in self.tables.values())
        return f"# The reference study, reproduced\n\nData: {data}.\n\n{bullets}\n\n{tables}\n{FIGURES}\n"


def compare(studies: Sequence[SettingStudy], runs: Mapping[str, Sequence[PublishedRun]]) -> Comparison:
    """Return Tables 7 and 8 with printed and reproduced scores, and F1 recorded in the logs and computed again."""
    members, ensembles, records, sentences = [], [], [], []
    for study in studies:
        of_setting = runs[study.setting]
        for part, (rows, sentence) in (
            (members, _compare_table_7(study, of_setting)),
            (ensembles, _compare_table_8(study)),
            (records, _compare_records(study, of_setting)),
        ):
            part += rows
            sentences.append(f"{title_of(study.setting)}: {sentence}")
    tables = {
        "reproduced-table-7": ResultTable("Table 7, printed and reproduced", _ON_TEST, _COLUMNS_7, tuple(members)),
        "reproduced-table-8": ResultTable(
            "Table 8 and Figures 5 and 6, printed and reproduced", _ON_TEST, _COLUMNS_8, tuple(ensembles)
        ),
        "reproduced-validation": ResultTable(
            "F1 on validation, recorded and counted again", _ON_VALIDATION, _COLUMNS_RECORDS, tuple(records)
        ),
    }
    return Comparison(tables, tuple(sentences))


_ON_TEST = (
    "Scored on the study's test case at threshold 0.5, all pixels pooled. A number differs where it is further away "
    f"than rounding to the printed digits and {ROUNDING:g} explain."
)
_ON_VALIDATION = (
    "F1 at threshold 0.5 on the study's validation case studies, all pixels pooled: as its logs recorded it in "
    "training, and counted again here from the converted weights. They agree where data, split and scaling are the "
    "study's."
)
_SCORES = ("Precision", "Recall", "F1")
_COLUMNS_7 = ("Setting", "Rank printed", "Rank", "Loss", "Learning rate", "Architecture")
_COLUMNS_7 += ("F1 validation printed", "F1 validation recorded")
_COLUMNS_7 += (*(f"{name} {who}" for name in _SCORES for who in ("printed", "reproduced")), "Differs in")
_COLUMNS_8 = ("Setting", "Members", *(f"{name} {who}" for name in _SCORES for who in ("printed", "reproduced")))
_COLUMNS_8 += ("Printed in", "Differs in")
_COLUMNS_RECORDS = ("Setting", "Members", "Agree", "Largest difference", "Member")


def _compare_table_7(study: SettingStudy, runs: Sequence[PublishedRun]) -> tuple[list[tuple[Cell, ...]], str]:
    order = {row.member: (rank, row) for rank, row in enumerate(study.members, 1)}
    rows, differing, missing = [], [], []
    printed = [row for row in printed_members() if row.setting == study.setting]
    for line in printed:
        run = next((run for run in runs if _is_same_member(line, run)), None)
        if run is None:
            missing.append(line.rank)
            continue
        rank, member = order[run.plan.id]
        row, differs = _make_row_7(line, rank, member, run)
        rows.append(row)
        differing += [line.rank] if differs else []
    sentence = _format_differences(len(rows), differing, "of the members in Table 7", "rank")
    return rows, sentence + (f" Not among the runs: printed rank {_join_numbers(missing)}." if missing else "")


def _is_same_member(line: PrintedMember, run: PublishedRun) -> bool:
    member_plan = run.plan
    combination = member_plan.architecture, next(iter(member_plan.loss)), member_plan.learning_rate
    return combination == (line.architecture, line.loss, line.learning_rate)


def _make_row_7(
    line: PrintedMember, rank: int, member: StudiedMember, run: PublishedRun
) -> tuple[tuple[Cell, ...], str]:
    pairs = {"validation F1": (line.validation_f1, run.f1.ranking), **_pair_scores(line, member.scores)}
    differs = ", ".join(_differing_scores(pairs, 3) + (["rank"] if rank != line.rank else []))
    combination = line.loss, f"{line.learning_rate:g}", line.architecture
    numbers = [number for pair in pairs.values() for number in pair]
    return (title_of(line.setting), line.rank, rank, *combination, *numbers, differs), differs


def _compare_table_8(study: SettingStudy) -> tuple[list[tuple[Cell, ...]], str]:
    rows, differing = [], []
    for line in printed_ensembles():
        if line.setting != study.setting or line.size > len(study.sizes):
            continue
        pairs = _pair_scores(line, study.sizes[line.size - 1].scores)
        differs = ", ".join(_differing_scores(pairs, line.digits))
        numbers = [number for pair in pairs.values() for number in pair]
        rows.append((title_of(line.setting), line.size, *numbers, line.source, differs))
        differing += [line.size] if differs else []
    return rows, _format_differences(len(rows), differing, "of the printed ensembles", "size")


def _compare_records(study: SettingStudy, runs: Sequence[PublishedRun]) -> tuple[list[tuple[Cell, ...]], str]:
    counted = {row.member: f1_of(row.validation) for row in study.members}
    differences = {run.plan.id: abs(counted[run.plan.id] - run.f1.best) for run in runs}
    count, agree = len(differences), sum(value <= SAME_RECORD for value in differences.values())
    worst = max(differences, key=lambda name: differences[name])
    row = title_of(study.setting), count, agree, differences[worst], worst
    if agree == count:
        return [row], f"F1 on validation counted again is what the logs recorded, for all {agree} members."
    return [row], (
        f"F1 on validation counted again differs from what the logs recorded for {count - agree} of {count} "
        f"members, most for {worst} ({differences[worst]:.3f}): the data, their split or their scaling are not "
        "the study's."
    )


def _pair_scores(line: PrintedMember | PrintedEnsemble, found: PixelScores) -> dict[str, tuple[float, float]]:
    """Return printed and reproduced scores by name; precision is 0 if nothing is predicted, as in the study."""
    precision = 0.0 if found.precision != found.precision else found.precision
    return {
        "precision": (line.precision, precision),
        "recall": (line.recall, found.recall),
        "F1": (line.f1, f1_of(found)),
    }


def _differing_scores(pairs: Mapping[str, tuple[float, float]], digits: int) -> list[str]:
    allowed = 0.5 * 10**-digits + ROUNDING
    return [name for name, (printed, found) in pairs.items() if abs(printed - found) > allowed]


def _format_differences(count: int, differing: Sequence[int], what: str, by: str) -> str:
    if not count:
        return f"none {what} can be compared with these runs."
    if not differing:
        return f"all {count} {what} agree."
    return f"{len(differing)} of {count} {what} differ ({by} {_join_numbers(differing)})."


def _join_numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
