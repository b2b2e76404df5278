"""证书: a page each, long names whole."""

import shutil

import form_files
import honoured
import pytest

from pyfuncs.certificates import LEAST, certificates, citation, cited_font, named, place_of
from pyfuncs.desk import Stopped
from pyfuncs.letters import load_letter
from pyfuncs.notice import TEMPLATES, load_notice
from pyfuncs.winners import read_winners
from pyfuncs.word import DOCUMENT


def test_each_winner_has_one_page_with_every_sign_of_the_names(tmp_path):
    winners, _, notice, honours = honoured.winners()
    chosen = [*winners[:12], *winners[-30:]]
    pages = honoured.pages(certificates(chosen, honours, notice), tmp_path, "证书")
    assert len(pages) == len(chosen)
    plain = ["".join(page.split()) for page in pages]
    first = plain[0]
    assert honoured.LONG_UNIT in first and honoured.LONG_NAME in first and honoured.LONG_TOPIC.replace(" ", "") in first
    by_number = {item.number: item for item in chosen}
    for page in plain:
        item = next(item for number, item in by_number.items() if number in page)
        assert item.unit in page and item.name in page and item.topic in page
        assert "特发此证" in page and "山西省质量与名牌协会" in page


def test_the_contest_names_prize_and_event():
    season, notice, honours = honoured.contest()
    first = read_winners(season, notice, honours)[0]
    words = citation(first, honours)
    assert f"“{first.topic}”" in words and "荣获QC小组竞赛一等奖" in words and honours.event in words


@pytest.mark.parametrize(
    ("lines", "least"),
    [
        (["太钢集团 曙光QC小组："], 28),
        (["太原晋阳特种钢集团股份有限公司", "第二炼钢厂 连铸设备运行维护QC小组："], 26),
        (
            [
                "太原晋阳特种钢集团股份有限公司第二炼钢厂",
                "连铸设备运行维护与能源管理中心",
                "“精益求精、追求卓越”设备全寿命周期管理QC小组：",
            ],
            22,
        ),
    ],
)
def test_a_long_name_is_broken_at_a_fit_place_sooner_than_made_smaller_than_the_words_about_it(lines, least):
    letter = load_letter("证书")
    place, cited = (place_of(letter, name) for name in ("受奖者", "颁奖词"))
    text = "".join(lines) if len(lines) < 3 else f"{lines[0]}{lines[1]} {lines[2]}"
    found = named(text, place, cited.font)
    assert (found.lines, found.font >= least >= cited.font) == (lines, True)


def test_a_name_of_any_length_is_whole():
    letter = load_letter("证书")
    place, cited = (place_of(letter, name) for name in ("受奖者", "颁奖词"))
    for length in (1, 40, 90, 130, 260):
        found = named("字" * length + "：", place, cited.font)
        assert "".join(found.lines) == "字" * length + "：" and found.font >= LEAST


def test_a_citation_of_any_length_keeps_to_its_lines_as_far_as_the_smallest_font():
    place = place_of(load_letter("证书"), "颁奖词")
    fonts = [cited_font("字" * length, place)[0] for length in (10, 60, 100, 140, 400)]
    assert fonts == sorted(fonts, reverse=True)
    assert (fonts[0], fonts[-1]) == (place.font, LEAST)


def test_a_notice_may_have_a_certificate_of_its_own_restyled_in_word(tmp_path):
    winners, _, _, honours = honoured.winners()
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    notice = load_notice("2018", tmp_path / "templates")
    own = notice.folder / "文书"
    own.mkdir()
    for suffix in (".toml", ".docx"):
        shutil.copy(TEMPLATES / "文书" / f"证书{suffix}", own)
    parts = form_files.parts_of((own / "证书.docx").read_bytes())
    text = parts[DOCUMENT].decode()
    assert "楷体" in text and '<w:sz w:val="56"/>' in text
    parts[DOCUMENT] = text.replace("楷体", "隶书").replace('<w:sz w:val="56"/>', '<w:sz w:val="64"/>').encode()
    (own / "证书.docx").write_bytes(form_files.pack(parts))
    made = form_files.parts_of(certificates(winners[1:3], honours, notice))[DOCUMENT].decode()
    assert "隶书" in made and "楷体" not in made and '<w:sz w:val="64"/>' in made
    assert winners[1].unit in made and winners[2].name in made


def test_all_475_are_made_with_progress_and_can_be_stopped():
    winners, _, notice, honours = honoured.winners()
    told = []
    certificates(winners, honours, notice, lambda *step: told.append(step))
    assert [step[0] for step in told] == list(range(1, len(winners) + 1))

    def stop(done, total, unit):
        raise Stopped

    with pytest.raises(Stopped):
        certificates(winners, honours, notice, stop)
