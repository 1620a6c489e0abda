"""Expands a grid into members: all combinations of architecture, loss, learning rate, band setting and encoder."""

from __future__ import annotations

from itertools import product

from training.planning.plans import Grid, MemberPlan


def expand_grid(grid: Grid) -> tuple[MemberPlan, ...]:
    """Return the members of ``grid``, band settings outermost; none if one of the lists is empty.

    Seeds count up, so that each member starts from other weights and sees other tiles.
    """
    combinations = product(grid.settings, grid.encoders, grid.architectures, grid.losses, grid.learning_rates)
    return tuple(_make_member(grid, seed, *combination) for seed, combination in enumerate(combinations, 1))


def _make_member(
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
