"""The members of a grid: every combination of architecture, loss, learning rate, band setting and encoder."""

from __future__ import annotations

from itertools import product

from training.planning.plans import Grid, MemberPlan


def members_of(grid: Grid) -> tuple[MemberPlan, ...]:
    """Return the members of ``grid``, settings outermost, none where a list is empty.

    The seeds count up, so that every member begins with other weights and sees other tiles.
    """
    combinations = product(grid.settings, grid.encoders, grid.architectures, grid.losses, grid.learning_rates)
    return tuple(_member(grid, seed, *combination) for seed, combination in enumerate(combinations, 1))


def _member(
    grid: Grid, seed: int, setting: str, encoder: str, architecture: str, loss: str, learning_rate: float
) -> MemberPlan:
    parts = [setting, encoder, architecture, loss, f"{learning_rate:g}"]
    if len(grid.encoders) == 1:
        parts.remove(encoder)
    return MemberPlan(
        id="-".join(parts).lower(),
        architecture=architecture,
        encoder_name=encoder,
        arguments=grid.arguments.get("", {}) | grid.arguments.get(architecture, {}),
        encoder_weights=grid.encoder_weights,
        setting=setting,
        loss={loss: 1.0},
        learning_rate=learning_rate,
        seed=seed,
    )
