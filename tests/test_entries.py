"""What the forms say, side by side."""

from pathlib import Path

import built
import filled_forms
import pytest

from pyfuncs.entries import Given, Source, at, beside, file_labels, is_same

GROUPS = built.notice("2018").ledgers["小组"].fields


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("成立日期", "2016年3月1日", "2016.3.1", True),
        ("成立日期", "2016年3月1日", "2016年3月2日", False),
        ("成立日期", "2016年3月", "2016年3月", True),
        ("人数", 3.0, "３", True),
        ("邮编", "030001", "０３０００１", True),
        ("小组名称", "星火QC小组", "星火 QC小组", False),
        ("小组名称", "星火QC小组", "星火QC小组", True),
        ("登记注册号", 12.0, "12", True),
        ("人数", "三人", "3", False),
        ("人数", None, "", True),
    ],
)
def test_two_writings_are_one_value(field, one, other, same):
    """Names count to the letter; days, numbers and phones as they are understood."""
    assert is_same(GROUPS[field], one, other) is same


def test_what_differs_stays_beside_what_was_there():
    given = []
    for text in ("2016年3月1日", "2016.3.1", "2016年5月1日"):
        beside(given, GROUPS["成立日期"], Given(text, text))
    assert [item.text for item in given] == ["2016年3月1日", "2016年5月1日"]


def test_files_are_known_by_their_path_within_the_folder_that_holds_them_all():
    assert file_labels([Path("/收件/甲/表.docx"), Path("/收件/乙/表.docx")]) == ["甲/表.docx", "乙/表.docx"]
    assert file_labels([Path("/收件/甲/表.docx")]) == ["表.docx"]
    assert file_labels([]) == []


def test_a_form_is_found_again_by_file_and_table():
    source = Source(filled_forms.form("附件3.1", {}), Path("/收件/表.docx"), "表.docx")
    assert source.origin == "表.docx　表1" == at("表.docx", "表1")
    assert at("表.docx", "") == "表.docx"
