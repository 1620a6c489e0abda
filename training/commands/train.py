"""Commands that train."""

from __future__ import annotations

from typing import Annotated

import typer

from training.commands.app import (
    DATA,
    RUNS,
    TRAIN,
    DataFolder,
    ExperimentFile,
    Members,
    RunsFolder,
    Settings,
    app,
    console,
    open_workspace,
)


@app.command(rich_help_panel=TRAIN)
def train(
    experiment_file: ExperimentFile,
    member: Annotated[list[str] | None, typer.Option(help="Train only this member; may be given again.")] = None,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
    threads: Annotated[int, typer.Option(help="Threads on a CPU.", min=1)] = 2,
    until_epoch: Annotated[int | None, typer.Option(help="Stop after this epoch; run again to go on.", min=1)] = None,
) -> None:
    """Train the members of an experiment, one after another in this process; run it again to go on.

    Each member gets a folder [bold]runs/<experiment>/<member>[/] with a copy of the TOML, versions, the data list with
    hashes, logs (CSV, TensorBoard), best and last checkpoint, and its probabilities on validation (and test).
    Many members: [bold]sweep[/].
    """
    from training.members.train import set_threads, train_member

    workspace = open_workspace(experiment_file, data, runs)
    experiment = workspace.experiment
    set_threads(threads)
    for member_plan in [experiment.member(name) for name in member or [m.id for m in experiment.members]]:
        console.print(f"{experiment.name} member {member_plan.id}: {member_plan.architecture}")
        folder = train_member(workspace, experiment_file, member_plan, until_epoch)
        console.print(f"trained, in {folder}")


@app.command(rich_help_panel=TRAIN)
def sweep(
    experiment_file: ExperimentFile,
    member: Members = None,
    setting: Settings = None,
    address: Annotated[str, typer.Option(help="A Ray cluster (auto, host:port); empty: this machine.")] = "",
    at_once: Annotated[int, typer.Option(help="Members at the same time; 0: as many as fit.", min=0)] = 0,
    threads: Annotated[int, typer.Option(help="Threads of each member on a CPU; one is best for many.", min=1)] = 1,
    per_gpu: Annotated[int, typer.Option(help="Members that share one GPU.", min=1)] = 4,
    retry: Annotated[bool, typer.Option("--retry", help="Train members again that failed before.")] = False,
    data: DataFolder = DATA,
    runs: RunsFolder = RUNS,
) -> None:
    """Train many members at the same time, with Ray, on this machine or on a cluster.

    Kill it at any moment and start it again: trained members are left alone, the others go on from their last epoch.
    A member that fails is recorded with its reason in [bold]outcome.json[/], and the rest goes on. On a cluster, the
    repository, DATA and RUNS must be at the same place on every machine.
    """
    from training.scale.ray_session import Resources
    from training.sweep.choice import choose
    from training.sweep.run import sweep as run

    workspace = open_workspace(experiment_file, data, runs)
    experiment = workspace.experiment
    choice = choose(workspace, member or (), setting or (), retry)
    console.print(f"{experiment.name}: {len(choice.waiting)} to train, {len(choice.ended)} ended before")
    try:
        reports = run(
            workspace,
            experiment_file,
            choice,
            Resources(address, at_once, threads, per_gpu),
            console,
        )
    except KeyboardInterrupt as stop:
        console.print("Stopped. Run the same command again to continue.")
        raise typer.Exit(130) from stop
    failed = [report for report in reports if not report.trained]
    console.print(
        f"{len(reports) - len(failed)} trained, {len(failed)} failed; in {workspace.experiment_folder}", soft_wrap=True
    )
    for report in failed:
        console.print(f"{report.member}: {report.reason}", style="red", soft_wrap=True)
