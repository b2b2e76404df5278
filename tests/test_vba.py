"""The macros: their text, the project made of it, and what they do when run."""

import importlib.metadata
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from oletools.olevba import VBA_Parser
from pyopenvba.apps.excel import ExcelApplication
from small_book import RIBBON, TABS, build

from pyfuncs import vba
from pyfuncs.changes import (
    Ask,
    Changes,
    Go,
    Log,
    Note,
    Open,
    Put,
    Resize,
    Say,
    Show,
    Unnote,
    Wipe,
    encode,
    put,
)
from pyfuncs.layout import home_cells
from pyfuncs.press import BUTTONS
from pyfuncs.rules import Season
from pyfuncs.workbook import build_workbook

ROOT = Path(__file__).resolve().parent.parent
OWN = sorted(path for path in vba.SOURCES.iterdir() if path.suffix in (".bas", ".cls"))
STANDARD = [
    "Applier", "Content", "Courier", "Host", "Journal", "Machine", "Press", "Ribbon", "Tabs", "Texts", "xlwings",
]  # fmt: skip
EVENTS = {"Workbook_SheetChange", "Workbook_SheetActivate", "Workbook_SheetBeforeDoubleClick"}
SPACE = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACKS = ("onAction", "onLoad", "getContent", "getEnabled")
PROCEDURE = re.compile(r"^(?:Public |Private )?(?:Sub|Function) (\w+)", re.M)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    return build(tmp_path_factory.mktemp("vba") / "small.xlsm")


def without_comments(text: str) -> str:
    return re.sub(r"^\s*'.*$", "", text, flags=re.M)


def own_text() -> str:
    return "\n".join([*(vba.read_source(path) for path in OWN), vba.standard_modules()["Texts"]])


# -- the text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_a_module_is_ascii_and_declares_its_variables(path):
    text = path.read_bytes().decode("ascii")
    assert len(re.findall(r"^Option Explicit$", text, re.M)) == 1
    assert not re.search(r"^VERSION |^BEGIN", text, re.M)


def test_every_module_sent_to_excel_is_ascii_with_short_lines():
    for name, text in vba.standard_modules().items():
        assert text.isascii(), name
        assert max(map(len, text.splitlines())) < 1023, name


def test_every_procedure_is_used_or_called_by_excel():
    text = without_comments(own_text())
    callbacks = {item.get(name) for item in etree.parse(RIBBON).iter(etree.Element) for name in CALLBACKS}
    for name in PROCEDURE.findall(text):
        calls = len(re.findall(rf"\b{name}\b", text)) - len(re.findall(rf"^ *{name} = ", text, re.M))
        assert name in callbacks | EVENTS or calls > len(re.findall(rf"(?:Sub|Function) {name}\b", text)), name


def test_texts_come_out_as_written_in_any_script():
    written = {"Greeting": '你好，𠮷 & "QC"' * 9, "Short": "A"}
    app = ExcelApplication()
    app.add_workbook()
    app.add_module(vba.texts_module(written), name="Texts")
    for name, text in written.items():
        units = app.evaluate(f"{name}()").encode("utf-16-le", "surrogatepass")
        assert units.decode("utf-16-le") == text


def test_chinese_in_a_macro_is_refused_by_name(tmp_path):
    (tmp_path / "Bad.bas").write_text('Sub A()\nMsgBox "错"\nEnd Sub\n', "utf-8")
    with pytest.raises(vba.VbaError, match=r"Bad\.bas.*texts\.toml"):
        vba.read_source(tmp_path / "Bad.bas")


def test_the_xlwings_module_is_the_installed_versions():
    text = vba.xlwings_module()
    assert f'XLWINGS_VERSION As String = "{importlib.metadata.version("xlwings")}"' in text
    assert "BSD 3-clause license" in text


def test_conditions_known_when_building_are_gone_from_xlwings_and_the_others_stay():
    text = vba.xlwings_module()
    assert "#If App" not in text and "#If Mac" not in text and "#If Win64" in text and "#If VBA7" in text
    assert text.count("#If") == text.count("#End If")
    source = '#If Mac Then\nA\n#Else\nC\n#End If\n#If App = "Microsoft Word" Then\nD\n#Else\nE\n#End If'
    assert vba.decided(source).split() == ["C", "E"]
    nested = "#If Win64 Then\nF\n#If Mac Then\nG\n#Else\nH\n#End If\n#Else\nI\n#End If"
    assert vba.decided(nested).split("\r\n")[:-1] == ["#If Win64 Then", "F", "H", "#Else", "I", "#End If"]


