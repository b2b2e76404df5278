"""The command line: `python3 -m pyfuncs VERB`. Sets the machine up when asked, then calls the verb."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from pathlib import Path
from typing import Any

from . import environment
from .system import say, write_names_in_utf8

COULD_NOT_RUN = 2
STOPPED = 130
FEW_LOOKS = 50_000
"""Objects made before Python looks for those that nothing holds any more: by itself it looks after 700."""
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
"""The disk is full, a file may not be so large, the user's share of the disk is used up."""


def complain(text: str) -> None:
    """One sentence on standard error."""
    say(text if text.endswith(("。", "？")) else text + "。")


def main(argv: list[str]) -> int:
    """Runs one verb; returns the exit status: 0 no 错误, 1 错误 found, 2 could not run."""
    write_names_in_utf8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign the terminal lacks is no fault
    status = environment.prepare(argv)
    if status == COULD_NOT_RUN and argv[:1] == ["press"]:
        from . import press_file

        press_file.refuse(argv, press_file.NOT_INSTALLED)
    if status is not None:
        return status
    return _press(argv) if argv[:1] == ["press"] else _obey(argv)


def _press(argv: list[str]) -> int:
    """A press is short: little of what it loads and makes is worth looking for among it, and nothing at the end."""
    usual = gc.get_threshold()
    gc.set_threshold(FEW_LOOKS)
    try:
        return _obey(argv)
    finally:
        gc.freeze()
        gc.set_threshold(*usual)


def _obey(argv: list[str]) -> int:
    options = _read(argv)
    try:
        return _run(options)
    except KeyboardInterrupt:
        complain("已停止，没有留下写了一半的文件")
        return STOPPED
    except OSError as fault:
        complain(os_sentence(fault))
        return COULD_NOT_RUN
    except Exception as fault:
        complain(str(fault) if _is_spoken(fault) else _unexpected())
        return COULD_NOT_RUN


def _read(argv: list[str]) -> Any:
    """The verb and its options. A clerk waits for a press: argparse is loaded only where it is needed."""
    if argv[:1] == ["press"]:
        from . import press_file

        if options := press_file.read_options(argv[1:]):
            options.verb = argv[0]
            return options
    from .command_line import parser

    return parser().parse_args(argv)


def _run(options: Any) -> int:
    if options.verb == "press":
        from . import press_file

        return press_file.run(options)
    if options.verb in environment.OWN_SETUP:
        return _set_up(options)
    if options.verb == "store" or (options.verb == "merge" and options.store):
        from . import storing

        return storing.run(options)
    if options.verb == "merge":
        from . import merging

        return merging.run(options)
    if options.verb == "judge":
        from . import sitting

        return sitting.run(options)
    if options.verb in ("promote", "honours"):
        from . import commend, handing_on

        return handing_on.promote_book(options) if options.verb == "promote" else commend.honours(options)
    from . import commands, demo, drop, traffic
    from .take import take

    if options.verb == "demo":
        return demo.demo(Path(options.out) if options.out else None)
    if options.verb == "drop":
        return drop.drop(drop.dropped(options.books), lambda book: main(["check", "--", book]))
    verbs = {"quota": commands.show_quota, "stats": commands.show_stats, "fees": commands.show_fees}
    verbs |= {"materials": commands.show_materials, "print": commands.print_book}
    verbs |= {"check": commands.check, "forms": commands.forms, "take": take}
    verbs |= {"new": traffic.new_all if options.verb == "new" and options.all else commands.new}
    verbs |= {"returns": traffic.send_back, "pack": traffic.hand_in}
    verbs |= {"rules": commands.show_rules, "build": commands.build}
    return verbs[options.verb](options)


def _set_up(options: Any) -> int:
    """Nothing but the standard library is imported: the packages may not be there yet."""
    if options.verb == "install":
        from . import install

        return install.install(options.wheels, options.shortcut, options.store)
    if options.verb == "bench":
        from . import benchmarks

        return benchmarks.run(options)
    from . import wheels

    wheels.fetch(options.folder, options.platform, options.python, options.store)
    return 0


def _is_spoken(fault: Exception) -> bool:
    """True for our own exceptions: their message is the sentence."""
    return type(fault).__module__.startswith("pyfuncs")


def _unexpected() -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="QC申报汇总-", suffix=".log", delete=False) as log:
        log.write(traceback.format_exc())
    return f"程序遇到意外而停止，没有留下写了一半的文件，请把 {log.name} 发给维护者"


def os_sentence(fault: OSError) -> str:
    """A fault of the file system as one Chinese sentence."""
    name = _name_in(fault)
    if fault.errno in NO_ROOM:
        return "磁盘满了，没有写成，请腾出空间再试"
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"写不了“{name}”：没有权限，或它正在别的程序中打开，请关闭它或换一个文件夹再试"
    if fault.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return f"“{name}”的位置上已有别的文件或文件夹，请换一个名字再试"
    if fault.errno == errno.ENAMETOOLONG:
        return f"文件名或路径太长（{name[:20]}…），请换短一些的文件夹再试"
    if fault.errno == errno.ENOENT:
        return f"找不到“{name}”，请核对文件名和所在文件夹"
    return f"读写“{name}”时出错（{fault.strerror or fault}），请检查磁盘和文件夹再试"


def _name_in(fault: OSError) -> str:
    """The file at fault as the user knows it: the one aimed at, not the temporary that stands for it."""
    path = fault.filename2 or fault.filename
    if not isinstance(path, (str, bytes)) or not path:
        return "文件"
    from .files import TEMPORARY

    name = Path(os.fsdecode(path))
    return name.parent.name if name.name.endswith(TEMPORARY) else name.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
