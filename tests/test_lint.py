"""Each fault that validators pass is found when it is planted, and the sound file has none."""

import zipfile

import pytest
from small_book import RIBBON, TABS, build

from pyfuncs import package
from pyfuncs.lint import lint
from pyfuncs.rules import Season
from pyfuncs.workbook import build_workbook

SOUND = RIBBON.read_text("utf-8")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return build(tmp_path_factory.mktemp("lint") / "sound.xlsm")


def test_the_sound_workbook_has_no_fault(sound):
    assert lint(sound) == []


def rewritten(sound, folder, part, old, new, add=()):
    """A copy of the sound workbook with `old` replaced by `new` in one part, and the parts `add` added."""
    with zipfile.ZipFile(sound) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    parts.update(add)
    path = folder / "faulty.xlsm"
    path.write_bytes(package.write(parts.items()))
    return path


WORKBOOK, HOME, TABLE = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"
TYPES = "[Content_Types].xml"
PLANTED = {
    "two controls of one id": ("customUI/customUI14.xml", 'id="stats"', 'id="fees"', "2个控件的 id 都是“fees”"),
    "no such callback": (
        "customUI/customUI14.xml",
        'id="check" label="校验全部" size="large" imageMso="AcceptInvitation" onAction="OnAction"',
        'id="check" label="校验全部" size="large" imageMso="AcceptInvitation" onAction="OnCheck"',
        "“OnCheck”，宏里有0个",
    ),
    "a getter that is not there": (
        "customUI/customUI14.xml",
        'label="关于"',
        'getLabel="AboutLabel"',
        "getLabel 调用“AboutLabel”",
    ),
    "wrong number of parameters": (
        "customUI/customUI14.xml",
        '<button id="home" label="首页" size="large" imageMso="OpenStartPage" onAction="OnAction"',
        '<toggleButton id="home" label="首页" size="large" imageMso="OpenStartPage" onAction="OnAction"',
        "应有2个参数，实有1个",
    ),
    "a sheet without code name": (HOME, ' codeName="Home"', "", "“首页”没有 codeName"),
    "a code name without module": (HOME, 'codeName="Home"', 'codeName="House"', "“House”没有对应的宏模块"),
    "a module without sheet": (HOME, 'codeName="Home"', 'codeName="House"', "宏模块“Home”没有对应的工作表"),
    "one code name twice": (HOME, 'codeName="Home"', 'codeName="Groups"', "“Groups”用了2次"),
    "workbook without code name": (WORKBOOK, ' codeName="ThisWorkbook"', "", "“工作簿”没有 codeName"),
    "heading other than the cell": (
        "xl/tables/table1.xml",
        'name="企业名称"',
        'name="单位名称"',
        "“小组”B3写的是“企业名称”",
    ),
    "a sheet xlwings takes for code": (WORKBOOK, 'name="词表"', 'name="词表.py"', "以 .py 结尾"),
    "a name of no sheet": (WORKBOOK, "首页!$B$2", "主页!$B$2", "名称“当前通知”指向不存在的工作表“主页”"),
    "a dead name": (WORKBOOK, "首页!$B$2", "#REF!$B$2", "名称“当前通知”已失效"),
    "a link to no sheet": (HOME, "'小组'!A1", "'大组'!A1", "“首页”A3的链接指向不存在的工作表“大组”"),
    "a target that is not there": (
        "xl/_rels/workbook.xml.rels",
        "worksheets/sheet2.xml",
        "worksheets/sheet99.xml",
        "xl/worksheets/sheet99.xml不存在",
    ),
    "ribbon under another type": ("_rels/.rels", "2007/relationships/ui", "2006/relationships/ui", "关系类型不对"),
    "a part nobody types": (
        "[Content_Types].xml",
        'Extension="bin"',
        'Extension="bim"',
        "xl/vbaProject.bin没有内容类型",
    ),
    "a type of no part": (TYPES, "/xl/styles.xml", "/xl/style.xml", "不存在的xl/style.xml"),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(sound, tmp_path, fault):
    part, old, new, says = PLANTED[fault]
    found = lint(rewritten(sound, tmp_path, part, old, new))
    assert any(says in sentence for sentence in found), found


def test_a_part_nobody_points_to_is_found(sound, tmp_path):
    path = rewritten(sound, tmp_path, WORKBOOK, "", "", {"xl/stray.xml": b"<stray/>"})
    assert lint(path) == ["没有任何关系指向xl/stray.xml"]


def test_a_workbook_without_ribbon_is_found(tmp_path):
    assert lint(build(tmp_path / "bare.xlsm", ribbon="")) == ["没有功能区（customUI/customUI14.xml）"]


def test_macros_made_for_other_sheets_are_found(tmp_path):
    codes = {**TABS, "校验结果": "Results"}
    found = lint(build(tmp_path / "other.xlsm", codes=codes))
    assert found == ["“校验结果”的 codeName“Findings”没有对应的宏模块", "宏模块“Results”没有对应的工作表"]


def test_the_products_workbook_has_no_fault(tmp_path, notice_2018, notice_2023):
    path = tmp_path / "product.xlsm"
    build_workbook(path, [notice_2018, notice_2023], Season(), notice_2018.id)
    assert lint(path) == []
