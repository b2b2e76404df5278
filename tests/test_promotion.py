"""晋级转报: the first ten under the province's notice, byte for byte, with what is still lacking as findings."""

import honoured
import pytest

from pyfuncs import promotion
from pyfuncs.check import check_reading
from pyfuncs.closed import read_book
from pyfuncs.winners import winners_ledger


@pytest.fixture(scope="module")
def handed_on(tmp_path_factory):
    """The sample contest handed on: what was ready, all findings, and the new workbook as read."""
    season, notice, _ = honoured.contest()
    ready = promotion.promote(season, notice, "竞赛.xlsm")
    path = tmp_path_factory.mktemp("转报") / "通信.xlsm"
    findings = promotion.write(ready, path)
    return season, ready, findings, read_book(path)


def test_ten_groups_and_their_members_arrive_byte_for_byte(handed_on):
    season, _ready, _, reading = handed_on
    assert (reading.notice.id, reading.season.single["首页"]["推荐单位"]) == ("2018", "通信")
    new, old = reading.season.ledgers["小组"], season.ledgers["小组"][:10]
    shared = [
        name for name, item in reading.notice.ledgers["小组"].fields.items()
        if item.typed and name in old[0] and name not in ("课题类型", "来源")
    ]  # fmt: skip
    assert len(shared) >= 20
    assert [[record[name] for name in shared] for record in new] == [
        [record[name] for name in shared] for record in old
    ]
    groups = {(record["企业名称"], record["小组名称"]) for record in old}
    members = [row for row in season.ledgers["小组成员"] if (row["企业名称"], row["小组名称"]) in groups]
    taken = reading.season.ledgers["小组成员"]
    assert sorted((row["小组名称"], row["姓名"], row["年龄"]) for row in taken) == sorted(
        (row["小组名称"], row["姓名"], row["年龄"]) for row in members
    )
    assert new[0]["来源"] == "竞赛.xlsm 小组!A2"
    assert len(reading.season.ledgers["评委"]) == len(season.ledgers["评委"])


def test_the_new_workbook_has_no_faults_but_those_it_must_have(handed_on):
    *_, findings, reading = handed_on
    faults = [item for item in check_reading(reading) if item.level == "错误"]
    asked = {item.field for item in faults if item.scope != "2018附件9"}
    assert asked == {"课题类型"}
    assert all("现场、攻关、管理、服务" in item.message for item in faults if item.field == "课题类型")
    listed = [item for item in findings if item.level == "错误"]
    assert [item.message for item in listed] == [item.message for item in faults]


def test_what_the_province_calls_otherwise_is_told_once(handed_on):
    _season, ready, *_ = handed_on
    kinds = [record["课题类型"] for record in ready.season.ledgers["小组"]]
    assert set(kinds) == {"创新", "问题解决型"}
    split, renamed = sorted(ready.findings, key=lambda item: item.level)
    assert (split.level, renamed.level) == ("提示", "核实") or (split.level, renamed.level) == ("核实", "提示")
    texts = split.message + renamed.message
    assert f"{kinds.count('问题解决型')}条写的是“问题解决型”" in texts and "分为现场、攻关、管理、服务" in texts
    assert f"{kinds.count('创新')}条的“创新型”已按“创新”填" in texts


def test_the_quota_of_the_unit_is_told_at_once(handed_on):
    told = list(promotion.told(handed_on[1]))
    assert "优秀QC小组：已报10个，名额10个，已满" in told
    assert "上会发表小组：已报0个，名额1个，还可报1个" in told


def test_eleven_groups_exceed_the_quota():
    season, notice, _ = honoured.contest(11)
    told = list(promotion.told(promotion.promote(season, notice, "竞赛.xlsm")))
    assert "优秀QC小组：已报11个，名额10个，超出1个" in told


def test_two_awards_that_become_one_are_counted_together(monkeypatch):
    season, notice, _ = honoured.contest(3)
    way = promotion.load_promotion(notice)
    way.carry[-1].to = way.carry[0].to
    monkeypatch.setattr(promotion, "load_promotion", lambda _: way)
    ready = promotion.promote(season, notice, "竞赛.xlsm")
    assert ready.counts[way.carry[0].to] == len(ready.season.ledgers["小组"]) == 3


def test_before_the_list_is_confirmed_one_sentence():
    season, notice, _ = honoured.contest(0)
    with pytest.raises(promotion.NotPromoted, match="请先确认获奖名单，再转报"):
        promotion.promote(season, notice, "竞赛.xlsm")


def test_nobody_marked_to_go_on_is_said():
    season, notice, _ = honoured.contest(3)
    ledger = winners_ledger(notice)
    for record in season.ledgers[ledger.name]:
        record[ledger.named("promoted")] = None
    with pytest.raises(promotion.NotPromoted, match="“是否报省”一栏没有填“是”的"):
        promotion.promote(season, notice, "竞赛.xlsm")


def test_an_enterprise_goes_along_only_when_it_is_chosen():
    season, notice, _ = honoured.contest(2)
    ledger = winners_ledger(notice)
    company = season.ledgers["企业"][0]
    fields = {"评审奖项": "质量管理小组活动优秀企业", "获奖等级": "质量管理小组活动优秀企业"}
    fields |= {"单位名称": company["企业名称"], "获奖名称": company["企业名称"], "是否报省": "是"}
    season.ledgers[ledger.name].append(honoured.record(notice, ledger.name, 20, **fields))
    ready = promotion.promote(season, notice, "竞赛.xlsm")
    [entry] = ready.season.ledgers["企业"]
    assert (entry["企业名称"], entry["申报奖项"]) == (company["企业名称"], "QC小组活动优秀企业")
    assert ready.counts["优秀企业"] == 1


def test_a_name_changed_since_goes_on_as_it_was_confirmed_and_is_told():
    season, notice, _ = honoured.contest(2)
    groups = season.ledgers["小组"]
    was = groups[0]["小组名称"]
    renamed = honoured.record(notice, "小组", groups[0].row, **{**groups[0], "小组名称": was + "（新）"})
    key = (groups[0]["企业名称"], was)
    season.ledgers["小组"] = [renamed, *groups[1:]]
    season.ledgers["小组成员"] = [
        honoured.record(notice, "小组成员", row.row, **{**row, "小组名称": was + "（新）"})
        if (row["企业名称"], row["小组名称"]) == key else row
        for row in season.ledgers["小组成员"]
    ]  # fmt: skip
    ready = promotion.promote(season, notice, "竞赛.xlsm")
    assert ready.season.ledgers["小组"][0]["小组名称"] == was
    assert {row["小组名称"] for row in ready.season.ledgers["小组成员"] if row["企业名称"] == key[0]} >= {was}
    [change] = ready.changed
    assert (change.old, change.now) == (was, was + "（新）")


def test_a_notice_that_promotes_nobody_says_so():
    season, notice, _ = honoured.province()
    with pytest.raises(promotion.NotPromoted, match="没有规定向上级转报"):
        promotion.promote(season, notice, "省.xlsm")
