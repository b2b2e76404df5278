"""The demonstration: the main job on every sample, into a folder it names."""

import pytest

from pyfuncs import demo
from pyfuncs.commands import Refused


def test_every_sample_gets_its_check_result_and_all_its_forms(tmp_path, capsys):
    assert demo.demo(tmp_path / "演示") == 0
    made = tmp_path / "演示"
    assert {path.name for path in made.glob("*.xlsx")} == {
        "2018太原-校验结果.xlsx",
        "2018太原-待改-校验结果.xlsx",
        "2023信息通信-校验结果.xlsx",
        "2023评审-校验结果.xlsx",
    }
    forms = {folder.name: len(list(folder.rglob("*.docx"))) for folder in made.iterdir() if folder.is_dir()}
    assert forms == {
        "2018太原-申报表": 95,
        "2018太原-待改-申报表": 98,
        "2023信息通信-申报表": 60,
        "2023评审-申报表": 60,
    }
    assert str(made) in capsys.readouterr().out


def test_run_again_it_replaces_its_own_output(tmp_path):
    assert demo.demo(tmp_path / "演示") == 0
    assert demo.demo(tmp_path / "演示") == 0


def test_without_samples_it_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "SAMPLES", tmp_path)
    with pytest.raises(Refused, match="pyfuncs build"):
        demo.demo(tmp_path / "演示")
