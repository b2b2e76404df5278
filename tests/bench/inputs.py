"""What the jobs work on: seasons, workbooks and templates of any size, made of the sample's rows under new names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from unit_books import book_bytes

from pyfuncs import word
from pyfuncs.fill import Filling
from pyfuncs.notice import HOME, Notice, load_notice
from pyfuncs.records import typed_record
from pyfuncs.rules import Record, Season
from pyfuncs.samples import STATISTICS, Row, Tables, sample_tables

SAMPLE, NOTICE = "2018太原", "2018"
GROUPS, MEMBERS = "小组", "小组成员"
FORM = "附件3.2"
PER_ENTERPRISE = 4
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "安邦昌东方光海江静康兰明宁平清荣山天文祥"


def notice() -> Notice:
    return load_notice(NOTICE)


def person(number: int) -> str:
    """One of 160,000 names."""
    number, surname = divmod(number, len(SURNAMES))
    second, first = divmod(number, len(GIVEN))
    return SURNAMES[surname] + GIVEN[first] + GIVEN[second % len(GIVEN)]


def tables(groups: int, members: int = 12, first: int = 0) -> Tables:
    """Groups of the sample under names of their own, each with `members` people; the first has number `first`."""
    sample = sample_tables(SAMPLE)
    made: Tables = {HOME: sample[HOME], STATISTICS: sample[STATISTICS], GROUPS: [], MEMBERS: []}
    for number in range(first, first + groups):
        group = dict(sample[GROUPS][number % len(sample[GROUPS])])
        mates = sample[MEMBERS]
        enterprise = number // PER_ENTERPRISE
        group["企业名称"] = f"第{enterprise}{sample[GROUPS][enterprise % len(sample[GROUPS])]['企业名称']}"
        group["小组名称"] = f"{number}{group['小组名称']}"
        group["课题名称"] = f"{group['课题名称']}（{number}）"
        group["登记注册号"] = f"QC-{number}"
        group["人数"], group["组长姓名"] = str(members + 1), person(number * (members + 1))
        group["发表人"] = group["组长姓名"]
        made[GROUPS].append(group)
        for other in range(1, members + 1):
            mate = dict(mates[(number + other) % len(mates)])
            mate |= {"企业名称": group["企业名称"], "小组名称": group["小组名称"]}
            made[MEMBERS].append(mate | {"姓名": person(number * (members + 1) + other)})
    return made


def season(notice: Notice, tables: Tables) -> Season:
    """The tables as records, as if read from a workbook."""
    made = Season()
    for ledger in notice.ledgers.values():
        rows = [_record(notice, ledger.name, row, number) for number, row in enumerate(tables.get(ledger.name, []), 5)]
        if ledger.single:
            made.single[ledger.name] = rows[0]
        else:
            made.ledgers[ledger.name] = rows
    for form in notice.forms.values():
        if form.mode == "单份":
            made.single[form.tab] = _record(notice, form.tab, tables[STATISTICS][0], 0)
    return made


def _record(notice: Notice, scope: str, row: Row, number: int) -> Record:
    record = typed_record(notice.fields_of(scope), {name: text or None for name, text in row.items()}, scope, number)
    record.columns = {name: column for column, name in enumerate(row, start=1)}
    return record


def workbook(path: Path, notice: Notice, tables: Tables) -> Path:
    """A workbook with our headings that holds the tables."""
    home = tables[HOME][0]
    path.write_bytes(book_bytes(notice, tables, home))
    return path


# -- Word templates for the peers, out of our own -----------------------------------------------------------


def fillings(groups: int, members: int = 13) -> tuple[word.Template, list[Filling]]:
    """The registration form with its member table, and what fills it for each group."""
    own = notice()
    held = season(own, tables(groups, members))
    form = own.forms[FORM]
    return word.load_template(form, own), [Filling(own, form, held, record) for record in held.ledgers[form.ledger]]


def placed(template: word.Template) -> Iterator[tuple[str, word.Slot | word.Rows]]:
    """What a template fills, with the name a peer's template calls it by: s0, s1 …; rows are named by their first."""
    pieces = [piece for piece in template.pieces if isinstance(piece, word.Slot | word.Rows)]
    return ((f"s{number}", piece) for number, piece in enumerate(pieces))


def texts(template: word.Template, filling: Filling) -> dict[str, Any]:
    """The text of every blank by its name, and for a repeated row the list of its records' texts."""
    found: dict[str, Any] = {}
    for name, piece in placed(template):
        if isinstance(piece, word.Slot):
            found[name] = filling.sum(piece.part, piece.blank) if piece.blank.sum else filling.text(piece.blank)
        else:
            found[name] = [
                {f"{name}x{at}": text for at, text in enumerate(_member(piece, records, number, filling))}
                for number, records in enumerate(filling.sheet_rows(piece.listing.part, piece.listing.row, piece.least))
            ]
    return found


def _member(rows: word.Rows, records: Sequence[Record | None], number: int, filling: Filling) -> Iterator[str]:
    row = rows.listing.row
    for slot in rows.slots:
        record = records[slot.across]
        at = number * row.across + slot.across + 1
        yield slot.blank.default if record is None else filling.text(slot.blank, record, row.ledger, at)


def peer_template(
    template: word.Template, blank: Callable[[str], str], rows: Callable[[str, str, list[str]], str]
) -> bytes:
    """Our template with every blank written as a peer wants it.

    blank  the text that stands for the blank of a name
    rows   given the name of a repeated row, its XML and the names of its blanks: what stands in its place
    """
    names = iter(placed(template))
    body = []
    for piece in template.pieces:
        if isinstance(piece, bytes):
            body.append(piece.decode())
        elif isinstance(piece, word.Slot):
            body.append(blank(next(names)[0]))
        elif isinstance(piece, word.Rows):
            name = next(names)[0]
            within = [f"{name}x{at}" for at in range(len(piece.slots))]
            between = zip(piece.constant, [*map(blank, within), ""], strict=True)
            body.append(rows(name, "".join(constant.decode() + text for constant, text in between), within))
    head, section, tail = (edge.decode() for edge in (template.head, template.section, template.tail))
    return template.packed(head + "".join(body) + section + tail)
