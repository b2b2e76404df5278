"""How strong the suite is: thirty faults put into the program one after the other, and whether its tests notice.

`python3 tests/mutants.py [number …]` copies the project into a folder of its own, puts in one fault at a time and runs
the tests named beside it, which must all have passed without it. At least 28 of the 30 must be noticed. It takes about
half an hour.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = 28
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", "图片")


@dataclass(frozen=True, slots=True)
class Fault:
    """`old` in a module becomes `new`; `tests` (without test_ and .py) should notice."""

    module: str
    old: str
    new: str
    tests: str


FAULTS = (
    Fault("values", "if day.year < FIRST_YEAR:", "if day.year <= FIRST_YEAR:", "values"),
    Fault("values", "abs(raw) >= 10**DIGITS_EXCEL_KEEPS", "abs(raw) > 10**DIGITS_EXCEL_KEEPS", "values"),
    Fault("values", "len(text) == 5:", "len(text) == 4:", "values"),
    Fault("values", 'return "TRUE" if raw else "FALSE"', 'return "TRUE"', "values"),
    Fault("files", "os.replace(temporary, path)", "os.rename(temporary, str(path) + '~')", "files"),
    Fault("files", "            os.unlink(temporary)", "            pass", "files"),
    Fault("files", "given := (folder, match_key(name))", "given := (folder, name)", "files"),
    Fault("files", "name = STAND_IN + name", "name = name", "files"),
    Fault("files", "                _put_back(folder / place, kept / place)", "                pass", "files"),
    Fault("preflight", "if part.header_offset < ends:", "if part.header_offset > 1 << 40:", "preflight closed"),
    Fault("preflight", 'b"<!DOCTYPE" in text', 'b"<!DOCTYPO" in text', "preflight intake closed"),
    Fault("spread", "if last - first >= MOST_ROWS", "if last - first >= 10 * MOST_ROWS", "spread preflight corpus"),
    Fault("spread", "self.errors |= set(_unreckoned(text))", "pass", "spread preflight corpus"),
    Fault("reader", "_fill_down(rows, first_row + 1,", "_fill_down(rows, first_row + 2,", "reader"),
    Fault("reader", "with child.room(LEAST_ROOM + ROOM * found.bytes):", "with child.room(MOST_MEMORY):", "reader"),
    Fault("records", "record.bad |= wrong", "record.bad |= set()", "records check corpus"),
    Fault("records", "= seen, len(taken)", "= seen, seen", "records"),
    Fault("records", "if len(columns) <= len(best[2])", "if len(columns) < len(best[2])", "records closed"),
    Fault("check", "TO_CONFIRM if loss.cell else MUST_MEND", "TO_CONFIRM", "check commands"),
    Fault("check", "reading.value < item.least", "reading.value <= item.least", "check"),
    Fault("check", "if word.strip() in options:", "if word in options:", "check"),
    Fault("quota", "by_unit[unit] += count", "by_unit[unit] = count", "quota"),
    Fault(
        "table_book", "sheet.write_string(number, 0, fit(line)", "sheet.write_formula(number, 0, fit(line)", "injection"
    ),
    Fault("table_book", "text = ILLEGAL.sub(STAND_IN, text)", "text = text", "table_book fuzz"),
    Fault("submissions", "seen.setdefault(held.digest, number)", "seen.setdefault(str(number), number)", "merge"),
    Fault("submissions", "if 2 * len(own & held) <", "if 1 * len(own & held) <", "merge submissions"),
    Fault("merge", "came + kept.count() != in_master", "came + kept.count() < in_master", "merge"),
    Fault("turn", 'raise Running(f"', 'print(f"', "turn concurrency"),
    Fault("returns", "if not counts[MUST_MEND]:", "if counts[MUST_MEND] == 1:", "returns"),
    Fault("__main__", "return COULD_NOT_RUN\n    except Exception", "return 0\n    except Exception", "main disk"),
)


def noticed(fault: Fault, project: Path) -> bool:
    """Whether a test fails once the fault is in; the module is put back afterwards."""
    path = project / "pyfuncs" / f"{fault.module}.py"
    text = path.read_text("utf-8")
    if text.count(fault.old) < 1:
        raise SystemExit(f"{fault.module}.py 里没有“{fault.old}”，请改 tests/mutants.py")
    path.write_text(text.replace(fault.old, fault.new, 1), "utf-8")
    try:
        return not passes(fault.tests.split(), project)
    finally:
        path.write_text(text, "utf-8")


def passes(names: list[str], project: Path) -> bool:
    """Whether these tests (without test_ and .py) pass."""
    files = [f"tests/test_{name}.py" for name in names]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
    return subprocess.run(command, cwd=project, capture_output=True).returncode == 0


def main(numbers: list[str]) -> int:
    """0 when enough faults were noticed, 1 else."""
    chosen = [FAULTS[int(number) - 1] for number in numbers] or list(FAULTS)
    with tempfile.TemporaryDirectory(prefix="qc-faults-") as folder:
        project = Path(folder) / "project"
        shutil.copytree(ROOT, project, ignore=LEFT_OUT)
        asked = sorted({name for fault in chosen for name in fault.tests.split()})
        if not passes(asked, project):
            raise SystemExit(f"这些测试不放错误也通不过，请先改好：{'、'.join(asked)}")
        found = 0
        for fault in chosen:
            seen = noticed(fault, project)
            found += seen
            number = FAULTS.index(fault) + 1
            says = "发现" if seen else "没有发现"
            print(f"{number:2} {says}　{fault.module}：{fault.old.strip()}　→　{fault.new.strip()}", flush=True)
    print(f"共放进 {len(chosen)} 个错误，发现 {found} 个")
    return 0 if len(chosen) - found <= len(FAULTS) - LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
