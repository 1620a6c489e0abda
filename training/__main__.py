"""Command line: ``python -m training``."""

from __future__ import annotations

from deepslide_qgis.core.errors import DeepSlideError
from training.commands.app import app, console

# in the order of the help
from training.commands import data, train, study, packs, passing_on, predict, published  # isort: skip

__all__ = ["app", "data", "main", "packs", "passing_on", "predict", "published", "study", "train"]


def main() -> None:
    """Run the command line; say what is wrong and what to do about it, without a trace."""
    try:
        app()
    except DeepSlideError as error:
        console.print(error.message, style="red", soft_wrap=True)
        console.print(error.remedy, soft_wrap=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
