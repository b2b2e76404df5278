"""A process of one's own: it finds the program, hears nothing of its complaints, and holds no more than it may."""

import subprocess
import sys

from pyfuncs import child


def test_memory_is_bounded_where_the_system_can():
    """A reader that wants more than its share fails by itself."""
    code = "from pyfuncs import child; child.limit_memory(1 << 30); bytearray(8 << 30)"
    done = subprocess.run([sys.executable, "-c", code], cwd=child.ROOT, capture_output=True)
    assert b"MemoryError" in done.stderr or sys.platform != "linux"


def test_a_module_of_the_program_starts_from_any_folder(tmp, capfd):
    done = subprocess.run(child.command("intake"), stdin=subprocess.DEVNULL, cwd=tmp, **child.options())
    assert done.returncode == 1
    assert capfd.readouterr() == ("", "")


def test_what_lies_in_the_folder_of_the_moment_is_not_taken_for_the_program(tmp):
    """A clerk may stand in a folder in which a stranger's zip file was unpacked."""
    for name in ("pyfuncs/__init__.py", "pyfuncs/intake.py", "json.py", "zipfile.py"):
        (tmp / name).parent.mkdir(exist_ok=True)
        (tmp / name).write_text("raise SystemExit(77)", "utf-8")
    done = subprocess.run(child.command("intake"), stdin=subprocess.DEVNULL, cwd=tmp, **child.options())
    assert done.returncode == 1


def test_room_is_bounded_for_a_while_only():
    """What asks for more inside it fails; afterwards as much may be had as before."""
    code = (
        "from pyfuncs import child\n"
        "try:\n"
        "    with child.room(100 << 20):\n"
        "        bytearray(500 << 20)\n"
        "        print('no limit here')\n"
        "except MemoryError:\n"
        "    bytearray(500 << 20)\n"
        "    print('refused, then granted')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=child.ROOT, capture_output=True, encoding="utf-8")
    assert done.stdout == ("refused, then granted\n" if sys.platform == "linux" else "no limit here\n")
