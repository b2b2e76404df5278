"""Files that others sent: a hostile, locked, foreign or broken one stops no other and reaches nothing outside."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import form_files
import hostile
import pytest
from hostile_forms import REFUSED, TOLD, dde, external_picture, macros, ole, remote_template

from pyfuncs import child, converter, intake, samples
from pyfuncs.notice import list_notices, load_notice
from pyfuncs.word import DOCUMENT


@pytest.fixture(scope="module")
def notices():
    return [load_notice(name) for name in list_notices()]


@pytest.fixture(scope="module")
def good(notices):
    """A filled form, and what fills it."""
    season = samples.load_sample(samples.sample_names()[0], notices[0])
    return form_files.filled(season, notices[0], ["附件3.1"])[0]


def take(path: Path, notices, **options) -> intake.FileTaken:
    [taken] = intake.take_files([path], notices, **options)
    return taken


def taken_of(tmp: Path, data: bytes, notices, name: str = "来件.docx"):
    path = tmp / name
    path.write_bytes(data)
    return take(path, notices)


# -- what harms, and is told -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TOLD)
def test_what_a_file_carries_is_told_and_the_form_is_read(kind, good, notices, tmp):
    spoil, says = TOLD[kind]
    filling, data = good
    taken = taken_of(tmp, spoil(data), notices, "来件.docm")
    assert [form_files.taken(form) for form in taken.forms] == [form_files.printed(filling)]
    assert any(says in note for note in taken.notes)
    assert not any("cmd.exe" in text for form in taken.forms for text in form.values.values())


def test_a_bad_file_is_refused_in_a_sentence_and_stops_no_other(good, notices, tmp):
    """All of them among good ones, in one call: each good one is read, each bad one says why."""
    filling, data = good
    paths = []
    for name, (spoil, _) in REFUSED.items():
        for stem, content in ((name, spoil(data)), (f"好的{name}", data)):
            paths.append(tmp / f"{stem}.docx")
            paths[-1].write_bytes(content)
    before = hostile.snapshot(tmp)
    taken = intake.take_files([*paths, tmp / "没有的.docx", tmp], notices)
    assert hostile.snapshot(tmp) == before
    assert [item.path for item in taken] == [*paths, tmp / "没有的.docx", tmp]
    for bad, fine, (name, (_, says)) in zip(taken[:-2:2], taken[1:-2:2], REFUSED.items(), strict=True):
        assert says in bad.refused and f"“{name}.docx”" in bad.refused and "\n" not in bad.refused
        assert (bad.forms, bad.left) == ([], [])
        assert [form_files.taken(form) for form in fine.forms] == [form_files.printed(filling)]
    assert "找不到文件" in taken[-2].refused and "是文件夹" in taken[-1].refused


def test_the_name_of_a_file_and_of_its_parts_lead_nowhere(good, notices, tmp):
    filling, data = good
    parts = form_files.parts_of(data) | {"../../../qc-escape.txt": b"x", "/tmp/qc-escape.txt": b"x"}
    taken = taken_of(tmp, form_files.pack(parts), notices, "..=cmd|' calc'!A1 %2e%2e.txt")
    assert [form_files.taken(form) for form in taken.forms] == [form_files.printed(filling)]
    assert not Path("/tmp/qc-escape.txt").exists()
    assert sorted(hostile.snapshot(tmp)) == ["..=cmd|' calc'!A1 %2e%2e.txt"]


def test_no_socket_is_opened_and_no_file_written(good, notices, tmp):
    """The reading process itself, every opening of a socket, program or file for writing told by the interpreter."""
    _, data = good
    path = tmp / "来件.docm"
    path.write_bytes(dde(remote_template(external_picture(macros(data)))))
    code = (
        "import sys, os\n"
        "def told(event, args):\n"
        "    writes = event == 'open' and isinstance(args[1], str) and set(args[1]) & set('wax+')\n"
        "    if writes or event.startswith(('socket.', 'subprocess.', 'os.system', 'os.exec', 'os.posix_spawn')):\n"
        "        os.write(2, f'{event} {args}'.encode()); os._exit(9)\n"
        "from pyfuncs.notice import load_notice, list_notices\n"
        "from pyfuncs.document import read_document\n"
        "from pyfuncs.recognition import Recognizer\n"
        "from pathlib import Path\n"
        "reader = Recognizer([load_notice(name) for name in list_notices()])\n"
        "sys.dont_write_bytecode = True\n"
        "sys.addaudithook(told)\n"
        "forms, left = reader.read(read_document(Path(sys.argv[1])))\n"
        "print(len(forms))\n"
    )
    done = subprocess.run([sys.executable, "-B", "-c", code, str(path)], cwd=child.ROOT, capture_output=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"1", b"")


# -- the reading process -----------------------------------------------------------------------------


def several(tmp: Path, data: bytes, count: int) -> list[Path]:
    paths = [tmp / f"{number}.docx" for number in range(count)]
    for path in paths:
        path.write_bytes(data)
    return paths


def test_progress_names_every_file(good, notices, tmp):
    seen = []
    paths = several(tmp, good[1], 3)
    intake.take_files(paths, notices, lambda done, total, name: seen.append((done, total, name)))
    assert seen == [(1, 3, "0.docx"), (2, 3, "1.docx"), (3, 3, "2.docx")]


def test_stopped_it_gives_back_what_was_read(good, notices, tmp):
    seen = []
    taken = intake.take_files(several(tmp, good[1], 4), notices, lambda *at: seen.append(at), lambda: len(seen) == 2)
    assert [item.path.name for item in taken] == ["0.docx", "1.docx"]


def test_a_file_that_kills_its_reader_takes_no_other_with_it(good, notices, tmp, monkeypatch):
    """The first reading process dies at once; the next file gets another."""
    calls = []

    def command(module, *arguments):
        calls.append(module)
        return [sys.executable, "-c", "import os; os.abort()"] if len(calls) == 1 else started(module, *arguments)

    started = child.command
    monkeypatch.setattr(intake.child, "command", command)
    first, second = intake.take_files(several(tmp, good[1], 2), notices)
    assert "“0.docx”已损坏或大得不正常" in first.refused
    assert len(second.forms) == 1 and len(calls) == 2


def test_only_the_file_at_which_the_reader_died_is_refused(good, notices, tmp, monkeypatch):
    """It answers for two files and dies at the third, knowing of those after it: they are read by another."""
    calls = []

    def command(module, *arguments):
        calls.append(module)
        dies = (
            "import os, sys, pyfuncs.intake as intake, pyfuncs.document as document\n"
            "read = document.read_document\n"
            "document.read_document = lambda path, *more: os.abort() if path.stem == '2' else read(path, *more)\n"
            "sys.exit(intake.main())\n"
        )
        return [sys.executable, "-c", dies] if len(calls) == 1 else started(module, *arguments)

    started = child.command
    monkeypatch.setattr(intake.child, "command", command)
    taken = intake.take_files(several(tmp, good[1], 9), notices)
    assert [item.path.name for item in taken if item.refused] == ["2.docx"]
    assert "“2.docx”已损坏或大得不正常" in taken[2].refused
    assert [len(item.forms) for item in taken] == [1, 1, 0, 1, 1, 1, 1, 1, 1] and len(calls) == 2


@pytest.mark.parametrize(
    "answer", ['[[], "', '[[], "\n', '[[], "", []]\n', '[[["", "", "", {}, {}, {}, {}, []]], "", [], []]\n']
)
def test_an_answer_that_breaks_off_is_none(answer, good, notices, tmp, monkeypatch):
    calls = []

    def command(module, *arguments):
        calls.append(module)
        half = f"import pickle, sys; pickle.load(sys.stdin.buffer); sys.stdin.readline(); print({answer!r}, end='')"
        return [sys.executable, "-c", half] if len(calls) == 1 else started(module, *arguments)

    started = child.command
    monkeypatch.setattr(intake.child, "command", command)
    first, second = intake.take_files(several(tmp, good[1], 2), notices)
    assert "“0.docx”已损坏或大得不正常" in first.refused and len(second.forms) == 1


def test_a_file_that_stalls_its_reader_is_given_up(good, notices, tmp, monkeypatch):
    calls = []

    def command(module, *arguments):
        calls.append(module)
        asleep = "import pickle, sys, time; pickle.load(sys.stdin.buffer); time.sleep(600)"
        return [sys.executable, "-c", asleep] if len(calls) == 1 else started(module, *arguments)

    started = child.command
    monkeypatch.setattr(intake.child, "command", command)
    monkeypatch.setattr(intake, "SECONDS", 4)
    first, second = intake.take_files(several(tmp, good[1], 2), notices)
    assert "“0.docx”读了4秒还没有读完" in first.refused
    assert len(second.forms) == 1


def test_nothing_is_left_running_when_progress_raises(good, notices, tmp):
    def stop(*at):
        raise KeyboardInterrupt

    before = own_pythons()
    with pytest.raises(KeyboardInterrupt):
        intake.take_files(several(tmp, good[1], 2), notices, stop)
    assert own_pythons() <= before


def own_pythons() -> set[str]:
    """Pythons at work that this process has started: other tests may keep one for an office."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, name, state, parent, *_ = path.read_text().split()
            found |= {number} if parent == str(os.getpid()) and "python" in name and state != "Z" else set()
    return found


