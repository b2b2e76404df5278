"""校验 buttons: what they list and note, what they leave alone, and the way from one finding to the next."""

import desks
import pytest
from applied import SPOILT, make
from desks import of, said, write

from pyfuncs import listing, marks
from pyfuncs.changes import Go, Log, Note, Put, Say, Show, Unnote, Wipe
from pyfuncs.check import Finding, check_reading, count_levels
from pyfuncs.listing import read_listing
from pyfuncs.undo import NOTHING, snapshot_rows

LIST = listing.FINDINGS


@pytest.fixture
def spoilt():
    return desks.desk(SPOILT)


@pytest.fixture
def checked(spoilt):
    return make(spoilt, marks.check_all(spoilt))


def finding(**words) -> Finding:
    made = dict.fromkeys(("record", "field", "value", "message", "fix", "source"), "字")
    return Finding(**({"level": "错误", "tab": "小组", "cell": "A5"} | made | words))


# -- 校验全部 ------------------------------------------------------------------------------------------


def test_every_finding_is_listed_in_order_with_its_words(spoilt, checked):
    lines, findings = read_listing(checked).lines, check_reading(spoilt.reading)
    assert len(lines) == len(findings) > 50
    for line, found in zip(lines, findings, strict=True):
        assert line.words[:3] == (found.level, found.tab, found.cell)
        assert line.words[6:9] == (found.says, found.fix, found.source)


def test_each_cell_has_one_note_with_all_its_findings(spoilt):
    changes = marks.check_all(spoilt)
    notes = {(note.tab, note.row, note.col): note.text for note in of(changes, Note)}
    assert len(notes) == len(of(changes, Note)) == len({(f.tab, f.cell) for f in spoilt.findings if f.cell})
    for found in (found for found in spoilt.findings if found.cell):
        text = notes[listing.line_of(found).place]
        assert all(word in text for word in (found.level, found.field, found.says, found.fix, found.source))
    assert max(text.count("怎样改") for text in notes.values()) == 2


def test_old_notes_are_swept_before_new_ones_are_put(spoilt):
    changes = marks.check_all(spoilt)
    kinds = [type(item) for item in changes.items if isinstance(item, Unnote | Note)]
    assert kinds == sorted(kinds, key=lambda kind: kind is Note)
    swept = {item.tab for item in of(changes, Unnote)}
    assert swept >= {note.tab for note in of(changes, Note)} | {"首页", "评委", "2018附件9"}
    assert swept <= set(spoilt.sheets) and not swept & {"校验结果", "日志", "2018附件3.1"}


def test_a_tab_whose_notice_is_no_longer_chosen_is_swept_too(checked):
    desks.choose(checked, "当前通知", "2023")
    assert "2018附件9" in {item.tab for item in of(marks.check_all(checked), Unnote)}


def test_a_mended_cell_is_off_the_list_and_without_a_note(spoilt, checked):
    found = next(item for item in spoilt.findings if item.says == "不能空着" and item.scope == "首页")
    _, row, col = listing.line_of(found).place
    write(checked.sheets["首页"], row, col, "0351-7654321")
    changes = marks.check_all(checked)
    again = read_listing(make(checked, changes)).lines
    assert len(again) == len(spoilt.findings) - 1
    assert (found.tab, found.cell) not in {(line.tab, line.cell) for line in again}
    assert ("首页", row, col) not in {(note.tab, note.row, note.col) for note in of(changes, Note)}
    assert "首页" in {item.tab for item in of(changes, Unnote)}


def test_only_the_list_is_written(spoilt, checked):
    for desk in (spoilt, checked):
        assert {item.tab for item in marks.check_all(desk).items if isinstance(item, Put | Wipe)} == {LIST}


def test_it_goes_to_the_list_says_the_counts_and_logs_them(spoilt):
    changes = marks.check_all(spoilt)
    assert changes.undoable and of(changes, Show) == [Show(LIST, True)] and of(changes, Go) == [Go(LIST, 5, 1)]
    counts = "、".join(f"{level}{number}条" for level, number in count_levels(spoilt.findings).items())
    assert f"读入{sum(spoilt.reading.rows_taken.values())}行；{counts}" in said(changes)
    assert "下一处" in said(changes) and "筛选" not in said(changes)
    assert of(changes, Log) == [Log("校验全部", counts, "")]


