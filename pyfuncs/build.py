"""The `build` verb: the Word templates, the workbook and the samples, made again from the definitions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import samples
from .letters import list_letters, read_letter
from .notice import Notice, list_notices, load_notice
from .rules import Season
from .word_templates import SAME, refresh
from .workbook import build_workbook

ROOT = Path(__file__).resolve().parent.parent
WORKBOOK = Path("workbook") / "QC申报汇总.xlsm"
SAMPLES = Path("workbook") / "示例"


def build(
    out: Path = ROOT, redraw: bool = False, progress: Callable[[int, int, str], object] | None = None
) -> list[str]:
    """Writes the blank workbook and every sample under `out`; a line for each file written.

    Raises DefinitionError for a bad definition, OSError for a file that cannot be written.
    """
    notices = {name: load_notice(name) for name in list_notices()}
    both = list(notices.values())
    targets = [WORKBOOK, *(SAMPLES / f"{name}.xlsm" for name in samples.sample_names())]
    lines = _templates(both, redraw)
    for number, target in enumerate(targets, start=1):
        if target == WORKBOOK:
            build_workbook(out / target, both, Season(), both[0].id)
        else:
            current = samples.sample_notice(target.stem)
            season = samples.load_sample(target.stem, notices[current])
            build_workbook(out / target, both, season, current, shown=[current])
        lines.append(f"已生成 {target}")
        if progress:
            progress(number, len(targets), target.name)
    return lines


def _templates(notices: list[Notice], redraw: bool) -> list[str]:
    """Brings the Word templates up to date; a line for each that did not stay as it was."""
    done = {form.tab: refresh(form, notice, redraw) for notice in notices for form in notice.forms.values()}
    letters = [letter for letter in map(read_letter, list_letters()) if not letter.plain]
    done |= {f"{letter.folder.name} {letter.name}": refresh(letter.form, letter, redraw) for letter in letters}
    return [f"Word模板 {tab}：{what}" for tab, what in done.items() if what != SAME]
