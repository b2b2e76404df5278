"""Every rule of the two notices is listed: a check, a limit or a line of the materials list, with its clause."""

from __future__ import annotations

import pytest

from pyfuncs.catalogue import CHECK, MATERIAL, PARAMETER, Entry, catalogue
from pyfuncs.notice import Notice

A_CHECKS = {"A01", "A09", "A10", "A11", "A12", "A23", "A24", "A25", "A26", "A27", "A28", "A30", "A32", "A33", "A34"}
A_CHECKS |= {"A35", "A36", "A37"}
A_PARAMETERS = {"A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A20", "A21", "A22", "A29", "A30", "A31"}
A_MATERIALS = {"A02", "A08", "A09", "A13", "A14", "A15", "A16", "A17", "A18", "A19"}
B_CHECKS = {"B01", "B06", "B07", "B08", "B11", "B13", "B15", "B16", "B20", "B21", "B22", "B23"}
B_PARAMETERS = {"B01", "B02", "B03", "B04", "B05", "B07", "B08", "B11", "B17", "B18", "B19", "B24", "B25"}
B_MATERIALS = {"B09", "B10", "B12", "B13", "B14", "B15", "B16"}


def by_kind(notice: Notice, kind: str) -> set[str]:
    return {entry.id for entry in catalogue(notice) if entry.kind == kind}


def test_every_rule_of_2018_is_there(notice_2018: Notice) -> None:
    assert {entry.id for entry in catalogue(notice_2018)} - {""} == {f"A{number:02}" for number in range(1, 38)}


def test_every_rule_of_2023_is_there(notice_2023: Notice) -> None:
    assert {entry.id for entry in catalogue(notice_2023)} - {""} == {f"B{number:02}" for number in range(1, 26)}


def test_kinds_of_2018(notice_2018: Notice) -> None:
    assert by_kind(notice_2018, CHECK) >= A_CHECKS
    assert by_kind(notice_2018, PARAMETER) >= A_PARAMETERS
    assert by_kind(notice_2018, MATERIAL) >= A_MATERIALS


def test_kinds_of_2023(notice_2023: Notice) -> None:
    assert by_kind(notice_2023, CHECK) >= B_CHECKS
    assert by_kind(notice_2023, PARAMETER) >= B_PARAMETERS
    assert by_kind(notice_2023, MATERIAL) >= B_MATERIALS


@pytest.mark.parametrize("name", ["notice_2018", "notice_2023"])
def test_every_entry_says_what_and_on_whose_word(name: str, request: pytest.FixtureRequest) -> None:
    entries = catalogue(request.getfixturevalue(name))
    assert all(entry.says.strip() and entry.source.strip() for entry in entries)
    assert {entry.kind for entry in entries} == {CHECK, PARAMETER, MATERIAL}
    ids = [entry.id for entry in entries]
    assert ids == sorted(ids, key=lambda name: (not name, name)), "those without an id come last"


def only(notice: Notice, name: str, kind: str) -> list[Entry]:
    return [entry for entry in catalogue(notice) if entry.id == name and entry.kind == kind]


@pytest.mark.parametrize(
    ("name", "kind", "words", "source"),
    [
        ("A04", PARAMETER, "2017年6月1日", "附件9"),
        ("A06", PARAMETER, "600元", "附件5注2②"),
        ("A07", PARAMETER, "1000元", "附件7注2②"),
        ("A09", CHECK, "3000", "五1"),
        ("A20", PARAMETER, "27行×7栏", "附件2"),
        ("A21", PARAMETER, "20个行业各1–5个", "附件2注*"),
        ("A22", PARAMETER, "最多1个", "附件1六4"),
        ("A30", PARAMETER, "现场、攻关、管理、服务、创新", "附件3.2注"),
        ("A19", MATERIAL, "18份", "六1"),
        ("A33", CHECK, "小组、小组成员、班组、班组成员、企业、个人 同一名称写法一致", "附件3.1注3"),
        ("A01", CHECK, "首页 填表日期", "附件10注5"),
    ],
)
def test_what_is_said(notice_2018: Notice, name: str, kind: str, words: str, source: str) -> None:
    assert any(words in entry.says and source in entry.source for entry in only(notice_2018, name, kind))