def test_another_versions_xlwings_module_is_refused(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.0.1")
    with pytest.raises(vba.VbaError, match=r"0\.0\.1"):
        vba.xlwings_module()


# -- the project -------------------------------------------------------------------------------------


def test_equal_input_gives_equal_bytes():
    codes = list(TABS.values())
    assert vba.vba_project(codes) == vba.vba_project(codes)


def test_olevba_lists_the_modules_with_their_text(workbook):
    parser = VBA_Parser(str(workbook))
    found = {name: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    assert set(found) == {f"{name}.cls" for name in ["ThisWorkbook", *TABS.values()]} | {f"{n}.bas" for n in STANDARD}
    assert "Workbook_SheetChange" in found["ThisWorkbook.cls"]
    for name, text in vba.standard_modules().items():
        assert found[f"{name}.bas"].replace("\r\n", "\n").strip() == text.replace("\r\n", "\n").strip()


def test_no_dictionary_class_and_nothing_of_xlwings_pro(workbook):
    with zipfile.ZipFile(workbook) as package:
        project = package.read("xl/vbaProject.bin")
    assert b"Dictionary.cls" not in project
    parser = VBA_Parser(str(workbook))
    assert not [name for _, _, name, _ in parser.extract_macros() if name.startswith("Dictionary")]
    parser.close()


def test_two_hundred_sheets_keep_their_modules():
    codes = [f"A2018_{number}" for number in range(200)]
    parser = VBA_Parser("many.bin", data=vba.vba_project(codes))
    found = [name for _, _, name, _ in parser.extract_macros()]
    parser.close()
    assert set(found) >= {f"{code}.cls" for code in codes}


def test_libreoffice_reads_every_module(workbook, office, tmp):
    """Macros survive into LibreOffice's own format only when it could read the project."""
    converted = office.convert(workbook, "ods", tmp)
    with zipfile.ZipFile(converted) as package:
        basic = {name: package.read(name).decode("utf-8") for name in package.namelist() if name.startswith("Basic/")}
    for name in ["ThisWorkbook", *TABS.values(), *STANDARD]:
        assert f"Basic/VBAProject/{name}.xml" in basic, name
    assert "ShowCurrentNotice" in basic["Basic/VBAProject/Tabs.xml"]


# -- the ribbon --------------------------------------------------------------------------------------


def controls(kind: str) -> dict[str, dict[str, str]]:
    found: Any = etree.parse(RIBBON).iter(f"{{{SPACE}}}{kind}")
    return {item.get("id"): dict(item.attrib) for item in found}


def test_every_button_is_on_the_ribbon_by_id_and_label_but_none_else():
    shown = {name: item["label"] for name, item in controls("button").items()}
    assert shown == {name: button.label for name, button in BUTTONS.items()}


def test_every_control_says_what_it_does_and_what_it_changes():
    for name, item in (controls("button") | controls("dynamicMenu")).items():
        assert item["imageMso"] and item["screentip"] and item["supertip"].endswith("。"), name
        assert re.search("改|覆盖|转到|打开|记一行|存入|撤销", item["supertip"]), name


def test_what_works_on_an_attachment_alone_is_grey_elsewhere():
    asked = {name for name, item in controls("button").items() if "getEnabled" in item}
    assert asked == {"previous", "following", "source", "edit", "store"}


# -- what they do ------------------------------------------------------------------------------------

MACHINE = """Option Explicit
Public Started As String
Public Present As String
Public Written As String
Public Removed As String
Public System As String
Public Answers As String
Public News As String
Public Escape As String
Public Filtered As String
Public Function IsThere(ByVal path As String) As Boolean
    IsThere = InStr(Present, "|" & path & "|") > 0
    If path Like "*changes.txt" Then IsThere = (Started <> "" And Answers <> "")
    If path Like "*progress.txt" Then IsThere = (Started <> "" And News <> "")
End Function
Public Function ReadLines(ByVal path As String) As Variant
    If path Like "*progress.txt" Then
        ReadLines = Split(News, vbLf)
    ElseIf path Like "*changes.txt" Then
        ReadLines = Split(NextAnswer(), vbLf)
    Else
        ReadLines = Split("INTERPRETER_WIN,C:\\own\\python.exe", vbLf)
    End If
End Function
Private Function NextAnswer() As String
    Dim parts As Variant
    parts = Split(Answers, "~")
    NextAnswer = parts(0)
    If UBound(parts) > 0 Then Answers = Mid$(Answers, Len(parts(0)) + 2)
End Function
Public Sub WriteText(ByVal path As String, ByVal text As String)
    Written = Written & path & "=" & text & "~"
End Sub
Public Sub MakeFolder(ByVal path As String)
    If System = "full" Then Err.Raise 61, , "Disk full"
End Sub
Public Sub RemoveFolder(ByVal path As String, ByVal names As Variant)
    Removed = Removed & path & "~"
End Sub
Public Sub StartProgram(ByVal command As String, ByVal hidden As Boolean)
    Started = Started & command & "~"
End Sub
Public Sub CatchEscape(ByVal wanted As Boolean)
    Escape = Escape & IIf(wanted, "on,", "off,")
End Sub
Public Function Variable(ByVal name As String) As String
    If name = "OS" And System = "Windows" Then Variable = "Windows_NT"
    If name = "TEMP" Then Variable = "/temp"
    If name = "USERPROFILE" Then Variable = "C:\\Users\\a"
    If name = "USERNAME" Then Variable = "zhang"
End Function
"""
XLWINGS = """Option Explicit
Public Commands As String
Public Trouble As String
Public Named As String
Public Function RunPython(PythonCommand As String)
    Named = Worksheets("xlwings.conf").Range("B1").Value
    If Trouble = "raise" Then Err.Raise 70, , "Permission denied"
    Commands = Commands & PythonCommand & "|"
    If Trouble = "status" Then RunPython = 1 Else RunPython = 0
End Function
"""
PRESS = """Option Explicit
Public Sub Push(id As String)
    Dim control As New FakeControl
    control.ID = id
    OnAction control
End Sub
Public Sub Jump(name As String)
    Dim control As New FakeControl
    control.Tag = name
    OnTab control
End Sub
Public Function Grey(tab As String) As Boolean
    Dim enabled As Variant
    Worksheets(tab).Activate
    GetEnabled New FakeControl, enabled
    Grey = Not enabled
End Function
Public Function Menu() As String
    Dim content As Variant
    GetTabMenu New FakeControl, content
    Menu = content
End Function
Public Sub Choose(value As String)
    Worksheets(1).Range("B2").Value = value
End Sub
Public Sub TypeElsewhere()
    Worksheets(1).Range("C7").Value = "2023"
    Worksheets(2).Range("B2").Value = "2023"
End Sub
Public Sub Given(changes As String, progress As String)
    Answers = changes
    News = progress
End Sub
Public Sub Computer(name As String, files As String)
    System = name
    Present = files
End Sub
Public Sub Settings(key As String, value As String)
    Worksheets("xlwings.conf").Range("A1").Value = key
    Worksheets("xlwings.conf").Range("B1").Value = value
End Sub
Public Sub FurtherSetting(key As String, value As String)
    Worksheets("xlwings.conf").Range("A2").Value = key
    Worksheets("xlwings.conf").Range("B2").Value = value
End Sub
Public Sub Push_by_files(id As String)
    Dim lines As Variant
    lines = AskPython(id, "")
End Sub
Public Function Lines_(text As String) As String
    On Error GoTo Failed
    Lines_ = ApplyChanges(Split(text, vbLf), ChrW(&H6821))
    Exit Function
Failed:
    Lines_ = "!" & Err.Description
End Function
"""
UNKNOWN = {
    "Book().SaveCopyAs path": 'WriteText path, "copy"',
    "If table.AutoFilter.FilterMode Then": "If table.Name = Filtered Then",
}
"""Members of Excel that pyOpenVBA does not know."""
ATTACHMENTS = ["2018附件1", "2018附件3.1", "2023附件1"]
NEWS = r"0	0		\u6821\u9A8C	1"


def open_excel(path=None, document=True) -> ExcelApplication:
    """The workbook (None: one never saved) in pyOpenVBA's Excel, with its macros and stand-ins for the machine
    and for xlwings."""
    app = ExcelApplication.open(path, with_vba=False) if path else ExcelApplication()
    if not path:
        app.add_workbook()
    app.add_module(XLWINGS, name="xlwings")
    app.add_module(MACHINE, name="Machine")
    app.add_module("Public ID As String\nPublic Tag As String\n", name="FakeControl", kind="class")
    app.add_module(PRESS, name="Press_")
    for name, text in vba.standard_modules().items():
        if name not in ("xlwings", "Machine"):
            for real, stand_in in UNKNOWN.items():
                text = text.replace(real, stand_in)
            app.add_module(text, name=name)
    if document:
        text = vba.read_source(vba.SOURCES / "ThisWorkbook.cls").replace(
            "Private Sub Workbook_SheetB", "Public Sub Workbook_SheetB"
        )
        app.add_module(text, name="ThisWorkbook", kind="document")
    return app


@pytest.fixture
def excel(workbook):
    return open_excel(workbook)


def shown(app) -> list[str]:
    return [name for name in ATTACHMENTS if app.evaluate(f'Worksheets("{name}").Visible') == -1]


def listed(*items, undoable=True) -> str:
    """A changes file as its lines, parted by line feeds."""
    return encode(Changes(list(items), undoable)).decode().replace("\r\n", "\n").rstrip("\n")


def cell(app, tab: str, address: str, what: str = "Value"):
    return app.evaluate(f'Worksheets("{tab}").Range("{address}").{what}')


def said(app) -> list[str]:
    return [text for _, text, _, _ in app.dialogs]


@pytest.mark.parametrize(
    ("chosen", "tabs"),
    [
        ("2018", ATTACHMENTS[:2]),
        ("2023", ATTACHMENTS[2:]),
        (" 2023 ", ATTACHMENTS[2:]),
        ("", ATTACHMENTS),
        ("2031", ATTACHMENTS),
    ],
)
def test_choosing_a_notice_shows_its_tabs_alone(excel, chosen, tabs):
    excel.run("Choose", chosen)
    assert (shown(excel), excel.dialogs) == (tabs, [])


def test_switching_back_brings_the_tabs_back(excel):
    for notice in ("2018", "2023", "2018"):
        excel.run("Choose", notice)
    assert shown(excel) == ATTACHMENTS[:2]
    assert all(excel.evaluate(f'Worksheets("{name}").Visible') == -1 for name in ("首页", "小组", "校验结果"))


def test_typing_elsewhere_switches_nothing(excel):
    excel.run("TypeElsewhere")
    assert shown(excel) == ATTACHMENTS


def test_home_goes_to_the_first_sheet_without_python(excel):
    excel.evaluate('Worksheets("小组").Activate')
    excel.run("Push", "home")
    assert excel.evaluate("ActiveSheet.Name") == "首页"
    assert not excel.evaluate("Started") and not excel.evaluate("Commands")


def test_the_menu_lists_the_visible_tabs_and_goes_there(excel):
    excel.run("Choose", "2018")
    menu = etree.fromstring(excel.run("Menu").encode())
    buttons = {item.get("tag"): item for item in menu}
    assert list(buttons) == [name for name in TABS if name != "2023附件1"]
    assert {item.get("onAction") for item in menu} == {"OnTab"} and len({item.get("id") for item in menu}) == len(menu)
    excel.run("Jump", "校验结果")
    assert excel.evaluate("ActiveSheet.Name") == "校验结果"


def test_buttons_of_an_attachment_are_grey_on_other_tabs(excel):
    assert [excel.run("Grey", name) for name in ("小组", "首页", *ATTACHMENTS)] == [True, True, False, False, False]


# -- which way ---------------------------------------------------------------------------------------


def test_excel_for_windows_goes_through_xlwings(excel):
    excel.run("Computer", "Windows", "")
    excel.run("Push", "check")
    excel.run("Push", "fees")
    assert excel.evaluate("Commands").split("|")[:2] == [
        "import pyfuncs.buttons; pyfuncs.buttons.check()",
        "import pyfuncs.buttons; pyfuncs.buttons.fees()",
    ]
    assert not excel.evaluate("Started") and excel.dialogs == []


def test_elsewhere_python_is_started_with_files(excel):
    excel.run("Settings", "Interpreter_Linux", "/opt/a b/python")
    excel.run("Computer", "Linux", "|/opt/a b/python|")
    excel.run("Given", listed(put("小组", 5, 2, "甲"), Say("info", "好")), NEWS)
    excel.evaluate('Worksheets("小组").Activate')
    excel.run("Push", "check")
    started = excel.evaluate("Started")
    assert started.startswith('"/opt/a b/python" -E -P -m pyfuncs press check --workbook "/temp/QC-')
    assert re.findall(r" --(\w+) ", started) == ["workbook", "asked", "changes", "progress", "stop"]
    assert cell(excel, "小组", "B5") == "甲" and said(excel) == ["好"]
    assert not excel.evaluate("Commands")


def test_what_is_asked_names_where_the_clerk_stands(excel, workbook):
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Say("info", "好")), NEWS)
    excel.evaluate('Worksheets("小组").Activate')
    excel.evaluate('Worksheets("小组").Range("C2:C3").Select')
    excel.run("Push", "check")
    written = dict(item.split("=", 1) for item in excel.evaluate("Written").split("~") if item)
    assert [path.rpartition("/")[2] for path in written] == ["copy.xlsm", "asked.txt"]
    asked = dict(line.split("\t") for line in list(written.values())[1].split("\r\n") if line)
    assert asked["tab"] == r"\u5C0F\u7EC4" and (asked["row"], asked["col"], asked["picked"]) == ("2", "3", "2,3")
    assert excel.evaluate("Escape") == "on,off,"
    assert asked["book"].endswith(workbook.name) and asked["answer"] == ""
    assert excel.evaluate("Removed").count("/temp/QC-") == 1