def test_rows_that_could_not_be_read_and_hidden_rows_are_said(spoilt):
    write(spoilt.sheets["企业"], 40, 60, "表外的字")
    spoilt.filtered = ["小组"]
    text = said(marks.check_all(spoilt))
    seen = sum(spoilt.reading.rows_seen.values())
    assert f"台账有{seen}行，读入{seen - 1}行" in text and "“小组”正在筛选" in text


def test_nothing_wrong_is_said():
    blank = desks.desk("blank")
    blank.findings = []
    text = said(marks.check_all(blank))
    assert "错误0条、核实0条、提示0条" in text and "没有发现问题" in text


def test_too_many_for_the_list_or_the_notes_is_said(spoilt, monkeypatch):
    monkeypatch.setattr(marks, "MOST_LINES", 7)
    monkeypatch.setattr(marks, "MOST_NOTES", 3)
    changes = marks.check_all(spoilt)
    assert len(of(changes, Note)) == 3 and len(read_listing(make(spoilt, changes)).lines) == 7
    assert "只列出前7条" in said(changes) and "只在前3格加了批注" in said(changes)


def test_a_note_never_outgrows_what_can_be_read():
    text = marks.note_of([finding(says="长" * 900)] * 4)
    assert len(text) < marks.LONGEST_NOTE + 40 and "这里只列开头" in text
    assert marks.note_of([finding(says="", message="整句。")]) == "【错误】整句。\n怎样改：字\n依据：字"


def test_checking_twice_changes_nothing(checked):
    again = make(checked, marks.check_all(checked))
    assert read_listing(again).lines == read_listing(checked).lines


def test_undo_keeps_a_row_for_each_cell_of_the_list_and_each_note(spoilt):
    changes = marks.check_all(spoilt)
    rows = snapshot_rows(changes, {})
    assert len(rows) == len(of(changes, Put)) + len(of(changes, Note))
    assert {tuple(row[3:6]) for row in rows} == {(NOTHING.kind, "", ""), ("note", "", "")}


# -- 校验本表 ------------------------------------------------------------------------------------------


def test_one_tab_alone_is_checked_and_the_lines_of_others_stay(checked):
    before = read_listing(checked).lines
    write(checked.sheets["小组"], 5, 7, "不是日期")
    write(checked.sheets["个人"], 6, 1, None)
    checked.tab = "小组"
    changes = marks.check_tab(checked)
    after = read_listing(make(checked, changes)).lines
    gone = {line.words for line in before} - {line.words for line in after}
    new = {line.words for line in after} - {line.words for line in before}
    assert not gone and {line[1:3] for line in new} == {("小组", "G5")}
    assert [line.tab for line in after] == sorted((line.tab for line in after), key=[line.tab for line in before].index)
    assert {item.tab for item in changes.items if isinstance(item, Note | Unnote)} == {"小组"}
    others = sum(line.tab != "小组" for line in before)
    assert f"别的表仍是上次校验的结果，共{others}条" in said(changes) and not of(changes, Go)


def test_with_no_list_yet_only_this_tab_is_listed(spoilt):
    spoilt.tab = "首页"
    changes = marks.check_tab(spoilt)
    assert {line.tab for line in read_listing(make(spoilt, changes)).lines} == {"首页"}
    assert "上次" not in said(changes) and of(changes, Log)[0].action == "校验本表"


@pytest.mark.parametrize(
    ("tab", "scopes"),
    [
        ("小组成员", {"小组成员"}),
        ("2018附件9", {"2018附件9"}),
        ("2018附件3.2", {"首页", "小组", "小组成员"}),
        ("2018附件5", {"首页", "企业"}),
    ],
)
def test_what_a_tab_holds(tab, scopes):
    found = marks.scopes_of(desks.desk(SPOILT, tab=tab))
    assert found | {"首页"} == scopes | {"首页"}


