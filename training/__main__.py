"""Command line: ``python -m training``."""

from __future__ import annotations

from deepslide_qgis.core.errors import DeepSlideError
from training.commands.app import app, console

# imported in the order in which --help lists the commands
from training.commands import data, train, study, packs, pack_publishing, predict, published  # isort: skip

__all__ = ["app", "data", "main", "pack_publishing", "packs", "predict", "published", "study", "train"]


def main() -> None:
    """Run the command line; print the message and remedy of an error, without a traceback."""
    try:
        app()
    except DeepSlideError as error:
        console.print(error.message, style="red", soft_wrap=True)
        console.print(error.remedy, soft_wrap=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
