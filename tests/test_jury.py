"""The jury's buttons on the sample contest, from the draw to the winners, in the order that a jury presses them."""

import copy
import re

import applied
import pytest
from contests import workbook
from desks import choose, clear_ledger, of, said

from pyfuncs import closed, guide
from pyfuncs.changes import Ask, Change, Changes, Go, Log, Put, Say, put
from pyfuncs.desk import Desk
from pyfuncs.jury_desk import put_at, stand, stand_of
from pyfuncs.press import press
from pyfuncs.settings import SETTINGS, WAYS, WEIGHTS

SHEETS = {}
TIES = ["稳盾QC小组", "忻州轻骑QC小组", "巧匠QC小组", "启明QC小组"]


def desk(*weights):
    """The sample open, the weights of the phases typed on 评审设定."""
    if not SHEETS:
        SHEETS.update(closed.read_sheets(workbook()))
    at = Desk(copy.deepcopy(SHEETS), workbook())
    cells = at.reading.notice.judging.cells
    typed = zip(("资料初审", "现场发表"), weights, strict=False)
    return applied.make(at, Changes([put_at(SETTINGS, cells[WEIGHTS, name], value) for name, value in typed]))


def pressed(name, at, answer=""):
    """What the button asks for, and the desk after it."""
    at.answer = answer
    changes = press(name, at)
    return changes, applied.make(at, changes)


def rows(at, role):
    ledger = stand(at, role).ledger
    return at.reading.season.ledgers[ledger.name]


def decide(at, numbers):
    """Types the jury's decisions beside the ties."""
    place = stand(at, "results")
    found = {row.text("参评名称"): row.row for row in rows(at, "results")}
    col = place.column("ruling")
    chosen = zip(TIES, numbers, strict=True)
    return applied.make(at, Changes([put(place.sheet.name, found[name], col, number) for name, number in chosen]))


@pytest.fixture(scope="module")
def ranked():
    return pressed("results", desk(40, 60))


@pytest.fixture(scope="module")
def decided(ranked):
    return pressed("results", decide(ranked[1], (2, 1, 1, 2)))


def test_the_draw_asks_keeps_its_seed_and_is_the_same_again():
    at = desk()
    asked, _ = pressed("draw_lots", at)
    [question] = of(asked, Ask)
    assert re.search(rf"给24个成果抽签，种子是{question.answer}（自动取的）", question.text) and not asked.touches()
    changes, after = pressed("draw_lots", at, "4711")
    orders = [row["出场顺序"] for row in after.reading.season.ledgers["小组"]]
    assert sorted(orders) == list(range(1, 25)) and of(changes, Log) == [Log("抽签", "24个", "种子 4711")]
    assert after.reading.notice.judging.value("seed") == 4711
    asked, _ = pressed("draw_lots", after)
    [question] = of(asked, Ask)
    assert question.answer == "4711" and "已有24个成果填了“出场顺序”，将被替换" in question.text
    _, again = pressed("draw_lots", after, "4711")
    assert [row["出场顺序"] for row in again.reading.season.ledgers["小组"]] == orders


def test_only_finalists_are_drawn_and_each_venue_by_itself():
    at = desk()
    groups = at.reading.season.ledgers["小组"]
    places = groups[0].columns
    puts: list[Change] = [put("小组", row.row, places["会场"], "一二"[n % 2]) for n, row in enumerate(groups)]
    puts += [put("小组", row.row, places["进入现场发表"], "否") for row in groups[:4]]
    _, after = pressed("draw_lots", applied.make(at, Changes(puts)), "1")
    found = after.reading.season.ledgers["小组"]
    assert [row["出场顺序"] for row in found[:4]] == [None] * 4
    assert sorted(row["出场顺序"] for row in found if row["会场"] == "一" and row["出场顺序"]) == list(range(1, 11))


def marked_no(*numbers):
    """The sample, these groups (from 0) marked as withdrawn and no other marked at all."""
    at = desk(40, 60)
    groups = at.reading.season.ledgers["小组"]
    col = groups[0].columns["进入现场发表"]
    marks = ["否" if n in numbers else "" for n in range(len(groups))]
    return applied.make(at, Changes([put("小组", row.row, col, mark) for row, mark in zip(groups, marks, strict=True)]))


def test_groups_that_withdrew_are_not_drawn_though_no_other_is_marked():
    at = marked_no(5, 6)
    [question] = of(pressed("draw_lots", at)[0], Ask)
    assert question.text.startswith("给22个成果抽签")
    _, after = pressed("draw_lots", at, "7")
    orders = [row["出场顺序"] for row in after.reading.season.ledgers["小组"]]
    assert orders[5:7] == [None, None] and sorted(filter(None, orders)) == list(range(1, 23))
    nobody = pressed("draw_lots", marked_no(*range(24)))[0]
    assert "都填了“否”" in said(nobody) and not nobody.touches()


