"""The driver of LibreOffice: it computes, shows errors as errors, draws pages, and stops what hangs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter


def book(path: Path, formula: str, remembered: int) -> Path:
    """A workbook whose A3 is `formula`, with `remembered` as the value stored beside it."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("台账")
        sheet.write_row(0, 0, [2])
        sheet.write_row(1, 0, [3])
        sheet.write_formula("A3", formula, None, remembered)
        sheet.write("B1", "质量管理小组")
    return path


def test_formulas_are_computed_anew(office, tmp):
    made = office.recalculated(book(tmp / "旧值.xlsx", "=A1+A2", 99), tmp)
    assert made["台账"]["A3"].value == 5
    assert office.errors_in(made) == []


def test_remembered_values_stay_when_asked(office, tmp):
    text = office.convert(book(tmp / "旧值.xlsx", "=A1+A2", 99), "csv", tmp, recalculate=False).read_text("utf-8")
    assert text.splitlines()[2].startswith("99")


def test_error_values_are_seen(office, tmp):
    made = office.recalculated(book(tmp / "除零.xlsx", "=A1/(A2-3)", 0), tmp)
    assert office.errors_in(made) == ["台账!A3: #DIV/0!"]


def test_several_files_in_one_start_with_pictures_of_pages(office, tmp):
    books = [book(tmp / f"{name}.xlsx", "=A1", 2) for name in ("一", "二")]
    made = office.convert_all(books, "pdf", tmp / "页")
    assert [path.name for path in made] == ["一.pdf", "二.pdf"]
    pages = office.pictures(made[0])
    assert len(pages) == 1 and pages[0].read_bytes().startswith(b"\x89PNG")
    assert "质量管理小组" in office.page_texts(made[0])[0]


def test_a_file_that_cannot_be_read_is_an_error(office, tmp):
    (tmp / "坏.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(office.OfficeError, match=r"没有生成 坏\.xlsx"):
        office.convert(tmp / "坏.xlsx", "xlsx", tmp / "出")


def test_results_never_overwrite_sources_or_each_other(office, tmp):
    one = book(tmp / "一.xlsx", "=A1", 2)
    with pytest.raises(office.OfficeError, match="同名"):
        office.convert(one, "xlsx", tmp)
    with pytest.raises(office.OfficeError, match="同名"):
        office.convert_all([one, tmp / "别处" / "一.xlsx"], "pdf", tmp)


def test_what_hangs_is_ended_with_all_it_started(office, tmp):
    begun = time.monotonic()
    with pytest.raises(office.OfficeError, match="没有结束"):
        office._run(["sh", "-c", f"(sleep 1.5; touch '{tmp}/still') & sleep 30"], 0.4)
    assert time.monotonic() - begun < 1.2
    time.sleep(1.8)
    assert not (tmp / "still").exists()


TRIED = """
import pathlib, pytest, office

def tried(kind):
    path = pathlib.Path(__file__).with_name("tried")
    with path.open("a") as file:
        file.write(kind)
    return path.read_text().count(kind)

def test_lost():
    if tried("a") == 1:
        raise office.OfficeLost("LibreOffice 没有回答")

@pytest.fixture
def opened():
    if tried("b") == 1:
        raise office.OfficeLost("LibreOffice 没有启动")

def test_not_started(opened):
    pass

def test_lost_for_good():
    tried("c")
    raise office.OfficeLost("LibreOffice 没有回答")

def test_wrong():
    assert tried("d") == 2

def test_not_made():
    tried("e")
    raise office.OfficeError("LibreOffice 没有生成 一.pdf")
"""


def test_only_a_test_that_lost_libreoffice_itself_is_run_once_again(tmp_path):
    (tmp_path / "test_tried.py").write_text(TRIED, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    tests = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "conftest", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tests), str(tests.parent)])},
        capture_output=True,
        encoding="utf-8",
    )
    assert "3 failed, 2 passed, 3 rerun" in done.stdout, done.stdout
    assert "".join(sorted((tmp_path / "tried").read_text())) == "aabbccde"


def test_a_machine_without_libreoffice_gets_one_sentence(office, monkeypatch):
    monkeypatch.setattr(office.system, "find_office", lambda: None)
    with pytest.raises(office.OfficeError, match="请先安装：libreoffice-calc"):
        office.soffice()
