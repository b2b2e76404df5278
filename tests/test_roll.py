"""光荣册: 475 groups of 27 units, the contents true to the pages, no name lost."""

import re
import zipfile
from io import BytesIO

import honoured
import pytest
import word_text

from pyfuncs.honour_list import sections
from pyfuncs.letters import load_letter
from pyfuncs.roll import contents_line, roll

ENTRY = re.compile(r"^(.+?（\d+[个名]）)[.·…]+(\d+)$")
HEADING = re.compile(r"^(.+?（\d+[个名]）)$")


@pytest.fixture(scope="module")
def made():
    winners, _, notice, honours = honoured.winners()
    return roll(winners, honours, notice)


def part(data, name):
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read(name).decode()


def test_every_name_stands_in_it_as_it_was_typed(made):
    winners, _, notice, honours = honoured.winners()
    rows = [row for table in word_text.tables(made) for row in table[1:]]
    wanted = []
    for section in sections(winners, honours, notice):
        for number, item in enumerate(section.winners, start=1):
            columns = {"成果": [item.unit, item.name, item.topic], "名称": [item.name, item.unit], "单位": [item.unit]}
            wanted.append([str(number), *columns[section.honour.listed]])
    assert rows == wanted


def test_the_contents_are_a_field_that_word_brings_up_to_date(made):
    document = part(made, "word/document.xml")
    assert r'TOC \o "1-2" \h \z \u' in document.replace("&quot;", '"')
    assert "<w:updateFields" in part(made, "word/settings.xml")
    marks = re.findall(r'w:anchor="(\w+)"', document)
    assert len(marks) == 3 + 27
    assert re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"', document) == marks
    assert document.count('w:fldCharType="begin"') == document.count('w:fldCharType="end"') == len(marks) + 1


def test_the_contents_have_styles_by_which_word_prints_them_again(made):
    styles = part(made, "word/styles.xml")
    assert re.findall(r'w:styleId="(TOC\d)"', styles) == ["TOC1", "TOC2"]
    assert set(re.findall(r'<w:pStyle w:val="(TOC\d)"/>', part(made, "word/document.xml"))) == {"TOC1", "TOC2"}


@pytest.mark.parametrize(("entries", "line"), [(5, 22.0), (25, 22.0), (30, 19.0), (60, 22.0)])
def test_contents_that_nearly_fit_on_a_page_are_set_closer(entries, line):
    assert contents_line(load_letter("光荣册"), entries, 3) == line


def test_the_page_numbers_of_the_contents_are_those_of_the_pages(made, tmp_path):
    pages = honoured.pages(made, tmp_path, "光荣册")
    told, found, front = [], [], 0
    for number, page in enumerate(pages):
        for line in page.splitlines():
            if entry := ENTRY.fullmatch(line):
                told.append((entry[1], int(entry[2])))
                front = number + 1
            elif heading := HEADING.fullmatch(line):
                found.append((heading[1], number + 1 - front))
    assert len(told) == 3 + 27
    assert told == found
    text = "".join("".join(pages).split())
    assert "山西省优秀质量管理小组成果（475个）" in text
    assert all(f"—{number}—" in pages[front + number - 1] for number in range(1, len(pages) - front + 1))