def test_a_renamed_ledger_is_this_tab_too(spoilt):
    spoilt.sheets["各小组"] = spoilt.sheets.pop("小组")
    spoilt.sheets["各小组"].name = spoilt.tab = "各小组"
    changes = marks.check_tab(spoilt)
    assert {note.tab for note in of(changes, Note)} == {"各小组"} and "“各小组”校验完成" in said(changes)


@pytest.mark.parametrize("tab", ["日志", "2018附件1", "2023附件2", "没有的表"])
def test_a_tab_with_nothing_to_check_is_told(tab):
    with pytest.raises(marks.NothingToCheck, match=f"“{tab}”没有要校验的内容"):
        marks.check_tab(desks.desk(SPOILT, tab=tab))


# -- 清除标记 ------------------------------------------------------------------------------------------


def test_clearing_empties_the_list_and_takes_every_note(checked):
    changes = marks.clear(checked)
    assert {item.tab for item in of(changes, Unnote)} == set(checked.sheets)
    after = make(checked, changes)
    assert read_listing(after).lines == [] and read_listing(after).columns == read_listing(checked).columns
    assert f"列表{len(read_listing(checked).lines)}条" in said(changes) and changes.undoable


# -- 上一处, 下一处 ------------------------------------------------------------------------------------


def stops(desk):
    return list(dict.fromkeys(line.place for line in read_listing(desk).lines if line.place))


def walk(desk, button, times):
    places = []
    for _ in range(times):
        changes = button(desk)
        [go] = of(changes, Go)
        assert of(changes, Show) == [Show(go.tab, True)] and not of(changes, Say) and not changes.undoable
        desk.tab, desk.row, desk.col = go.tab, go.row, go.col
        places.append((go.tab, go.row, go.col))
    return places


def test_onward_every_cell_once_then_round_again(checked):
    wanted = stops(checked)
    assert walk(checked, marks.next_finding, len(wanted) + 1) == [*wanted, wanted[0]]


def test_backward_likewise(checked):
    wanted = stops(checked)
    checked.tab, checked.row, checked.col = wanted[0]
    assert walk(checked, marks.previous_finding, len(wanted)) == wanted[::-1]


def test_from_a_cell_that_is_not_listed(checked):
    on_tab = [place for place in stops(checked) if place[0] == "小组"]
    (_, row, col), second = on_tab[0], on_tab[1]
    for button, wanted in ((marks.next_finding, second), (marks.previous_finding, on_tab[0])):
        checked.tab, checked.row, checked.col = "小组", row, col + 1
        assert (row, col + 1) < second[1:]
        assert walk(checked, button, 1) == [wanted]
    for button, wanted in ((marks.next_finding, 0), (marks.previous_finding, -1)):
        checked.tab = "日志"
        assert walk(checked, button, 1) == [stops(checked)[wanted]]


def test_before_the_first_cell_of_a_tab(checked):
    at = stops(checked).index(next(place for place in stops(checked) if place[0] == "小组"))
    for button, wanted in ((marks.next_finding, at), (marks.previous_finding, at - 1)):
        checked.tab, checked.row, checked.col = "小组", 1, 1
        assert walk(checked, button, 1) == [stops(checked)[wanted]]


def test_on_the_list_the_selected_line_counts(checked):
    lines = read_listing(checked).lines
    for number, button, wanted in ((8, marks.next_finding, 8), (8, marks.previous_finding, 7)):
        checked.tab, checked.row, checked.col = LIST, lines[number].row, 4
        assert walk(checked, button, 1) == [lines[wanted].place]
    checked.tab, checked.row = LIST, 1
    assert walk(checked, marks.next_finding, 1) == [lines[0].place]
    checked.tab, checked.row = LIST, lines[-1].row + 5
    assert walk(checked, marks.previous_finding, 1) == [lines[-1].place]


def test_lines_about_tabs_that_are_gone_are_passed_over(checked):
    del checked.sheets["首页"]
    assert walk(checked, marks.next_finding, 1) == [next(place for place in stops(checked) if place[0] != "首页")]


def test_an_empty_list_is_said(spoilt, checked):
    assert "请先按“校验全部”" in said(marks.next_finding(spoilt))
    for tab in {line.tab for line in read_listing(checked).lines}:
        del checked.sheets[tab]
    assert "再校验一次" in said(marks.previous_finding(checked))
