"""Python reads this file at its start when its folder is on the path: what is opened outside is noted in a file.

Sockets, and every program started but this Python, go to the file that QC_WATCHED names.
"""

from __future__ import annotations

import os
import sys

NOTED = os.environ.get("QC_WATCHED", "")


def told(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook."""
    program = event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system") and str(arguments[0])
    if event.startswith("socket.") or (program and program != sys.executable):
        handle = os.open(NOTED, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, f"{event} {arguments!r}\n".encode())
        os.close(handle)


if NOTED:
    sys.addaudithook(told)
