"""Definitions kept ready: the same as read anew, and never older than the files or the program."""

import dataclasses
import os
import shutil
import sys

import pytest

from pyfuncs import layout, notice, ready
from pyfuncs.notice import LEDGER_FILE, TEMPLATES, list_notices, load_ledgers, load_notice, shared_notice


@pytest.fixture(autouse=True)
def folder(tmp, monkeypatch):
    """Where things are kept: empty, the test's own."""
    monkeypatch.setattr(ready, "FOLDER", tmp / "存")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp / "存"


@pytest.fixture
def definitions(tmp):
    """Two files, and what is made of them: their words, with a count of how often it was made."""
    files = [tmp / "甲.toml", tmp / "乙.toml"]
    for file in files:
        file.write_text(f"名称 = '{file.stem}'", "utf-8")
    return files


class Maker:
    """Reads the files, and counts how often."""

    def __init__(self, files):
        self.files, self.made = files, 0

    def __call__(self):
        self.made += 1
        return [file.read_text("utf-8") for file in self.files]

    def ready(self):
        return ready.ready("试", self.files, self)


@pytest.mark.parametrize("name", list_notices())
def test_a_notice_kept_is_the_notice_read(name, monkeypatch):
    read = notice._read_notice(name, TEMPLATES)
    assert load_notice(name) == read
    monkeypatch.setattr(notice, "_read_notice", lambda *arguments: pytest.fail("it is kept"))
    kept = load_notice(name)
    assert kept == read
    kept.ledgers.clear()
    assert load_notice(name) == read


def test_the_shared_ledgers_kept_are_those_read(folder):
    assert load_ledgers() == load_ledgers() == notice._read_ledgers(TEMPLATES)
    assert [file.name.partition(".")[0] for file in folder.iterdir()] == [LEDGER_FILE.partition(".")[0]]


def test_other_definitions_than_the_programs_own_are_not_kept(tmp, folder):
    shutil.copytree(TEMPLATES, tmp / "t")
    assert load_notice("2023", tmp / "t").name == notice._read_notice("2023", TEMPLATES).name
    assert not folder.exists()


def test_what_is_kept_is_taken_while_nothing_has_changed(definitions):
    maker = Maker(definitions)
    assert maker.ready() == maker.ready() == ["名称 = '甲'", "名称 = '乙'"]
    assert maker.made == 1


def test_what_was_made_of_definitions_counts_as_they_do():
    made = [ready.ready("试", [form], form.decode) for form in (b"1", b"1", b"11", b"1")]
    assert made == ["1", "1", "11", "1"]


def test_who_changes_nothing_shares_one_object_until_a_definition_changes(definitions):
    maker = Maker(definitions)
    first = ready.shared("试", definitions, maker)
    assert ready.shared("试", definitions, maker) is first
    definitions[1].write_text("名称 = '丙'", "utf-8")
    assert ready.shared("试", definitions, maker) == ["名称 = '甲'", "名称 = '丙'"]
    assert maker.made == 2


def test_a_program_that_cannot_be_looked_at_shares_nothing(definitions, tmp, monkeypatch):
    monkeypatch.setattr(ready, "RUNNING", ready._modules(tmp / "gone"))
    maker = Maker(definitions)
    assert ready.shared("试", definitions, maker) is not ready.shared("试", definitions, maker)


@pytest.mark.parametrize("name", list_notices())
def test_a_notice_that_is_shared_is_the_notice_read(name):
    assert shared_notice(name) is shared_notice(name)
    assert shared_notice(name) == notice._read_notice(name, TEMPLATES)


@pytest.mark.parametrize("name", list_notices())
def test_the_cells_of_a_form_kept_are_those_drawn(name, monkeypatch):
    read = load_notice(name)
    forms = [form for form in read.forms.values() if form.mode == "单份"]
    drawn = [layout._inputs(form, read) for form in forms]
    assert forms and all(drawn)
    for _ in range(2):  # drawn and kept, then taken from there
        monkeypatch.setattr(layout, "_known_inputs", {})
        assert [layout.input_cells(form, load_notice(name)) for form in forms] == drawn
        monkeypatch.setattr(layout, "_inputs", lambda *arguments: pytest.fail("they are kept"))


