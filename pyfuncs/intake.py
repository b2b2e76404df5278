"""Takes filled Word forms from files that others sent: each file to its forms, whatever the file is called.

All files are read in one process of its own, started anew when a file has killed or stalled it.
"""

from __future__ import annotations

import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from . import child
from .converter import documents
from .definitions import Form
from .filled import FileTaken
from .notice import Notice
from .preflight import OLE, Unreadable, magic_of

SECONDS = 60
"""A file that takes longer is given up."""
GLANCE = 0.2
MOST_MEMORY = 2 << 30
MOST_LOOKED = 1 << 26
ZIP, RTF = b"PK\x03\x04", b"{\\rtf"
OLD_WORD, LOCKED, OLD_EXCEL = ("WordDocument", "EncryptedPackage", "Workbook")
OTHERS = {
    b"%PDF": "是PDF，读不出表格，请向填表单位要Word文件",
    b"\x89PNG": "是图片，读不出文字，请向填表单位要Word文件",
    b"\xff\xd8\xff": "是图片，读不出文字，请向填表单位要Word文件",
    b"Rar!": "是压缩包，请先解压",
    b"7z\xbc\xaf": "是压缩包，请先解压",
}
Progress = Callable[[int, int, str], None]
"""Called with done, total and the name of the file at hand."""
IsStopped = Callable[[], bool]
"""True when the clerk has asked to stop: what was read until then is given back."""


def take_files(
    paths: Iterable[Path],
    notices: Sequence[Notice],
    progress: Progress | None = None,
    is_stopped: IsStopped | None = None,
) -> list[FileTaken]:
    """The forms in each of `paths`, in the same order; of forms that two notices share, the first notice's counts.

    A file that cannot be read never stops the others: it says why in `refused`. When `is_stopped` says so, the
    files read until then come back. What `progress` raises ends the work; nothing is left running.
    """
    files = [Path(path) for path in paths]
    stopped = is_stopped or (lambda: False)
    taken: list[FileTaken] = []
    with (
        tempfile.TemporaryDirectory(prefix="qc-take-", ignore_cleanup_errors=True) as folder,
        _Reader(notices) as reader,
    ):
        for path, source in zip(files, _sources(files, Path(folder), stopped), strict=False):
            if stopped():
                break
            result = source if isinstance(source, FileTaken) else reader.take(source, stopped)
            if result is None:
                break
            result.path = path
            result.refused = result.refused.replace(f"“{getattr(source, 'name', '')}”", f"“{path.name}”")
            taken.append(result)
            if progress:
                progress(len(taken), len(files), path.name)
    return taken


# -- what kind of file it is -------------------------------------------------------------------------


def _sources(files: list[Path], work: Path, stopped: IsStopped) -> list[Path | FileTaken]:
    """For each file the .docx to read, or why there is none; old formats are converted in one go."""
    found: list[Path | FileTaken] = []
    old: list[int] = []
    for number, path in enumerate(files):
        try:
            if _is_old(path):
                old.append(number)
            found.append(path)
        except Unreadable as fault:
            found.append(FileTaken(path, refused=str(fault)))
    if old and not stopped():
        made = documents([files[number] for number in old], work, stopped)
        for number, result in zip(old, made, strict=True):
            found[number] = result if isinstance(result, Path) else FileTaken(files[number], refused=result)
    return found


def _is_old(path: Path) -> bool:
    """False for a zip, to be read as it is; True for what LibreOffice converts. The bytes decide, not the name."""
    magic = magic_of(path)
    if magic.startswith(ZIP):
        return False
    if magic.startswith(RTF):
        return True
    if magic == OLE:
        return _is_old_word(path)
    says = next((says for start, says in OTHERS.items() if magic.startswith(start)), "")
    raise Unreadable(f"“{path.name}”{says}" if says else f"“{path.name}”不是Word文件，请用Word或WPS打开后另存为 .docx")


