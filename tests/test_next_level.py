"""转报.toml: the way to the next level, and what is refused with file, place and the nearest name."""

import shutil

import built
import pytest

from pyfuncs.next_level import FILE, NotPromoted, load_promotion
from pyfuncs.notice import TEMPLATES, load_notice
from pyfuncs.schema import DefinitionError


def test_the_contest_goes_on_to_the_province_as_the_unit_of_its_quota_table():
    way = load_promotion(built.notice("2023"))
    assert (way.notice, way.unit) == ("2018", "通信")
    assert (way.carry[0].award, way.carry[0].to) == ("QC小组成果", "优秀QC小组")
    assert [(word.said, word.to) for word in way.word] == [
        ("创新型", ["创新"]),
        ("问题解决型", ["现场", "攻关", "管理", "服务"]),
    ]


def test_the_province_promotes_nobody():
    with pytest.raises(NotPromoted, match="没有规定向上级转报"):
        load_promotion(built.notice("2018"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('unit = "通信"', 'unit = "通讯"', "名额表没有“通讯”"),
        ('to = "优秀企业"', 'to = "优秀单位"', "没有奖项“优秀单位”"),
        ('to = "优秀推进者"', 'to = "优秀企业"', "应与“优秀企业”在同一张台账"),
        ('to = ["创新"]', 'to = ["创新性"]', "没有选项“创新性”"),
        ('ledger = "评委"', 'ledger = "评审"', "没有台账“评审”"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, old, new, says):
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    path = tmp_path / "templates" / "2023" / FILE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError, match=says):
        load_promotion(load_notice("2023", tmp_path / "templates"))