def test_the_results_say_that_a_withdrawn_group_was_scored_and_what_to_do():
    changes, after = pressed("results", marked_no(5))
    name = after.reading.season.ledgers["小组"][5].text("小组名称")
    assert f"{name}的“进入现场发表”写的是“否”，却有“现场发表”的评分，没有计入" in said(changes)
    [row] = [row for row in rows(after, "results") if row.text("参评名称") == name]
    assert row["名次"] is None and "的评分不计，未排名" in row.text("评审说明")


def test_while_the_weights_are_empty_results_and_confirmation_refuse_and_name_the_cell():
    at = desk()
    cell = at.reading.notice.judging.cells[WEIGHTS, "资料初审"]
    changes, after = pressed("results", at)
    assert said(changes).startswith(f"“评审设定”{cell}：“资料初审”的权重还空着")
    assert all(row["名次"] is None for row in rows(after, "results") if row.text("评审奖项") == "QC小组成果")
    refused, _ = pressed("confirm", at)
    assert cell in said(refused) and not refused.touches()


def test_without_an_entry_there_is_nothing_to_rank_and_that_is_said():
    at = desk(40, 60)
    for ledger in ("小组", "班组", "企业", "个人"):
        clear_ledger(at, ledger)
    changes, after = pressed("results", at)
    assert said(changes) == "还没有参评的申报，请先录入台账。" and rows(after, "results") == []


def test_results_are_written_provisional_and_the_clerk_stands_at_the_first_tie(ranked):
    changes, after = ranked
    assert len(rows(after, "results")) == 30 and "都是暂定" in said(changes)
    [go] = of(changes, Go)
    tied = next(row for row in rows(after, "results") if row.text("参评名称") == TIES[0])
    assert (go.tab, go.row, go.col) == ("评审结果", tied.row, stand(after, "results").column("ruling"))
    detail = after.sheets["评审明细"]
    assert sum(bool(row and row[4:5] and row[4]) for row in detail.rows) >= 50
    assert rows(after, "winners") == []


def test_what_the_clerk_notes_beside_the_detail_is_there_after_the_next_reckoning(ranked):
    notes: list[Change] = [put("评审明细", 4, 30, "已核"), put("评审明细", 6, 30, "林晓")]
    _, after = pressed("results", applied.make(ranked[1], Changes(notes)))
    detail = after.sheets["评审明细"]
    assert [detail.at(row, 30) for row in (4, 5, 6)] == ["已核", None, "林晓"]


def test_an_open_tie_keeps_the_winners_from_being_confirmed(ranked):
    changes, _ = pressed("confirm", ranked[1])
    assert said(changes).endswith("裁定以前不能确认。") and "第3名" in said(changes) and not changes.touches()


def test_the_decision_stays_where_it_was_typed(decided):
    changes, after = decided
    found = {
        row.text("参评名称"): (row["裁定次序"], row["名次"], row.text("评审说明")) for row in rows(after, "results")
    }
    assert [found[name][:2] for name in TIES] == [(2, 4), (1, 3), (1, 10), (2, 11)]
    assert found[TIES[0]][2] == "同分，评委会裁定先后" and "裁定次序" not in said(changes)


def test_a_decision_is_dropped_and_told_when_the_scores_change(decided):
    at = decided[1]
    row = next(row for row in rows(at, "scores") if row.text("小组名称") == TIES[0] and row["阶段"] == "现场发表")
    changed = applied.make(at, Changes([put("评分", row.row, row.columns["第1项"], 0)]))
    changes, after = pressed("results", changed)
    assert "有2个裁定因为得分变了或不再同分，没有采用" in said(changes)
    assert sum(row["裁定次序"] is not None for row in rows(after, "results")) == 2


def test_winners_are_previewed_then_written_and_frozen(decided):
    at = decided[1]
    asked, _ = pressed("confirm", at)
    [question] = of(asked, Ask)
    assert "将写入“获奖名单”16行" in question.text and "二等奖2个：绿能QC小组、忻州轻骑QC小组" in question.text
    assert "“评分”里还有1处错误没有改" in question.text and not asked.touches()
    changes, after = pressed("confirm", at, question.answer)
    found = rows(after, "winners")
    assert [row.text("获奖等级") for row in found[:7]] == [
        "一等奖",
        "二等奖",
        "二等奖",
        "三等奖",
        "三等奖",
        "三等奖",
        "",
    ]
    assert sum(row["是否报省"] == "是" for row in found) == 10
    assert found[0]["获奖编号"] == "2023-001" and found[0]["获奖年度"] == 2023
    groups = {row.raw["小组名称"] for row in after.reading.season.ledgers["小组"]}
    assert {row.raw["获奖名称"] for row in found[:10]} <= groups
    [log] = of(changes, Log)
    assert log.count == "16行" and "QC小组成果 一等奖1个" in log.file
    group = next(
        row for row in after.reading.season.ledgers["小组"] if row.text("小组名称") == found[0].text("获奖名称")
    )
    renamed = applied.make(after, Changes([put("小组", group.row, group.columns["小组名称"], "改了名QC小组")]))
    assert rows(renamed, "winners")[0].text("获奖名称") == found[0].text("获奖名称")
    again, _ = pressed("confirm", after)
    assert "已有16行将被替换，其中0行不再有，新增0行" in of(again, Ask)[0].text


