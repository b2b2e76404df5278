"""What the clerk reads on the terminal: tables, a progress bar, one sentence for what went wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .check import Finding, count_levels
from .files import write_new
from .notice import LEVELS

STYLES = dict(zip(LEVELS, ("red", "yellow", "cyan"), strict=True))
SHOWN_FINDINGS = 40
LINE_BREAK = "↵"
"""Stands on the screen for a line break inside a name, which in the workbook stays as typed."""
Step = Callable[[int, int, str], None]


def console() -> Any:
    """rich's console on standard output; made when used, for importing it takes longer than a check."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def write_json(data: Any, target: str) -> None:
    """The data as UTF-8 JSON to a file, or to standard output for '-'. Raises OSError."""
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if target == "-":
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    else:
        write_new(Path(target), text.encode("utf-8", "backslashreplace"))


def show_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], red: Sequence[int] = ()) -> None:
    """A table with a title; rows whose number (from 0) is in `red` stand out."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", header_style="bold")
    for name, column in zip(heads, zip(*rows, strict=True) if rows else [()] * len(heads), strict=True):
        numbers = any(isinstance(value, (int, float)) for value in column)
        table.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for number, row in enumerate(rows):
        cells = [Text("" if value is None else str(value)) for value in row]
        table.add_row(*cells, style="bold red" if number in red else None)
    console().print(table)


def show_findings(findings: Sequence[Finding]) -> None:
    """The findings, 错误 first, one sentence each; beyond 40 only how many more there are."""
    from rich.text import Text

    out = console()
    ordered = sorted(findings, key=lambda finding: LEVELS.index(finding.level))
    for finding in ordered[:SHOWN_FINDINGS]:
        level = f"{finding.level}  ", f"bold {STYLES[finding.level]}"
        out.print(Text.assemble(level, LINE_BREAK.join(finding.message.splitlines())), soft_wrap=True)
    if len(ordered) > SHOWN_FINDINGS:
        say(f"…… 另有 {len(ordered) - SHOWN_FINDINGS} 处，见校验结果文件")


def counts_sentence(findings: Sequence[Finding]) -> str:
    """How many findings there are of each level, in one sentence."""
    return "，".join(f"{level} {count} 处" for level, count in count_levels(findings).items())


def read_sentence(seen: dict[str, int], taken: dict[str, int]) -> str:
    """Rows in and records out, ledger by ledger; both numbers where they differ."""
    parts = []
    for name, rows in seen.items():
        if rows:
            parts.append(f"{name} {taken[name]}" if rows == taken[name] else f"{name} {rows} 行中读入 {taken[name]}")
    return "读入：" + ("，".join(parts) or "台账都是空的")


def say(text: str) -> None:
    """One line on the terminal, taken as it is (no markup)."""
    from rich.text import Text

    console().print(Text(text), soft_wrap=True)


@contextmanager
def progress(title: str) -> Iterator[Step]:
    """A progress bar on standard error; nothing when that is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    out = Console(stderr=True)
    columns = TextColumn(title), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[unit]}")
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(title, total=None, unit="")
        yield lambda done, total, unit: bar.update(task, completed=done, total=total, unit=unit[:24])