def _is_old_word(path: Path) -> bool:
    """True for .doc and .wps; raises Unreadable for what else lies in such a container."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_LOOKED)
    except OSError as fault:
        raise Unreadable(f"读不了“{path.name}”（{fault.strerror}），请把它复制到本机再试") from None
    if LOCKED.encode("utf-16-le") in data:
        raise Unreadable(f"“{path.name}”有打开密码，请在Word或WPS中去掉密码另存后再试")
    if OLD_WORD.encode("utf-16-le") in data:
        return True
    kind = "是Excel工作簿" if OLD_EXCEL.encode("utf-16-le") in data else "不是Word文件"
    raise Unreadable(f"“{path.name}”{kind}，请给出 .docx、.doc 或 .wps 文件")


# -- the reading process -----------------------------------------------------------------------------


class _Reader:
    """The parent's end: sends a path, waits for what was read, starts anew what died."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = list(notices)
        self.forms = {(notice.id, form.id): form for notice in notices for form in notice.forms.values()}
        self.process: subprocess.Popen[bytes] | None = None
        self.answers: queue.Queue[FileTaken | None] = queue.Queue()

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def take(self, path: Path, stopped: IsStopped) -> FileTaken | None:
        """One file read; None when the clerk has stopped meanwhile."""
        if self.process is None:
            self.start()
        waited = 0.0
        if self.send(str(path.resolve())):
            while waited < SECONDS:
                try:
                    answer = self.answers.get(timeout=GLANCE)
                except queue.Empty:
                    waited += GLANCE
                    if stopped():
                        return None
                    continue
                if answer is not None:
                    return answer
                break
        self.end()
        slow = waited >= SECONDS
        says = f"读了{SECONDS}秒还没有读完" if slow else "已损坏或大得不正常，读不出内容"
        return FileTaken(path, refused=f"“{path.name}”{says}，请用Word或WPS打开后另存一份再试")

    def start(self) -> None:
        self.answers = queue.Queue()
        self.process = subprocess.Popen(
            child.command("intake"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, **child.options()
        )
        assert self.process.stdout is not None
        threading.Thread(target=self.listen, args=(self.process.stdout, self.answers), daemon=True).start()
        self.send(self.notices)

    def send(self, thing: Any) -> bool:
        """False when the process is gone."""
        assert self.process is not None and self.process.stdin is not None
        try:
            pickle.dump(thing, self.process.stdin, pickle.HIGHEST_PROTOCOL)
            self.process.stdin.flush()
        except OSError:
            return False
        return True

    def listen(self, stream: IO[bytes], answers: queue.Queue[FileTaken | None]) -> None:
        """Puts every answer in the queue, and None when the process has ended."""
        try:
            while True:
                answers.put(_Unpickler(stream, self.forms).load())
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            answers.put(None)

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr]
            self.process = None


class _Pickler(pickle.Pickler):
    """Forms go by their name: the other process has them too."""

    def persistent_id(self, obj: Any) -> Any:
        return (obj.notice, obj.id) if type(obj) is Form else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: IO[bytes], forms: dict[tuple[str, str], Form]) -> None:
        super().__init__(stream)
        self.forms = forms

    def persistent_load(self, pid: Any) -> Any:
        return self.forms[pid]


def _paths(stream: IO[bytes]) -> Iterator[Path]:
    while True:
        try:
            yield Path(pickle.load(stream))
        except EOFError:
            return


def main() -> int:
    """The child's end: notices first, then paths, on standard input; a FileTaken for each on standard output."""
    child.limit_memory(MOST_MEMORY)
    from .document import read_document
    from .mould import Moulds
    from .recognition import Recognizer

    recognizer, moulds = Recognizer(pickle.load(sys.stdin.buffer)), Moulds()
    for path in _paths(sys.stdin.buffer):
        taken = FileTaken(path)
        try:
            document = read_document(path, moulds.read)
            taken.forms, taken.left = recognizer.read(document)
            taken.notes = document.notes
        except Unreadable as fault:
            taken.refused = str(fault)
        _Pickler(sys.stdout.buffer, pickle.HIGHEST_PROTOCOL).dump(taken)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