def test_the_preview_counts_whatever_is_wrong_with_the_scores_the_judges_and_the_finalists(decided):
    at = decided[1]
    judges, groups = (at.reading.season.ledgers[name] for name in ("评委", "小组"))
    puts: list[Change] = [
        put("评委", judges[2].row, judges[2].columns["工作单位"], ""),
        put("小组", groups[20].row, groups[20].columns["进入现场发表"], "待定"),
    ]
    _, at = pressed("results", applied.make(at, Changes(puts)))
    [question] = of(pressed("confirm", at)[0], Ask)
    wrong = [item for item in at.findings if item.level == "错误" and item.scope == "评分"]
    assert (
        "“小组”的“进入现场发表”里还有1处、“评委”里还有1处、"
        f"“评分”里还有{len(wrong)}处错误没有改，会影响名次，见“校验结果”。"
    ) in question.text
    assert len(wrong) == 8


def test_a_remark_beside_a_winner_follows_it_when_a_score_changes_the_order(decided):
    at = decided[1]
    _, at = pressed("confirm", at, of(pressed("confirm", at)[0], Ask)[0].answer)
    tab, own = stand(at, "winners").sheet, stand(at, "winners").every.stop
    before = {row.text("获奖名称"): row.row for row in rows(at, "winners")}
    at = applied.make(at, Changes([put(tab.name, row, own, f"{name}已通知") for name, row in before.items()]))
    leader = rows(at, "winners")[0].text("获奖名称")
    scored = [row for row in rows(at, "scores") if row.text("小组名称") == leader]
    for row in scored:
        at = applied.make(at, Changes([put("评分", row.row, row.columns["第1项"], 0)]))
    asked, _ = pressed("confirm", at)
    changes, after = pressed("confirm", at, of(asked, Ask)[0].answer)
    found = {row.text("获奖名称"): after.sheets[tab.name].at(row.row, own) for row in rows(after, "winners")}
    assert list(found) != list(before) and set(found) - set(before)
    assert found == {name: f"{name}已通知" if name in before else None for name in found}
    [gone] = set(before) - set(found)
    below = {after.sheets[tab.name].at(row, own) for row in range(max(before.values()) + 1, max(before.values()) + 3)}
    assert f"{gone}已通知" in below and f"已没有{gone}，旁边自己填的内容没有删" in said(changes)


def test_in_a_merged_workbook_the_winners_say_who_sent_them(decided):
    at = applied.make(decided[1], Changes())
    places = [stand_of(at, ledger) for ledger in at.notice.ledgers.values() if not ledger.single]
    at = applied.make(at, Changes([put(p.sheet.name, p.heading, p.every.stop, "报送单位") for p in places]))
    choose(at, "推荐单位", at.notice.whole)
    senders = {}
    for scope in ("小组", "个人", "企业"):
        for number, row in enumerate(at.reading.season.ledgers[scope]):
            senders[row.text(at.notice.ledgers[scope].title)] = unit = ("太原", "大同")[number % 2]
            at = applied.make(at, Changes([put(row.tab, row.row, row.columns["报送单位"], unit)]))
    _, at = pressed("results", at)
    assert at.notice.merged
    assert {row.text("参评名称"): row["报送单位"] for row in rows(at, "results")} == senders
    _, at = pressed("confirm", at, of(pressed("confirm", at)[0], Ask)[0].answer)
    found = {row.text("获奖名称"): row["报送单位"] for row in rows(at, "winners")}
    assert len(found) == 16 and found == {name: senders[name] for name in found}


def test_what_was_previewed_is_what_is_written_or_it_is_asked_again(decided):
    at = decided[1]
    [question] = of(pressed("confirm", at)[0], Ask)
    cells = at.reading.notice.judging.cells
    changed = applied.make(at, Changes([put_at(SETTINGS, cells[WAYS, "报省名额"], 9)]))
    changes, _ = pressed("confirm", changed, question.answer)
    assert of(changes, Ask) and not changes.touches()


def test_under_a_notice_that_does_not_judge_every_button_says_so():
    at = desk()
    place = next(item for item in guide.home(at).items if isinstance(item, Go))
    other = applied.make(at, Changes([Put(place.tab, place.row, place.col, "text", "2018")]))
    for name in ("draw_lots", "score_books", "take_scores", "results", "confirm"):
        changes = press(name, other)
        assert [item.kind for item in of(changes, Say)] == ["warning"] and "没有评审的规定" in said(changes)
