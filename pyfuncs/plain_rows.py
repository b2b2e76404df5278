"""The rows of a sheet that are written as everyone writes them, passed over quickly: told by their shapes.

The shape of a row is its text without the digits. A ledger of a hundred thousand rows has a few dozen shapes; when
each of them is a whole row of plain cells, so is every row. What else a sheet's text holds is left to be looked at
closely, piece by piece; `tests/test_plain_rows.py` holds the two ways against each other.
"""

from __future__ import annotations

import re

from .shapes import field, shape

BEGIN, END = b"<row ", b"</row>"
DIGITS = b"0123456789"
MOST_SHAPES = 10_000
"""How many are remembered: more are the rows of a sheet that holds its texts itself."""
CONTROL = rb"\x00-\x08\x0b\x0c\x0e-\x1f"
SIGNS = rb"[^<>&" + CONTROL + rb"]*+"
TEXT = SIGNS + rb"(?:&(?:amp|lt|gt|quot|apos);" + SIGNS + rb")*+"
HELD = rb'="[^"<&' + CONTROL + rb']*+"'
ROW_WORDS = rb"r|spans|s|customFormat|ht|customHeight|hidden|outlineLevel|collapsed|thickTop|thickBot|xac:dyDescent"
OPENING = rb"\s*+<row(?: (?:" + ROW_WORDS + rb")" + HELD + rb")*+ ?"
FORMULA = rb"<f(?: (?:t|ref|si|ca)" + HELD + rb")*+(?:/>|>" + TEXT + rb"</f>)"
VALUE = rb"(?:" + FORMULA + rb")?<v>" + TEXT + rb"</v>"
INLINE = rb'<is><t(?: xml:space="preserve")?>' + TEXT + rb"</t></is>"
CELL = (
    rb'<c r="[A-Z]{1,3}"(?: s="")?(?: t="(?:s|n|b|str|inlineStr)")?(?: ?/>|>(?:' + VALUE + rb"|" + INLINE + rb")?</c>)"
)
SHAPE = re.compile(rb"((?:" + OPENING + rb"/>)*+" + OPENING + rb")>(?:" + CELL + rb")*+")
"""A row up to its end, which empty rows may stand before; neither errors nor anything but cells is in it."""
COLUMN = re.compile(rb'<c r="([A-Z]+)"')
IN_FORMULA, IN_VALUE, IN_TEXT = b"<f", b"</v>", b"</is>"


@shape()
class PlainRows:
    """What is told of the plain rows of one sheet so far.

    columns       letters of their cells
    ends          what ends a cell of theirs that is filled
    has_formulas  whether there is one among them
    rest          the beginning of a row whose end has not come yet: it stands before the next piece
    """

    columns: set[bytes] = field(default_factory=set)
    ends: set[bytes] = field(default_factory=set)
    has_formulas: bool = False
    rest: bytes = b""
    _known: set[bytes] = field(default_factory=set)

    def divide(self, piece: bytes) -> tuple[bytes, bytes, bytes]:
        """(text to be looked at closely, the plain rows behind it, empty rows that begin as these do).

        Where the rows are not all plain the whole text is to be looked at closely, and there are no plain rows. A
        sheet with the empty rows in place of the plain ones is well-formed where it was so with these.
        """
        text, self.rest = self.rest + piece, b""
        begin, last = text.find(BEGIN), text.rfind(END)
        if not 0 <= begin < last:
            return text, b"", b""
        end = last + len(END)
        rows = text[begin:end]
        new = {*rows.translate(None, DIGITS).split(END)[:-1]} - self._known
        found = [SHAPE.fullmatch(shape) for shape in new] if _is_text(new) else [None]
        if not all(found):
            return text, b"", b""
        self._keep(new)
        self.rest = text[end:]
        openings = {shape[1] for shape in found if shape}
        return text[:begin], rows, b"".join(opening + b"/>" for opening in sorted(openings)) or b"<row/>"

    def _keep(self, new: set[bytes]) -> None:
        if len(self._known) > MOST_SHAPES:
            self._known.clear()
        self._known |= new
        together = b"".join(new)
        self.columns.update(COLUMN.findall(together))
        self.ends.update(end for end in (IN_VALUE, IN_TEXT) if end in together)
        self.has_formulas = self.has_formulas or IN_FORMULA in together


def _is_text(shapes: set[bytes]) -> bool:
    try:
        b"".join(shapes).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
