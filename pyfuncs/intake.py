"""Takes filled Word forms from files that others sent: each file to its forms, whatever the file is called.

All files are read in one process of its own, started anew when a file has killed or stalled it.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from . import child
from .converter import documents
from .filled import FileTaken, from_line, to_line
from .notice import Notice
from .preflight import OLE, Unreadable, magic_of

SECONDS = 60
"""A file that takes longer is given up."""
GLANCE = 0.2
AHEAD = 4
"""So many files are named to the reading process at a time, so that it need not wait to be asked for the next."""
MOST_MEMORY = 2 << 30
LEFT_LYING = 20_000
"""So many objects are made before it is looked which are not needed any more: those of some files."""
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
        sources = _sources(files, Path(folder), stopped)
        read = reader.read([source for source in sources if isinstance(source, Path)], stopped)
        for path, source in zip(files, sources, strict=True):
            if stopped():
                break
            result = source if isinstance(source, FileTaken) else next(read, None)
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
    """The parent's end: names the files, waits for what was read of each, starts anew what died."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = list(notices)
        self.forms = {(notice.id, form.id): form for notice in notices for form in notice.forms.values()}
        self.process: subprocess.Popen[bytes] | None = None
        self.answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def read(self, paths: Sequence[Path], stopped: IsStopped) -> Iterator[FileTaken]:
        """Each file in turn; ends early when the clerk has stopped meanwhile."""
        named = 0
        for number, path in enumerate(paths):
            if self.process is None:
                self.start()
                named = number
            following = paths[named : number + AHEAD]
            named += len(following)
            self.send(b"".join(json.dumps(os.path.abspath(name)).encode("ascii") + b"\n" for name in following))
            waited, answer = 0.0, None
            while answer is None and waited < SECONDS:
                try:
                    answer = self.answers.get(timeout=GLANCE)
                except queue.Empty:
                    waited += GLANCE
                    if stopped():
                        return
            taken = self.understood(answer, path) if answer else None
            if taken is None:
                self.end()
                says = f"读了{SECONDS}秒还没有读完" if answer is None else "已损坏或大得不正常，读不出内容"
                taken = FileTaken(path, refused=f"“{path.name}”{says}，请用Word或WPS打开后另存一份再试")
            yield taken

    def understood(self, answer: bytes, path: Path) -> FileTaken | None:
        """None for what no process of ours says unless it has gone astray."""
        try:
            return from_line(answer, path, self.forms)
        except (ValueError, KeyError, TypeError):
            return None

    def start(self) -> None:
        self.answers = queue.SimpleQueue()
        self.process = subprocess.Popen(
            child.command("intake"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, **child.options()
        )
        assert self.process.stdout is not None
        threading.Thread(target=self.listen, args=(self.process.stdout, self.answers), daemon=True).start()
        self.send(pickle.dumps(self.notices, pickle.HIGHEST_PROTOCOL))

    def send(self, data: bytes) -> None:
        """A process that is gone is told by what it answers: nothing."""
        assert self.process is not None and self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def listen(self, stream: IO[bytes], answers: queue.SimpleQueue[bytes]) -> None:
        """Puts every answer in the queue, and an empty one when the process has ended."""
        with suppress(OSError, ValueError):
            for line in stream:
                if line.endswith(b"\n"):
                    answers.put(line)
        answers.put(b"")

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for stream in (self.process.stdin, self.process.stdout):
                with suppress(OSError):
                    stream.close()  # type: ignore[union-attr]
            self.process = None


def main() -> int:
    """The child's end: the notices, then a path a line on standard input; a FileTaken for each on standard output."""
    child.limit_memory(MOST_MEMORY)
    from .document import read_document
    from .mould import Moulds
    from .recognition import Recognizer

    recognizer, moulds = Recognizer(pickle.load(sys.stdin.buffer)), Moulds()
    gc.freeze()  # the definitions stay as long as the process: they need not be looked through again and again
    gc.set_threshold(LEFT_LYING)
    for line in sys.stdin.buffer:
        path = Path(json.loads(line))
        taken = FileTaken(path)
        try:
            document = read_document(path, moulds.read)
            taken.forms, taken.left = recognizer.read(document)
            taken.notes = document.notes
        except Unreadable as fault:
            taken.refused = str(fault)
        sys.stdout.buffer.write(to_line(taken))
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
