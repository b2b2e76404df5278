"""PDF of Word files: by LibreOffice for real, by Word as its interface is; stopped, nothing is left running."""

import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import docx
import pytest

from pyfuncs import converter


def word_file(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = docx.Document()
    document.add_paragraph(words)
    document.save(str(path))
    return path


@pytest.fixture
def files(tmp):
    return [word_file(tmp / f"第{n}家 公司&甲" / "附件 申报表.docx", f"第{n}份") for n in (1, 2)]


def targets(files, tmp):
    return [tmp / "PDF" / file.parent.name / "申报表.pdf" for file in files]


def office_only(monkeypatch):
    monkeypatch.setattr(converter, "has_word", lambda: False)
    return converter.find_converter()


def test_libreoffice_converts_files_of_one_name_in_two_folders(files, tmp, office, monkeypatch):
    seen = []
    made = targets(files, tmp)
    converter.convert(files, made, office_only(monkeypatch), seen.append)
    assert [office.page_texts(path)[0].strip() for path in made] == ["第1份", "第2份"]
    assert seen[0] == 0 and seen[-1] == 2 and seen == sorted(seen)


def alive(group: int) -> list[str]:
    """Processes of a group that are more than an entry waiting to be reaped."""
    stats = [path.read_text("utf-8", "replace") for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    fields = [text.rpartition(")")[2].split() for text in stats]
    return [" ".join(field[:3]) for field in fields if field[2] == str(group) and field[0] not in "ZX"]


class Enough(Exception):
    pass


def test_when_stopped_nothing_goes_on(files, tmp, office, monkeypatch):
    started = []
    popen = subprocess.Popen

    def start(*args, **options):
        started.append(popen(*args, **options))
        return started[-1]

    def stop(made):
        raise Enough

    monkeypatch.setattr(converter.subprocess, "Popen", start)
    with pytest.raises(Enough):
        converter.convert(files, targets(files, tmp), office_only(monkeypatch), stop)
    [process] = started
    assert process.wait(5) is not None and alive(process.pid) == []
    assert not (tmp / "PDF").exists()


def test_a_file_that_is_no_document_is_named(files, tmp, monkeypatch):
    def nothing(files, out, tick):
        tick(len(files))

    with pytest.raises(converter.PdfError, match=r"没有把“附件 申报表[.]docx”做成PDF"):
        converter.convert(files, targets(files, tmp), converter.Converter("LibreOffice", nothing), lambda made: None)


def test_libreoffice_that_does_nothing_is_given_up(files, tmp, monkeypatch):
    lazy = tmp / "lazy"
    lazy.write_text("#!/bin/sh\nsleep 60\n")
    lazy.chmod(0o755)
    monkeypatch.setattr(converter, "has_word", lambda: False)
    monkeypatch.setattr(converter, "find_office", lambda: lazy)
    monkeypatch.setattr(converter, "PATIENCE", 0.3)
    with pytest.raises(converter.PdfError, match="没有动静"):
        converter.convert(files, targets(files, tmp), converter.find_converter(), lambda made: None)


def test_without_either_there_is_none(monkeypatch):
    monkeypatch.setattr(converter, "has_word", lambda: False)
    monkeypatch.setattr(converter, "find_office", lambda: None)
    assert converter.find_converter() is None


# -- Word --------------------------------------------------------------------------------------------


class FakeWord:
    """Word's interface, as far as it is used: writes a PDF for a document."""

    def __init__(self):
        self.opened, self.closed, self.quit = [], 0, False
        self.Documents = self

    def Open(self, path, ReadOnly, AddToRecentFiles):
        assert ReadOnly and not AddToRecentFiles
        self.opened.append(path)
        return self

    def ExportAsFixedFormat(self, path, kind):
        assert kind == 17
        Path(path).write_bytes(b"%PDF-1.7 " + Path(self.opened[-1]).name.encode())

    def Close(self, saving):
        assert saving == 0
        self.closed += 1

    def Quit(self, saving):
        self.quit = True


@pytest.fixture
def word(monkeypatch):
    fake = FakeWord()
    client: Any = types.ModuleType("win32com.client")
    client.DispatchEx = lambda name: fake if name == "Word.Application" else None
    package: Any = types.ModuleType("win32com")
    package.__spec__ = types.SimpleNamespace(name="win32com")
    monkeypatch.setitem(sys.modules, "win32com", package)
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    registry: Any = types.ModuleType("winreg")
    registry.HKEY_CLASSES_ROOT = 0
    registry.OpenKey = lambda root, name: types.SimpleNamespace(Close=lambda: None)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    return fake


def test_word_comes_first_and_is_quit(files, tmp, word):
    program = converter.find_converter()
    assert program.name == "Word"
    seen, made = [], targets(files, tmp)
    converter.convert(files, made, program, seen.append)
    assert [path.read_bytes()[:4] for path in made] == [b"%PDF"] * 2
    assert (seen, word.closed, word.quit) == ([0, 1, 2], 2, True)


def test_word_is_quit_when_stopped(files, tmp, word):
    def stop(made):
        if made:
            raise Enough

    with pytest.raises(Enough):
        converter.convert(files, targets(files, tmp), converter.find_converter(), stop)
    assert (len(word.opened), word.closed, word.quit) == (1, 1, True)


def test_without_word_in_the_registry_there_is_no_word(word, monkeypatch):
    def missing(root, name):
        raise FileNotFoundError(name)

    monkeypatch.setattr(sys.modules["winreg"], "OpenKey", missing)
    assert not converter.has_word()
