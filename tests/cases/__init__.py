"""Cases as data: situation → outcome, in the words of the clerk and the notices."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

FOLDER = Path(__file__).resolve().parent


def cases(name: str) -> list[ParameterSet]:
    """Each line of a table as one dict by heading, named by its first column."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=next(iter(row.values()))) for row in csv.DictReader(file)]
