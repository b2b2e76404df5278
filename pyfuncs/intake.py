"""Takes filled Word forms from files that others sent: each file to its forms, whatever the file is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .document import read_document
from .filled import FileTaken
from .notice import Notice
from .preflight import Unreadable
from .recognition import Recognizer

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

    A file that cannot be read never stops the others: it says why in `refused`.
    """
    paths, taken = [Path(path) for path in paths], []
    recognizer = Recognizer(notices)
    for done, path in enumerate(paths):
        if is_stopped and is_stopped():
            break
        taken.append(_take(path, recognizer))
        if progress:
            progress(done + 1, len(paths), path.name)
    return taken


def _take(path: Path, recognizer: Recognizer) -> FileTaken:
    try:
        document = read_document(path)
    except Unreadable as fault:
        return FileTaken(path, refused=str(fault))
    forms, left = recognizer.read(document)
    return FileTaken(path, forms, notes=document.notes, left=left)