def test_the_programs_folder_is_put_on_the_path(excel):
    excel.run("Settings", "PYTHONPATH", "/a b/项目")
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Say("info", "好")), NEWS)
    excel.run("Push", "check")
    started = excel.evaluate("Started")
    assert started.startswith('"python3" -E -c "import sys;sys.path[0]=sys.argv.pop(1);')
    assert ' "/a b/项目" press check --workbook ' in started


def test_what_lies_in_the_folder_of_the_moment_is_not_taken_for_the_program(excel, tmp):
    """Excel stands in the folder of the workbook that was opened last, beside which may lie what a stranger sent."""
    for name in ("pyfuncs/__init__.py", "argparse.py", "json.py", "zipfile.py"):
        (tmp / name).parent.mkdir(exist_ok=True)
        (tmp / name).write_text("raise SystemExit('a stranger’s program')", "utf-8")
    excel.run("Settings", "PYTHONPATH", str(ROOT))
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Say("info", "好")), NEWS)
    excel.run("Push", "check")
    words = shlex.split(excel.evaluate("Started"))
    started = [sys.executable, *words[1 : words.index("press")], "rules"]
    done = subprocess.run(started, cwd=tmp, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "") and "2018" in done.stdout


@pytest.mark.parametrize(
    ("system", "key", "value", "files", "found"),
    [
        ("Windows", "Interpreter_Win", "C:\\there\\python.exe", "|C:\\there\\python.exe|", "C:\\there\\python.exe"),
        ("Windows", "Interpreter_Win", "C:\\gone\\python.exe", "", ""),
        (
            "Windows",
            "Interpreter_Win",
            "C:\\gone\\python.exe",
            "|C:\\Users\\a\\.xlwings\\xlwings.conf|C:\\own\\python.exe|",
            "C:\\own\\python.exe",
        ),
        ("Windows", "Interpreter_Win", "C:\\gone\\python.exe", "|C:\\Users\\a\\.xlwings\\xlwings.conf|", ""),
        ("Windows", "Other", "", "", "python"),
        ("Linux", "Interpreter_Mac", "/there", "|/there|", "/there"),
        ("Windows", "interpreter_WIN", "pythonw", "", "pythonw"),
        ("Linux", "Interpreter_Linux", "/there", "|/there|", "/there"),
        ("Linux", "Interpreter_Win", "C:\\x", "", "python3"),
        ("Windows", "", "", "|C:\\Users\\a\\.xlwings\\xlwings.conf|C:\\own\\python.exe|", "C:\\own\\python.exe"),
    ],
)
def test_the_interpreter(excel, system, key, value, files, found):
    excel.run("Computer", system, files.replace("conf|C", "conf||C"))
    excel.run("Settings", key, value)
    assert excel.evaluate("Interpreter()") == found


