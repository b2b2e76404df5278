"""The bench: what is timed side by side is the same job, whatever the times; the table, the fit and the comparison."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from bench import checking, forms, inputs, merging, pressing, reading, taking
from bench.measure import OURS, Case, Job, confirm, differ, measure, most_memory
from test_benchmark_table import case, job, results

from pyfuncs import benchmarks, envelope
from pyfuncs.environment import REQUIREMENTS, SetupError, pins

# -- the same job ------------------------------------------------------------------------------------------


def test_reading_gives_the_cells_that_the_peers_give(tmp: Path) -> None:
    for cells in reading.cases(12, tmp):
        confirm(cells, tmp)


def test_what_is_taken_from_forms_stands_in_the_cells_that_the_peers_take(tmp: Path) -> None:
    for taken in taking.cases(3, tmp):
        confirm(taken, tmp)
        assert [each.units for each in taken.jobs] == [3, 1, 3]


def test_the_merged_workbook_has_the_rows_that_pandas_puts_together(tmp: Path) -> None:
    for merged in merging.cases(2, tmp, books=3):
        confirm(merged, tmp)


def test_the_script_of_pandas_finds_some_of_what_a_press_finds(tmp: Path) -> None:
    for told in pressing.cases(1, tmp):
        confirm(told, tmp)


def test_faults_of_the_ledgers_are_found_where_they_were_made() -> None:
    own = inputs.notice()
    found = {checking.cell(item) for item in checking.check.check(inputs.season(own, checking.faulty(120)), own)}
    made = [
        (
            inputs.GROUPS,
            checking.FIRST_ROW + number,
            list(checking.FAULTS)[number // checking.EVERY % len(checking.FAULTS)],
        )
        for number in range(0, 120, checking.EVERY)
    ]
    assert set(made) <= found
    assert {name for *_, name in made} == set(checking.FAULTS)


def test_a_template_for_peers_filled_with_the_texts_prints_what_ours_prints() -> None:
    template, fillings = inputs.fillings(3)
    for filling in fillings:
        texts = inputs.texts(template, filling)

        def rows(name: str, row: str, within: list[str], texts: dict[str, Any] = texts) -> str:
            return "".join(put(row, each) for each in texts[name])

        scalars = {name: text for name, text in texts.items() if isinstance(text, str)}
        peer = inputs.peer_template(template, "«{}»".format, rows)
        document = put(forms.main_document(peer).decode(), scalars)
        assert forms.printed(document.encode()) == forms.printed(template.document(filling).encode())


def put(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"«{name}»", envelope_safe(value))
    return text


def envelope_safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def test_merge_fields_stand_where_the_blanks_stand() -> None:
    template, (filling,) = inputs.fillings(1)
    document = forms.main_document(forms.merge_template(template)).decode()
    names = forms.merge_fields(inputs.texts(template, filling))
    assert all(f"MERGEFIELD {name} " in document for name in names)
    assert document.count("MERGEFIELD") == document.count("«")


def test_the_floor_writes_files_as_large_as_ours(tmp: Path) -> None:
    template, fillings = inputs.fillings(2)
    forms.floor(template, fillings)(tmp)
    sizes = [path.stat().st_size for path in sorted((tmp / "out").rglob("*.docx"))]
    assert sizes == [len(template.fill(filling)) for filling in fillings]
    assert envelope.LEVEL


# -- measuring ---------------------------------------------------------------------------------------------


def test_every_job_runs_in_turn_each_time_in_an_empty_folder(tmp: Path) -> None:
    order: list[str] = []

    def run(name: str) -> Any:
        def job(folder: Path) -> str:
            assert list(folder.iterdir()) == []
            (folder / name).write_text(name)
            order.append(name)
            return name

        return job

    jobs = [Job("甲", run("甲")), Job("乙", run("乙"), units=2, rounds=1)]
    agreed: list[dict[str, str]] = []
    found = measure(Case("x", "x", "份", jobs, agreed.append), 3, tmp)
    assert order == ["甲", "乙", "甲", "乙", "甲", "甲"]
    assert agreed == [{"甲": "甲", "乙": "乙"}] and list(tmp.iterdir()) == []
    assert [len(job["cpu"]) for job in found["jobs"]] == [3, 1]
    assert all(job["median_wall"] > 0 for job in found["jobs"])


def test_the_memory_of_a_job_is_what_it_takes_and_it_leaves_nothing(tmp: Path) -> None:
    def job(folder: Path) -> None:
        (folder / "做了").write_bytes(b"x" * 60_000_000)

    most = most_memory(Job("甲", job), tmp)
    assert most is not None and 55 < most < 100
    assert list(tmp.iterdir()) == []


def test_the_memory_of_a_job_that_fails_is_not_told(tmp: Path) -> None:
    assert most_memory(Job("甲", lambda folder: 1 / 0), tmp) is None


def test_peers_that_do_another_job_are_not_timed(tmp: Path) -> None:
    def agree(results: dict[str, list[int]]) -> None:
        differ("乙", results["甲"], results["乙"])

    jobs = [Job("甲", lambda folder: [1, 2]), Job("乙", lambda folder: [1, 3])]
    with pytest.raises(AssertionError, match=r"乙 does another job than ours: at 1 2 / 3"):
        measure(Case("x", "x", "份", jobs, agree), 1, tmp)


def test_a_file_of_jobs_tells_its_cases_and_one_that_fails_ends_with_none(capfd: pytest.CaptureFixture[str]) -> None:
    found = list(benchmarks.measured(Path(sys.executable), None, "taking", 2, 1))
    assert [case and case["case"] for case in found] == ["take", "take-typed"]
    assert list(benchmarks.measured(Path(sys.executable), None, "没有的", 2, 1)) == [None]
    assert "没有的" in capfd.readouterr().err


# -- what comes with it ------------------------------------------------------------------------------------


def test_every_job_has_its_sizes_and_its_file() -> None:
    known = benchmarks.jobs()
    files = {path.stem for path in benchmarks.FOLDER.glob("*.py") if "def cases(" in path.read_text("utf-8")}
    assert set(known) == files
    assert all(sizes["quick"] <= sizes["size"] <= sizes["full"] for sizes in known.values())


def test_peers_are_pinned_and_want_no_other_version_of_what_the_program_needs() -> None:
    ours, peers = pins(REQUIREMENTS), pins([benchmarks.PEERS])
    assert {"docxtpl", "docx-mailmerge2", "pandera"} <= set(peers) and not set(ours) & set(peers)
    node = json.loads(benchmarks.NODE_PEERS.read_text("utf-8"))["dependencies"]
    assert "docxtemplater" in node and all(version.replace(".", "").isdigit() for version in node.values())


# -- two runs ----------------------------------------------------------------------------------------------


def test_two_runs_are_compared_where_they_did_the_same(tmp: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = results(
        case("读", job(OURS, 4.0), job("甲", 8.0)), case("旧", job(OURS, 1.0)), case("合并", job(OURS, 1, units=50))
    )
    after = results(case("读", job(OURS, 1.0), job("甲", 8.0)), case("合并", job(OURS, 1, units=9)), commit="b")
    paths = [tmp / "一.json", tmp / "二.json"]
    for path, each in zip(paths, (before, after), strict=True):
        path.write_text(json.dumps(each), "utf-8")
    assert benchmarks.run(Namespace(compare=paths)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:] == [
        "|  |  | a 2018-06-01 08:00 | b 2018-06-01 08:00 |  |",
        "| 读 | pyfuncs | 4.00 | 1.00 | 0.25 |",
        "| 读 | 甲 | 8.00 | 8.00 | 1.00 |",
    ]


@pytest.mark.parametrize("text", ["", "[]", "{}", "不是 JSON"])
def test_a_file_without_results_is_refused_in_one_sentence(tmp: Path, text: str) -> None:
    path = tmp / "别的.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SetupError, match=r"^“别的\.json”不是比较的结果，请给出 bench 写的 \.json 文件。$"):
        benchmarks.read_results(path)


def test_a_job_that_there_is_none_of_is_refused_in_one_sentence() -> None:
    with pytest.raises(SetupError, match=r"^没有叫“formz”的比较，可用的有：forms、"):
        benchmarks.run(Namespace(compare=(), only="formz"))
