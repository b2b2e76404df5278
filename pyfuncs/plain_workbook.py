"""XlsxWriter's workbook in which every text is text, and one that is too long for its cell says so.

XlsxWriter takes a text that begins with <r> and ends with </r> for markup it made itself and writes it as it is: what a
clerk or a stranger typed would become part of the file, and could break it. This project writes no rich text. And it
drops the end of a text that is too long, where we say where the whole is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import IO, Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import Worksheet

from .metrics import in_cell, units

TO_ESCAPE = re.compile(r"[\x00-\x1f<>&\ufffe\uffff]|_x|^\s|\s$")
"""What XlsxWriter writes otherwise than it is: control signs, marks of XML, its own escapes, blanks at either end."""


LONGEST_LINK, MOST_LINKS = 2079, 65_530
"""What a link and the place in its file may hold, in units of UTF-16, and how many a sheet may have."""


class FileLink(NamedTuple):
    """A cell ("C5") that leads to another file, and there to a place, "" = none."""

    cell: str
    file: str
    place: str


class _PlainWorksheet(Worksheet):
    links: Iterable[FileLink] = ()
    """Those that are written in one go, instead of one by one (`write_url`)."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
        return super()._write_string(row, col, in_cell(string), cell_format)

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> Any:
        shown = in_cell(value) if isinstance(value, str) else value
        return super()._write_formula(row, col, formula, cell_format, shown)

    def _write_hyperlinks(self) -> None:
        """As XlsxWriter does, which leaves out as well what is too much for Excel: the text of such a link stays."""
        super()._write_hyperlinks()
        fitting = (link for link in self.links if max(map(units, link)) <= LONGEST_LINK)
        tags = []
        for link in itertools.islice(fitting, MOST_LINKS):
            self.rel_count += 1
            self.external_hyper_links.append(["/hyperlink", link.file, "External"])
            place = f' location="{self._escape_attributes(link.place)}"' if link.place else ""
            tags.append(f'<hyperlink ref="{link.cell}" r:id="rId{self.rel_count}"{place}/>')
        if tags:
            self._xml_start_tag("hyperlinks")
            self.fh.write("".join(tags))
            self._xml_end_tag("hyperlinks")


class PlainWorkbook(Workbook):
    """A Workbook whose texts are all escaped, and which leaves the options it is given as they are.

    XlsxWriter writes into them, so that a second workbook made from the same ones was another one.
    """

    def __init__(self, file: IO[bytes], options: Mapping[str, Any]) -> None:
        super().__init__(file, deepcopy(dict(options)))

    worksheet_class = _PlainWorksheet

    def _get_packager(self) -> Packager:
        return _PlainPackager()


class _PlainPackager(Packager):
    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if table.count:
            texts = _PlainStrings()
            texts.string_table = table
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class _PlainStrings(SharedStrings):
    def _write_sst_strings(self) -> None:
        """As XlsxWriter does; texts in which there is nothing to escape, most of them, are not looked at so often."""
        for string in self.string_table.string_array:
            if TO_ESCAPE.search(string):
                self._write_si(string)
            else:
                self.fh.write(f"<si><t>{string}</t></si>")

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string)