ACCOUNT = "|C:\\Users\\a\\.xlwings\\xlwings.conf||C:\\own\\python.exe|"
GONE = "C:\\gone\\python.exe"


def interpreter_named(excel) -> str:
    return excel.evaluate('Worksheets("xlwings.conf").Range("B1").Value')


@pytest.mark.parametrize("trouble", ["", "raise", "status"])
def test_xlwings_is_lent_the_accounts_python_where_the_sheets_is_gone_and_gets_it_for_one_press(excel, trouble):
    excel.add_module(f'Public Sub Spoil()\nTrouble = "{trouble}"\nEnd Sub\n', name="Spoil_")
    excel.run("Spoil")
    excel.run("Computer", "Windows", ACCOUNT)
    excel.run("Settings", "Interpreter_Win", GONE)
    excel.answer_dialogs(7, 7)
    excel.run("Push", "check")
    assert excel.evaluate("Named") == "C:\\own\\python.exe"
    assert interpreter_named(excel) == GONE


def test_without_xlwings_the_accounts_python_is_started_and_knows_the_program_itself(excel):
    excel.run("Computer", "Windows", ACCOUNT)
    excel.run("Settings", "Interpreter_Win", GONE)
    excel.run("FurtherSetting", "PYTHONPATH", "C:\\gone\\项目")
    excel.run("Given", listed(Say("info", "好")), NEWS)
    excel.run("Push_by_files", "check")
    assert excel.evaluate("Started").startswith('"C:\\own\\python.exe" -E -P -m pyfuncs press check ')


