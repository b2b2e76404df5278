"""Ticks beside options, wherever people put them: the option that is ticked, or none where it cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfuncs.entry import read_entry
from pyfuncs.grid import parse_lines
from pyfuncs.outline import _text
from pyfuncs.ticks import read_ticks, ticked_one
from pyfuncs.wording import loose

OPTIONS = ["发表评审", "现场评审", "与QC小组合开", "单位举办"]
PRINTED = _text(
    parse_lines(
        "{形式=发表评审?□}发表评审     {形式=现场评审?□}现场评审\\n"
        "{形式=与QC小组合开?□}与QC小组合开     {形式=单位举办?□}单位举办"
    )
)
KINDS = ["现场", "攻关", "管理", "服务", "创新"]
UNCLEAR = None
LINES = {
    "□发表评审√ □现场评审 □与QC小组合开 □单位举办": "发表评审",
    "□发表评审√     □现场评审\n□与QC小组合开     □单位举办": "发表评审",
    "□发表评审     □现场评审√\n□与QC小组合开     □单位举办": "现场评审",
    "□发表评审     □现场评审 √\n□与QC小组合开     □单位举办": "现场评审",
    "发表评审□ 现场评审√ 与QC小组合开□ 单位举办□": "现场评审",
    "发表评审□     现场评审√\n与QC小组合开□     单位举办□": "现场评审",
    "发表评审（√） 现场评审（ ）": "发表评审",
    "发表评审（√）现场评审（ ）与QC小组合开（ ）单位举办（ ）": "发表评审",
    "发表评审（ ） 现场评审（V）": "现场评审",
    "（ ）发表评审（√）现场评审（ ）与QC小组合开（ ）单位举办": "现场评审",
    "发表评审√     现场评审□": "发表评审",
    "发表评审√、现场评审、与QC小组合开、单位举办": "发表评审",
    "发表评审、√现场评审、与QC小组合开": "现场评审",
    "☑现场评审 □发表评审": "现场评审",
    "□发表评审     □√现场评审\n□与QC小组合开     □单位举办": "现场评审",
    "□ 发表评审     √ 现场评审\n□ 与QC小组合开     □ 单位举办": "现场评审",
    "发表评审 □  现场评审 ■  与QC小组合开 □  单位举办 □": "现场评审",
    "□发表评审 □现场评审 □与QC小组合开 □单位举办 √": "单位举办",
    "口发表评审 √现场评审": "现场评审",
    "口发表评审     √现场评审\n口与QC小组合开     口单位举办": "现场评审",
    "√ 发表评审 × 现场评审": "发表评审",
    "发表评审√ 现场评审□ 与QC小组合开√ 单位举办□": "发表评审、与QC小组合开",
    "形式：√现场评审 □单位举办": "现场评审",
    "□发表评审     □现场评审\n□与QC小组合开     □单位举办": "",
    "发表评审（ ） 现场评审（ ） 与QC小组合开（ ） 单位举办（ ）": "",
    "发表评审、单位举办": UNCLEAR,
    "发表评审": UNCLEAR,
    "发表评审     现场评审\n与QC小组合开     单位举办": UNCLEAR,
    "√": UNCLEAR,
    "发表评审  √  现场评审  与QC小组合开  单位举办": UNCLEAR,
    "发表评审     √     现场评审\n□与QC小组合开     □单位举办": UNCLEAR,
    "□发表评审√□现场评审□与QC小组合开□单位举办": UNCLEAR,
    "发表评审√现场评审": UNCLEAR,
    "发表评审 √现场评审 □与QC小组合开 □单位举办 □": UNCLEAR,
    "□发表评审 □现场评审√ 与QC小组合开 □单位举办": UNCLEAR,
    "□发表评审 □现场评审 □与QC小组合开 □单位举办\n√": UNCLEAR,
}


def ticked(whole: str) -> str | None:
    """Options read, joined by 、; None where they are listed as not understood."""
    entry = read_entry(whole.split("\n"), PRINTED)
    assert not entry.extra or "形式" in whole
    if entry.unclear:
        assert entry.unclear == [whole.strip()] and not entry.filled
        return UNCLEAR
    return "、".join(text for _, text in entry.filled)


@pytest.mark.parametrize("whole", LINES)
def test_a_tick_belongs_to_the_words_it_stands_at_or_is_listed(whole):
    assert ticked(whole) == LINES[whole]


@pytest.mark.parametrize(
    ("whole", "found", "words"),
    [
        ("√现场 □攻关 √其他（座谈）", [0], ["√其他（座谈）"]),
        ("√现场 另有座谈 □攻关", [0], ["另有座谈"]),
        ("类型：□现场 ☑攻关", [1], ["类型"]),
        ("现场√ 座谈 攻关", [0], ["座谈"]),
    ],
)
def test_words_that_are_no_option_are_told_and_take_no_option_s_tick(whole, found, words):
    read = read_ticks(whole, [loose(option) for option in KINDS])
    assert (read.chosen, read.words, read.is_clear) == (found, words, True)


@pytest.mark.parametrize("whole", ["现场2次√攻关", "现场 座谈 √ 攻关", "□现场 座谈√攻关"])
def test_a_tick_between_other_words_and_an_option_is_nobody_s(whole):
    read = read_ticks(whole, [loose(option) for option in KINDS])
    assert not read.is_clear and not read.chosen


def test_a_form_that_prints_no_boxes_is_silent_until_somebody_ticks():
    printed = _text(parse_lines("{形式=现场}现场 {形式=视频}视频"))
    for line, filled, unclear in [
        ("现场 视频", [], []),
        ("现场   视频", [], []),
        ("现场√  视频", ["现场"], []),
        ("现场", [], ["现场"]),
    ]:
        entry = read_entry([line], printed)
        assert ([text for _, text in entry.filled], entry.unclear) == (filled, unclear)


def test_boxes_printed_behind_their_words_go_to_those():
    printed = _text(parse_lines("攻关{类型=攻关?□} 现场{类型=现场?□}"))
    for line in ("攻关□ 现场√", "攻关□    现场 ☑", "攻关（ ）  现场（√）"):
        assert [text for _, text in read_entry([line], printed).filled] == ["现场"]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("□现场 ☑攻关 □管理 □服务 □创新", "攻关"),
        ("现场（  ）攻关（√）管理（  ）服务（  ）创新（  ）", "攻关"),
        ("■攻关", "攻关"),
        ("攻关（√）", "攻关"),
        ("现场□ 攻关■ 管理□ 服务□ 创新□", "攻关"),
        ("现场√、攻关、管理、服务、创新", "现场"),
        ("√攻关 √管理", "√攻关 √管理"),
        ("现场√攻关", "现场√攻关"),
        ("√攻关 √其他", "√攻关 √其他"),
        ("□现场 □攻关", "□现场 □攻关"),
        ("攻关型", "攻关型"),
        ("攻关", "攻关"),
        ("√", "√"),
    ],
)
def test_one_ticked_option_in_a_text_is_that_option_and_anything_else_stays_as_typed(text, one):
    assert ticked_one(text, KINDS) == one


@pytest.mark.parametrize("filler", [" ", "√ ", "（ ", "字", "□"])
def test_a_text_too_long_for_options_is_listed_whole(filler):
    whole = f"发{filler * 50_000}表评审√"
    entry = read_entry([whole], PRINTED)
    assert (entry.filled, entry.extra + entry.unclear) == ([], [whole])


TICKS = st.sampled_from(["√", "☑", "■", "✓", "（√）", "(√)", "【✓】", "[■]", "（ √ ）"])
BLANKS = st.text(" 　", min_size=0, max_size=3)
PLACES = st.sampled_from(["before", "behind", "beside the box before", "beside the box behind"])


@st.composite
def drawn(draw) -> tuple[str, str]:
    """The option that is ticked, and the line as somebody drew it."""
    chosen = draw(st.integers(0, len(OPTIONS) - 1))
    tick, box, place = draw(TICKS), draw(st.sampled_from(["□", "☐", "（ ）", "( )", ""])), draw(PLACES)
    boxes_before = draw(st.booleans()) if place in ("before", "behind") else place.endswith("before")
    gap = draw(BLANKS)
    parts = []
    for number, option in enumerate(OPTIONS):
        front, back = (box + gap, "") if boxes_before else ("", gap + box)
        if number == chosen and place == "before":
            front, back = tick + gap, "" if boxes_before else back
        elif number == chosen and place == "behind":
            front, back = front if boxes_before else "", gap + tick
        elif number == chosen and boxes_before:
            front = draw(st.sampled_from([tick + box, box + tick])) + gap
        elif number == chosen:
            back = gap + draw(st.sampled_from([tick + box, box + tick]))
        parts.append(front + option + back)
    between = st.sampled_from([" ", "　", "  ", "     ", "　　", "\n", "、", "，"])
    return OPTIONS[chosen], "".join(part + draw(between) for part in parts[:-1]) + parts[-1]


@given(drawn())
def test_a_tick_drawn_in_any_way_is_read_as_its_option_or_listed_and_never_as_another(case):
    option, whole = case
    assert ticked(whole) in (option, UNCLEAR)