def test_a_form_with_a_part_more_is_drawn_anew():
    read = load_notice(list_notices()[0])
    form = next(form for form in read.forms.values() if form.mode == "单份")
    layout.input_cells(form, read)
    part = [*form.part, form.part[-1]]
    other = dataclasses.replace(form, part=part)
    other.notice, other.file = form.notice, form.file
    assert layout.input_cells(other, read) == layout._inputs(other, read)


def test_a_definition_whose_end_is_cut_off_is_seen_whatever_stood_there(definitions):
    """What stood there is never taken for what is kept."""
    maker = Maker(definitions)
    definitions[1].write_text("名称 = '乙'\nN.", "utf-8")
    maker.ready()
    definitions[1].write_text("名称 = '乙'\n", "utf-8")
    assert maker.ready() == ["名称 = '甲'", "名称 = '乙'\n"]


def test_a_change_of_the_same_length_at_the_same_time_is_seen(definitions):
    maker = Maker(definitions)
    maker.ready()
    times = definitions[1].stat().st_atime_ns, definitions[1].stat().st_mtime_ns
    definitions[1].write_text("名称 = '丙'", "utf-8")
    os.utime(definitions[1], ns=times)
    assert maker.ready()[1] == "名称 = '丙'"


def test_a_file_more_is_seen(definitions):
    maker = Maker(definitions[:1])
    maker.ready()
    maker.files = definitions
    assert len(maker.ready()) == 2


def test_another_program_makes_it_anew(definitions, tmp, monkeypatch):
    maker = Maker(definitions)
    (tmp / "p").mkdir()
    for number, text in enumerate(["1", "11"], start=1):
        (tmp / "p" / "rules.py").write_text(text)
        monkeypatch.setattr(ready, "RUNNING", ready._modules(tmp / "p"))
        maker.ready()
        assert maker.made == number
    (tmp / "p" / "__pycache__").mkdir()
    monkeypatch.setattr(ready, "RUNNING", ready._modules(tmp / "p"))
    maker.ready()
    assert maker.made == 2


def test_a_process_that_outlives_an_update_does_not_pass_its_work_for_the_new_programs(definitions, tmp, monkeypatch):
    """It has the old modules in its memory, whatever lies on the disk by now."""
    (tmp / "p").mkdir()
    (tmp / "p" / "rules.py").write_text("old")
    old = ready._modules(tmp / "p")
    (tmp / "p" / "rules.py").write_text("newer")
    monkeypatch.setattr(ready, "RUNNING", old)
    Maker(definitions).ready()
    monkeypatch.setattr(ready, "RUNNING", ready._modules(tmp / "p"))
    maker = Maker(definitions)
    maker.ready()
    assert maker.made == 1


def test_a_program_that_cannot_be_looked_at_keeps_nothing(definitions, tmp, folder, monkeypatch):
    monkeypatch.setattr(ready, "RUNNING", ready._modules(tmp / "gone"))
    Maker(definitions).ready()
    assert not folder.exists()


@pytest.mark.parametrize(
    "harm", [lambda data: data[:-5], lambda data: b"", lambda data: b"\x80\x05no", lambda data: data + b"."]
)
def test_what_is_cut_short_or_foreign_never_stands_in(harm, definitions, folder):
    maker = Maker(definitions)
    whole = maker.ready()
    [file] = folder.iterdir()
    good = file.read_bytes()
    file.write_bytes(harm(good))
    assert maker.ready() == whole
    assert harm(good).startswith(good) or file.read_bytes() == good


def test_a_folder_that_cannot_be_written_does_no_harm(definitions, folder):
    folder.write_text("a file")
    maker = Maker(definitions)
    assert maker.ready() == maker.ready()
    assert maker.made == 2


def test_nothing_is_kept_where_python_keeps_nothing(definitions, folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    Maker(definitions).ready()
    assert not folder.exists()


def test_what_cannot_be_made_is_told_and_not_kept(definitions, folder):
    definitions[0].unlink()
    with pytest.raises(FileNotFoundError):
        Maker(definitions).ready()
    assert not folder.exists()