@pytest.mark.parametrize("system", ["Windows", "Linux"])
def test_a_missing_interpreter_is_said_before_anything_starts(excel, system):
    excel.run("Computer", system, "")
    excel.run("Settings", "Interpreter_Win" if system == "Windows" else "Interpreter_Linux", "/gone\\python")
    excel.run("Push", "check")
    assert said(excel) == [vba_text("NoPythonText")]
    assert not excel.evaluate("Commands") and not excel.evaluate("Started")


@pytest.mark.parametrize(("trouble", "reason"), [("raise", "Permission denied"), ("status", "1")])
@pytest.mark.parametrize(("agreed", "started"), [("Yes", True), ("No", False)])
def test_where_xlwings_fails_the_other_way_is_offered(excel, trouble, reason, agreed, started):
    excel.add_module(f'Public Sub Spoil()\nTrouble = "{trouble}"\nEnd Sub\n', name="Spoil_")
    excel.run("Spoil")
    excel.run("Computer", "Windows", "")
    excel.run("Given", listed(Say("info", "好")), NEWS)
    excel.answer_dialogs(*[6 if agreed == "Yes" else 7] * 2)
    excel.run("Push", "check")
    assert said(excel)[0].startswith(vba_text("OtherWayText")) and said(excel)[0].endswith(reason)
    assert bool(excel.evaluate("Started")) is started
    before = excel.evaluate("Commands")
    excel.run("Push", "fees")
    assert (excel.evaluate("Commands") == before) is (started or trouble == "raise")
    assert excel.evaluate("Started").count("~") == (2 if started else 0)