# -- old formats -------------------------------------------------------------------------------------


def test_doc_wps_and_rtf_are_read_whatever_they_are_called(office, good, notices, tmp):
    filling, data = good
    source = tmp / "甲.docx"
    source.write_bytes(data)
    old = office.convert(source, "doc", tmp / "旧")
    rich = office.convert(source, "rtf", tmp / "旧")
    names = [shutil.copy(old, tmp / "乙.wps"), shutil.copy(old, tmp / "丙.docx"), rich]
    broken = tmp / "丁.doc"
    broken.write_bytes(ole("WordDocument"))
    *read, last = intake.take_files([*map(Path, names), broken], notices)
    for item in read:
        assert [form_files.taken(form) for form in item.forms] == [form_files.printed(filling)], item
    assert "“丁.doc”" in last.refused or not last.forms


def test_without_libreoffice_old_files_are_named(good, notices, tmp, monkeypatch):
    monkeypatch.setattr(converter, "find_office", lambda: None)
    path = tmp / "甲.wps"
    path.write_bytes(ole("WordDocument"))
    assert "“甲.wps”是旧格式，本机没有LibreOffice" in take(path, notices).refused


def test_a_strict_document_of_another_main_part_is_read(good, notices, tmp):
    filling, data = good
    parts = form_files.parts_of(data)
    text = parts.pop(DOCUMENT).replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    relations = parts["_rels/.rels"].replace(b"word/document.xml", b"word/document2.xml")
    taken = taken_of(tmp, form_files.pack(parts | {"word/document2.xml": text, "_rels/.rels": relations}), notices)
    assert [form_files.taken(form) for form in taken.forms] == [form_files.printed(filling)]


def test_a_bomb_in_a_picture_is_never_inflated(good, notices, tmp):
    path = tmp / "来件.docx"
    path.write_bytes(good[1])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(100_000_000))
    taken = take(path, notices)
    assert len(taken.forms) == 1 and any("图片" in note for note in taken.notes)
