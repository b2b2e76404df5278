"""The Word files that came in: which they are, and what a reading of them gives."""

from __future__ import annotations

import built
import pytest
import seasons

from pyfuncs.forms import make_forms
from pyfuncs.offers import NEW, SAME
from pyfuncs.post import NoFiles, read_post, word_files


def test_a_folder_gives_its_word_files_and_those_below_and_names_the_others(tmp):
    for name in ("乙/表.DOCX", "甲/旧.doc", "甲/表.wps", "甲/~$表.docx", ".藏.docx", "照片.jpg", "甲/宏.docm"):
        (tmp / name).parent.mkdir(exist_ok=True)
        (tmp / name).write_bytes(b"")
    found, others = word_files([tmp])
    assert [path.relative_to(tmp).as_posix() for path in found] == [
        "乙/表.DOCX",
        "甲/宏.docm",
        "甲/旧.doc",
        "甲/表.wps",
    ]
    assert [path.name for path in others] == ["照片.jpg"]


def test_a_file_that_is_named_is_read_whatever_it_is_and_once(tmp):
    (tmp / "信.txt").write_bytes(b"")
    (tmp / "表.docx").write_bytes(b"")
    found, others = word_files([tmp / "信.txt", tmp / "表.docx", tmp])
    assert [path.name for path in found] == ["信.txt", "表.docx"] and others == []
    with pytest.raises(NoFiles, match="没有了"):
        word_files([tmp / "没有了.docx"])


def test_a_reading_tells_how_far_it_is_and_keeps_the_workbook_out_of_it(tmp):
    notice, season = built.notice("2018"), built.season(built.PROVINCE)
    group = season.ledgers["小组"][0]
    make_forms(season, notice, [], tmp / "表", record=group["小组名称"])
    (tmp / "表" / "坏.docx").write_bytes(b"x")
    paths, _ = word_files([tmp / "表"])
    told = []
    post = read_post(paths, notice, seasons.season_of("太原", {}), lambda *step: told.append(step))
    assert [step[:2] for step in told][-1] == (len(paths), len(paths))
    assert {line.kind for line in post.lines} == {NEW, SAME, "不收"}
    assert ["坏.docx" in line.origin for line in post.lines if line.kind == "不收"] == [True]
    again = read_post(paths, notice, season)
    assert {line.kind for line in again.lines} == {SAME, "不收"}