def test_excel_for_mac_is_told_in_one_sentence_what_to_do_instead(workbook, monkeypatch):
    monkeypatch.setitem(UNKNOWN, "#If Mac Then", "#If True Then")
    excel = open_excel(workbook)
    excel.run("Computer", "Mac", "")
    excel.run("Push", "check")
    assert said(excel) == [vba_text("MacText")] and vba_text("MacText").count("。") == 1
    assert not excel.evaluate("Commands") and not excel.evaluate("Started")
    excel.run("Push", "home")
    assert excel.evaluate("ActiveSheet.Name") == "首页" and len(said(excel)) == 1


def test_a_workbook_never_saved_goes_by_files():
    app = open_excel(document=False)
    app.run("Computer", "Windows", "")
    app.run("Given", listed(Say("info", "好")), NEWS)
    app.run("Push", "check")
    assert app.evaluate("Started") and not app.evaluate("Commands")
    assert "book\t" not in app.evaluate("Written") and said(app) == ["好"]


def test_an_equals_sign_in_the_name_goes_by_files(workbook, tmp):
    path = tmp / "2018=a.xlsm"
    path.write_bytes(workbook.read_bytes())
    app = open_excel(path)
    app.run("Computer", "Windows", "")
    app.run("Given", listed(Say("info", "好")), NEWS)
    app.run("Push", "check")
    assert app.evaluate("Started") and not app.evaluate("Commands")


def test_a_full_disk_is_told_in_one_sentence(excel):
    excel.run("Computer", "full", "")
    excel.run("Push", "check")
    assert said(excel) == [vba_text("FailedText") + "Disk full"]
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Say("info", "好")), NEWS)
    excel.run("Push", "check")
    assert said(excel)[1:] == ["好"]


def test_an_agreed_question_presses_again_with_the_answer(excel):
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Ask("真的吗", "yes")) + "~" + listed(Say("info", "好")), NEWS)
    excel.answer_dialogs(6)
    excel.run("Push", "undo")
    assert said(excel) == ["真的吗", "好"]
    assert [text for text in excel.evaluate("Written").split("~") if "answer\tyes" in text]


def test_a_refused_question_presses_no_more(excel):
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Ask("真的吗", "yes")) + "~" + listed(Say("info", "好")), NEWS)
    excel.answer_dialogs(7)
    excel.run("Push", "undo")
    assert said(excel) == ["真的吗"] and excel.evaluate("Started").count("~") == 1


def test_a_double_click_on_an_attachments_formula_goes_to_its_source(excel):
    excel.run("Computer", "Linux", "")
    excel.run("Given", listed(Go("小组", 5, 2)), NEWS)
    excel.add_module(
        "Public Sub Twice(tab As String)\n"
        'ThisWorkbook.Workbook_SheetBeforeDoubleClick Worksheets(tab), Worksheets(tab).Range("B2"), False\n'
        "End Sub\n",
        name="Twice_",
    )
    excel.run("Twice", "小组")
    excel.run("Twice", "2018附件1")
    assert not excel.evaluate("Started")
    excel.evaluate('Worksheets("2018附件1").Protect')
    excel.run("Twice", "2018附件1")
    assert " press source " in excel.evaluate("Started") and excel.evaluate("ActiveSheet.Name") == "小组"


# -- the changes -------------------------------------------------------------------------------------


def test_escapes_come_and_go_as_python_writes_them(excel):
    text = 'ChrW(&HD842) & ChrW(&HDFB7) & ChrW(&H8868) & vbTab & vbLf & "a\\~"'
    assert excel.evaluate(f"Escaped({text})") == r"\uD842\uDFB7\u8868\u0009\u000Aa\u005C~"
    assert excel.evaluate(f"Unescaped(Escaped({text})) = {text}") is True


