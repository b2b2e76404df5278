"""表彰: name proofing, 光荣册, 证书 and 公示 from the confirmed list, for the ribbon and for the command line.

Whatever is made goes into a new folder beside the workbook, which appears whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from . import tabs, terminal
from .certificates import certificates as all_certificates
from .changes import INFO, WARNING, Changes, Log, Open, Say
from .check import check_losses
from .closed import read_book
from .desk import Desk, warned
from .files import publish, staging, sweep, write_new
from .folders import HONOURS, new_folder_name
from .honours import load_honours
from .proof import of_entries, of_winners, proof_book
from .publicity import list_book
from .publicity import publicity as public_letter
from .records import Reading
from .roll import roll as roll_book
from .winners import NotConfirmed, read_winners, renamed, renamed_sentence, twice_numbered, winners_ledger

PROOF, ROLL, CERTIFICATES, PUBLIC, LIST = "名称校对表", "光荣册", "证书", "公示", "获奖名单"
KINDS = (PROOF, ROLL, CERTIFICATES, PUBLIC)
SHOWN = 5
Step = Callable[[int, int, str], object]


# -- what is made --------------------------------------------------------------------------------------


def made(reading: Reading, kinds: Sequence[str], step: Step) -> tuple[dict[str, bytes], list[str]]:
    """The files asked for by name, and what has to be said of them.

    Raises NotConfirmed before 确认 (but for the proofing list), DefinitionError, TemplateError.
    """
    notice, season = reading.notice, reading.season
    honours = load_honours(notice)
    if list(kinds) == [PROOF] and not season.ledgers.get(winners_ledger(notice).name):
        return {f"{PROOF}.xlsx": proof_book(of_entries(season, notice, honours), [], notice, False)}, []
    winners = read_winners(season, notice, honours)
    twice = twice_numbered(winners)
    if twice and kinds != [PROOF]:
        raise NotConfirmed(twice)
    changed = list(renamed(winners, season, notice))
    files: dict[str, bytes] = {}
    if PROOF in kinds:
        files[f"{PROOF}.xlsx"] = proof_book(of_winners(winners, notice), changed, notice, True)
    if ROLL in kinds:
        files[f"{ROLL}.docx"] = roll_book(winners, honours, notice)
    if CERTIFICATES in kinds:
        files[f"{CERTIFICATES}.docx"] = all_certificates(winners, honours, notice, step)
    if PUBLIC in kinds:
        files[f"{PUBLIC}.docx"] = public_letter(winners, honours, notice)
    if PUBLIC in kinds or CERTIFICATES in kinds:
        files[f"{LIST}.xlsx"] = list_book(winners, honours, notice)
    says = [renamed_sentence(item) for item in changed[:SHOWN]]
    if len(changed) > SHOWN:
        says.append(f"另有{len(changed) - SHOWN}处，见“{PROOF}”。")
    return files, says


def _put_out(files: dict[str, bytes], out: Path) -> None:
    """Raises NotConfirmed where a file of the name is there already: it may have been worked on by hand."""
    there = next((name for name in files if (out / name).exists()), "")
    if there:
        raise NotConfirmed(f"“{out.name}”里已经有“{there}”，没有改动它，请换一个文件夹")
    with staging(out) as work:
        for name, data in files.items():
            write_new(work / name, data)
        publish(work, out)


# -- buttons -------------------------------------------------------------------------------------------


def proof(desk: Desk) -> Changes:
    """名称校对: every name that will be printed, with look-alikes side by side."""
    return _make(desk, PROOF)


def roll(desk: Desk) -> Changes:
    """光荣册: the roll of honour as a Word document."""
    return _make(desk, ROLL)


def certificates(desk: Desk) -> Changes:
    """证书: a page for each winner, and the list with their numbers."""
    return _make(desk, CERTIFICATES)


def publicity(desk: Desk) -> Changes:
    """公示: the text with its list, as a Word document and a spreadsheet."""
    return _make(desk, PUBLIC)


@warned(NotConfirmed)
def _make(desk: Desk, kind: str) -> Changes:
    if desk.path is None:
        return Changes([tabs.unsaved(kind)], undoable=False)
    files, says = made(desk.reading, [kind], desk.step)
    sweep(desk.path.parent)
    out = new_folder_name(desk.path, HONOURS, dt.datetime.now())
    _put_out(files, out)
    names = "、".join(f"“{name}”" for name in files)
    text = "\n".join([f"已生成{names}，放在“{out.name}”文件夹。", *says])
    log = Log(kind, f"{len(files)}个", out.name)
    return Changes([Say(WARNING if says else INFO, text), log, Open(str(out))], undoable=False)


# -- verb ---------------------------------------------------------------------------------------------


def honours(options: Namespace) -> int:
    """表彰: 名称校对表, 光荣册, 证书 and 公示 into a folder; with --only one of them."""
    reading = read_book(Path(options.book))
    for finding in check_losses(reading):
        terminal.say(finding.message)
    kinds = [options.only] if options.only else list(KINDS)
    if options.only and options.only not in KINDS:
        raise NotConfirmed(f"没有“{options.only}”，--only 后面应为{'、'.join(KINDS)}之一")
    with terminal.progress("表彰") as step:
        files, says = made(reading, kinds, step)
        _put_out(files, Path(options.out))
    for line in says:
        terminal.say(line)
    terminal.say(f"已生成{'、'.join(files)}，在 {options.out}")
    return 0