def test_every_kind_of_content_is_written_as_it_is(excel):
    excel.run(
        "Lines_",
        listed(
            put("小组", 8, 2, "=1+1"),
            put("小组", 8, 3, "00123"),
            put("小组", 8, 4, 3.25),
            Put("小组", 8, 5, "formula", "=1+2"),
            put("小组", 8, 6, "甲\n乙"),
            put("小组", 8, 7, 12),
        ),
    )
    assert [cell(excel, "小组", f"{letter}8") for letter in "BCDEF"] == ["=1+1", "00123", 3.25, 3, "甲\n乙"]
    assert [cell(excel, "小组", f"{letter}8", "HasFormula") for letter in "BE"] == [False, True]
    assert [cell(excel, "小组", f"{letter}8", "NumberFormat") for letter in "BCDEFG"][:2] == ["@", "@"]
    excel.run("Lines_", listed(Put("小组", 8, 5, "blank", ""), put("小组", 8, 3, 7)))
    assert cell(excel, "小组", "E8") is None
    assert (cell(excel, "小组", "C8"), cell(excel, "小组", "C8", "NumberFormat")) == (7, "General")


def test_the_programs_note_stands_below_the_clerks_and_goes_alone(excel):
    excel.add_module('Public Sub Own()\nWorksheets("小组").Range("B8").AddComment "自己的"\nEnd Sub\n', name="Own_")
    excel.run("Own")
    line = vba_text("NoteLine")
    excel.run("Lines_", listed(Note("小组", 8, 2, "应为数"), Note("小组", 9, 2, "空着")))
    assert cell(excel, "小组", "B8", "Comment.Text") == f"自己的\n{line}\n应为数"
    assert cell(excel, "小组", "B9", "Comment.Text") == f"{line}\n空着"
    excel.run("Lines_", listed(Note("小组", 8, 2, "又一处")))
    assert cell(excel, "小组", "B8", "Comment.Text") == f"自己的\n{line}\n又一处"
    excel.run("Lines_", listed(Unnote("小组")))
    assert cell(excel, "小组", "B8", "Comment.Text") == "自己的"
    assert excel.evaluate('Worksheets("小组").Range("B9").Comment Is Nothing') is True


def test_what_was_there_is_kept_for_undo(excel):
    excel.run("Lines_", listed(put("小组", 8, 2, "旧"), Put("小组", 8, 3, "formula", "=1+2"), put("小组", 8, 4, 5)))
    excel.run("Lines_", listed(put("小组", 8, 2, "新1"), Wipe("小组", 8, 3, 8, 4), Note("小组", 8, 2, "注")))
    rows = [[cell(excel, "撤销记录", f"{letter}{row}") or None for letter in "ABCDEFGHI"] for row in range(2, 7)]
    assert rows == [
        ["小组", "8", "2", "text", "旧", None, "text", "新1", "General"],
        ["小组", "8", "3", "formula", "=1+2", None, "blank", None, None],
        ["小组", "8", "4", "number", "5", None, "blank", None, None],
        ["小组", "8", "2", "note", None, None, "note", "注", None],
        [None] * 9,
    ]
    assert cell(excel, "撤销记录", "K1") == "校"
    assert excel.evaluate('Worksheets("撤销记录").Visible') == 2


def test_what_cannot_be_undone_leaves_the_record_alone(excel):
    excel.run("Lines_", listed(put("小组", 8, 2, "旧")))
    excel.run("Lines_", listed(put("小组", 8, 2, "新"), undoable=False))
    excel.run("Lines_", listed(Go("小组", 8, 2)))
    assert (cell(excel, "撤销记录", "D2"), cell(excel, "撤销记录", "H2")) == ("blank", "旧")


def test_tabs_are_shown_hidden_and_gone_to_and_the_log_grows(excel):
    excel.evaluate('Worksheets("校验结果").Activate')
    excel.run("Lines_", listed(Show("2018附件1", False), Show("2023附件1", False), Go("2023附件1", 3, 2)))
    assert shown(excel) == ["2018附件3.1", "2023附件1"]
    assert excel.evaluate("ActiveSheet.Name & ActiveCell.Address") == "2023附件1$B$3"


def test_the_log_gets_time_and_user(tmp):
    app = product(tmp)
    app.run("Lines_", listed(Log("校验全部", "3条", "甲.docx"), Log("日志", "", "")))
    rows = [[cell(app, "日志", f"{letter}{row}") for letter in "BCDE"] for row in (5, 6, 7)]
    assert rows == [["zhang", "校验全部", "3条", "甲.docx"], ["zhang", "日志", None, None], [None] * 4]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", cell(app, "日志", "A5"))


def test_a_table_is_resized_and_a_table_not_there_is_passed_over(excel):
    excel.run("Lines_", listed(Resize("小组", "Groups", 3, 2, 9, 4), Resize("小组", "没有", 3, 2, 9, 4)))
    assert excel.evaluate('Worksheets("小组").ListObjects(1).Range.Address') == "$B$3:$D$9"


def test_a_protected_tab_is_written_to_and_protected_again(excel):
    excel.evaluate('Worksheets("2018附件1").Protect')
    excel.run("Lines_", listed(put("2018附件1", 3, 3, "甲")))
    assert cell(excel, "2018附件1", "C3") == "甲"
    assert excel.evaluate('Worksheets("2018附件1").ProtectContents') is True


@pytest.mark.parametrize("keep", [0, 1, 2, 3, -1])
def test_a_list_cut_short_changes_nothing(excel, keep):
    lines = listed(put("小组", 8, 2, "甲"), put("小组", 8, 3, "乙"), Say("info", "好")).split("\n")
    assert excel.run("Lines_", "\n".join(lines[:keep])) == "!" + vba_text("CutShortText")
    assert cell(excel, "小组", "B8") is None and excel.dialogs == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dance\t1", "UnknownChangeText"),
        ("put\t\\u5C0F\\u7EC4\t8\t2\ttext", "UnknownChangeText"),
        ("put\t\\u5927\\u7EC4\t8\t2\ttext\tx", "NoTabText"),
        ("like\t\\u5C0F\\u7EC4\t8\t2\t8\t2\t\\u5927\\u7EC4\t1\t1", "NoTabText"),
    ],
)
def test_a_list_with_what_cannot_be_done_changes_nothing(excel, line, says):
    lines = ["begin\t1", "put\t\\u5C0F\\u7EC4\t8\t2\ttext\tx", line, "end\t3"]
    assert excel.run("Lines_", "\n".join(lines)).startswith("!" + vba_text(says))
    assert cell(excel, "小组", "B8") is None


def test_a_change_that_fails_brings_everything_back(excel):
    excel.run("Lines_", listed(put("小组", 8, 2, "旧"), Note("小组", 8, 2, "注"), put("小组", 8, 3, 5)))
    record = [cell(excel, "撤销记录", f"H{row}") for row in range(2, 6)]
    broken = ["go\t\\u5C0F\\u7EC4\t0\t0"]
    items = listed(
        put("小组", 8, 2, "=新"), Put("小组", 8, 3, "blank", ""), Note("小组", 8, 2, ""), Show("2018附件1", False),
        put("小组", 9, 2, 1),
    ).split("\n")  # fmt: skip
    lines = [*items[:-1], *broken, f"end\t{len(items)}"]
    assert excel.run("Lines_", "\n".join(lines)).startswith("!" + vba_text("RestoredText"))
    assert (cell(excel, "小组", "B8"), cell(excel, "小组", "C8"), cell(excel, "小组", "B9")) == ("旧", 5, None)
    assert cell(excel, "小组", "B8", "NumberFormat") == "General"
    assert cell(excel, "小组", "B8", "Comment.Text").endswith("注") and shown(excel) == ATTACHMENTS
    assert [cell(excel, "撤销记录", f"H{row}") for row in range(2, 6)] == record
    assert excel.evaluate("Application.EnableEvents") is True and excel.evaluate("Application.ScreenUpdating") is True
    assert excel.evaluate("Application.Calculation") == -4105


def test_a_long_text_fits_the_message_box_and_windows_open(excel):
    excel.run("Computer", "Windows", "")
    excel.run("Lines_", listed(Say("critical", "长" * 1500), Open("C:\\甲 乙")))
    [(_, text, title, flags)] = excel.dialogs
    assert (len(text), title, flags) == (1001, "QC申报", 16)
    assert excel.evaluate("Started") == 'explorer.exe "C:\\甲 乙"~'


def product(tmp) -> ExcelApplication:
    from pyfuncs.notice import list_notices, load_notice

    path = tmp / "product.xlsm"
    build_workbook(path, [load_notice(name) for name in list_notices()], Season(), "2018")
    return open_excel(path)


def test_the_products_workbook_switches_its_own_tabs(tmp, notice_2018, notice_2023):
    notices = {notice.id: notice for notice in (notice_2018, notice_2023)}
    app = product(tmp)
    row, col = home_cells()["当前通知"][3:]
    app.add_module(
        f"Public Sub Pick(id As String)\nHome.Cells({row + 1}, {col + 1}).Value = id\nEnd Sub\n", name="Pick_"
    )
    tabs = [form.tab for notice in notices.values() for form in notice.forms.values()]
    for chosen, notice in notices.items():
        app.run("Pick", chosen)
        visible = [name for name in tabs if app.evaluate(f'Worksheets("{name}").Visible') == -1]
        assert visible == [form.tab for form in notice.forms.values()]
    assert app.dialogs == []


def vba_text(name: str) -> str:
    return tomllib.loads((vba.SOURCES / vba.TEXTS_FILE).read_text("utf-8"))[name]
