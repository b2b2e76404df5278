"""Typed values: what a clerk writes in a cell, read as a date, number, phone or text.

Text stays as typed. Only dates, numbers, phones, post codes and e-mail addresses are brought to one
form; `Reading.changed` says so whenever the written form differs from the one understood.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import unicodedata
from typing import Any, NamedTuple

Raw = Any
"""What a spreadsheet reader gives: str, float, int, bool, date, datetime or None."""

DIGITS_EXCEL_KEEPS = 15
LONGEST_NUMBER = 40
KEPT, LONGEST_KEPT = 1 << 16, 100
"""How many short texts are remembered with what they were understood as: names and numbers come again and again."""
MOST_NUMBER = 10**DIGITS_EXCEL_KEEPS
FIRST_YEAR = 1900
DASHES = str.maketrans(dict.fromkeys("—–―‐‑", "-"))
DATE_WORDS = re.compile(
    r"(\d{4})\s*[年./。、\-\s]\s*(\d{1,2})\s*[月./。、\-\s]\s*(\d{1,2})\s*[日号]?(?: 0?0:00(?::00)?)?", re.ASCII
)
DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
MOBILE_FORM = r"(?:(?:\+|00)86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}"
LANDLINE_FORM = r"(?:\(?0\d{2,3}\)?[- ]?)?[2-9]\d{6,7}(?:(?:-|\s?转\s?)\d{1,6})?|[48]00[- ]?\d{3}[- ]?\d{4}"
PHONE_FORM = f"(?:{MOBILE_FORM}|{LANDLINE_FORM})"
MOBILE = re.compile(MOBILE_FORM, re.ASCII)
PHONES = re.compile(rf"{PHONE_FORM}(?:(?:\s*[、,;/]\s*|\s+){PHONE_FORM})*", re.ASCII)
LOST_ZERO = re.compile(r"(?!1[3-9])[1-9]\d{8,10}")
"""A landline with its area code that a spreadsheet turned into a number."""
POSTCODE = re.compile(r"\d{6}", re.ASCII)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
WORD = re.compile(
    r"[^\s\u2010-\u205e\u2460-\u24ff\u25a0-\u27bf\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+"
    r"|\S"
)
LIST_MARK = re.compile(r"[、，,；;/\n]+")
SPACED_NAME = re.compile(r"(?<!\S)(\S)[^\S\n]+(\S)(?!\S)")

FIRST_DAY = dt.date(1899, 12, 30)
"""The day that a sheet's serial numbers count from."""


def serial(day: dt.date) -> float:
    """The number by which a sheet keeps a day (whole) or a day with its time (days and their fraction)."""
    if isinstance(day, dt.datetime):
        return (day - dt.datetime.combine(FIRST_DAY, dt.time())) / dt.timedelta(days=1)
    return (day - FIRST_DAY).days


class Reading(NamedTuple):
    """One cell as understood.

    value   the typed value; None for an empty cell or one that could not be understood
    fault   what is allowed instead (Chinese, no full stop); "" when the cell is right
    changed the form in which it was understood, where that differs from what is written; else ""
    """

    value: Any = None
    fault: str = ""
    changed: str = ""


EMPTY = Reading()


def text_of(raw: Raw) -> str:
    """The cell as text, exactly as typed: no trimming, whole numbers without '.0', dates as 2018-06-10."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e21:
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    return str(raw)


def plain(text: str) -> str:
    """Full-width digits, letters and signs as ASCII, outer blanks removed (NFKC): never for names."""
    return unicodedata.normalize("NFKC", text).strip()


def match_key(text: str) -> str:
    """The key by which names are compared: width, case, blanks and invisible signs do not count."""
    return KEYS[text]


def _match_key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isprintable():  # nothing invisible and no blank but the plain one
        seen = folded.replace(" ", "")
    else:
        seen = "".join(ch for ch in folded if not ch.isspace() and unicodedata.category(ch) not in ("Cf", "Cc"))
    return unicodedata.normalize("NFKC", seen)


class _Keys(dict[Any, str]):
    """Keys by typed value, made when first asked for; forgotten all at once when there are too many."""

    def __missing__(self, value: Any) -> str:
        text = value if type(value) is str else show(value)
        key = _match_key(text)
        if len(text) <= LONGEST_KEPT:
            if len(self) >= KEPT:
                self.clear()
            self[value] = key
        return key


KEYS = _Keys()
"""`match_key` by typed value (as it is shown; "" of None), for where it is asked a million times."""


def word_count(text: str) -> int:
    """字数 as Word and WPS count it: each Chinese character or sign 1, each run of others up to a blank 1."""
    return len(WORD.findall(text))


def split_names(text: str) -> list[str]:
    """The names in a cell such as '张三、李四', in order, outer blanks removed.

    Blanks part names only where no other mark does, and never the two characters of '张　三'.
    """
    pieces = LIST_MARK.split(text.strip())
    if len(pieces) == 1:
        pieces = SPACED_NAME.sub(r"\1\2", text).split()
    return [name for piece in pieces if (name := piece.strip())]


def read_text(raw: Raw) -> Reading:
    """Text exactly as typed; a number beyond 15 digits is a fault, for Excel has already changed it."""
    if isinstance(raw, float) and abs(raw) >= 10**DIGITS_EXCEL_KEEPS:
        return Reading(text_of(raw), f"超过{DIGITS_EXCEL_KEEPS}位的数字已被表格软件改动，应以文本重新录入")
    text = text_of(raw)
    return Reading(text) if text.strip() else EMPTY


def read_number(raw: Raw, *, whole: bool = False, percent: bool = False) -> Reading:
    """A number; with percent=True in % (95 means 95 %, '95%' likewise)."""
    fault = Reading(fault="应为整数" if whole else "应为数字")
    if isinstance(raw, (int, float)):
        return fault if isinstance(raw, bool) else _number(raw, "", whole) or fault
    text = plain(text_of(raw))
    if not text:
        return EMPTY
    bare = text.removesuffix("%").rstrip() if percent else text
    bare = bare.replace(",", "") if GROUPED.fullmatch(bare) else bare
    if len(bare) > LONGEST_NUMBER or not NUMBER.fullmatch(bare):
        return fault
    number = float(bare) if "." in bare else int(bare)
    return _number(number, "" if text_of(raw) == bare else bare, whole) or fault


def _number(number: float, changed: str, whole: bool) -> Reading | None:
    """None for what is no number to reckon with: beyond what a cell keeps, or broken where whole."""
    if not abs(number) < MOST_NUMBER or (whole and number != int(number)):
        return None
    return Reading(int(number) if number == int(number) else number, changed=changed)


def read_date(raw: Raw) -> Reading:
    """A calendar day. Understood: Excel dates, 2018.6.10, 2018-06-10, 2018/6/10, 20180610, 2018年6月10日
    (full-width too). A day that does not exist (2018.6.31) is a fault; so is a year and month alone."""
    if isinstance(raw, dt.datetime):
        return Reading(raw.date())
    if isinstance(raw, dt.date):
        return Reading(raw)
    text = plain(text_of(raw)).translate(DASHES)
    if not text:
        return EMPTY
    found = DATE_WORDS.fullmatch(text) or DATE_DIGITS.fullmatch(text)
    if not found:
        return Reading(fault="应为年月日齐全的日期，如 2018年6月10日")
    try:
        day = dt.date(*map(int, found.groups()))
    except ValueError:
        return Reading(fault="日历上没有这一天，应为存在的日期")
    if day.year < FIRST_YEAR:
        return Reading(fault=f"年份应不早于{FIRST_YEAR}年")
    return Reading(day, changed="" if text_of(raw) in (day.isoformat(), show_date(day)) else show_date(day))


def read_postcode(raw: Raw) -> Reading:
    """Six digits; a lost leading 0 is said."""
    text = plain(text_of(raw))
    if not text:
        return EMPTY
    if isinstance(raw, (int, float)) and len(text) == 5:
        return Reading(fault="应为6位数字（开头的0已丢失，应以文本录入）")
    if not POSTCODE.fullmatch(text):
        return Reading(fault="应为6位数字")
    return Reading(text, changed=text if isinstance(raw, str) and text != raw else "")


def read_phone(raw: Raw) -> Reading:
    """One or several phone numbers; mobile 11 digits, landline with area code, 400/800 numbers."""
    text = plain(text_of(raw)).translate(DASHES)
    if not text:
        return EMPTY
    if not isinstance(raw, str) and LOST_ZERO.fullmatch(text):
        return Reading(fault="应为11位手机号，或区号加7至8位固定电话（区号开头的0已丢失，应以文本录入）")
    if not PHONES.fullmatch(text):
        return Reading(fault="应为11位手机号，或区号加7至8位固定电话")
    return Reading(text, changed=text if isinstance(raw, str) and text != raw else "")


def read_mobile(raw: Raw) -> Reading:
    """One mobile number of 11 digits."""
    reading = read_phone(raw)
    if reading.value and not MOBILE.fullmatch(reading.value):
        return Reading(fault="应为11位手机号")
    return reading


def read_email(raw: Raw) -> Reading:
    """One e-mail address."""
    text = plain(text_of(raw))
    if not text:
        return EMPTY
    if not EMAIL.fullmatch(text):
        return Reading(fault="应为电子邮箱地址，如 name@example.com")
    return Reading(text, changed=text if text != text_of(raw) else "")


READERS = {
    "文本": read_text,
    "长文本": read_text,
    "姓名": read_text,
    "名单": read_text,
    "单位": read_text,
    "选项": read_text,
    "多选": read_text,
    "是否": read_text,
    "整数": lambda raw: read_number(raw, whole=True),
    "数值": read_number,
    "百分数": lambda raw: read_number(raw, percent=True),
    "日期": read_date,
    "邮编": read_postcode,
    "电话": read_phone,
    "手机": read_mobile,
    "邮箱": read_email,
}
"""Reader by field type, as the types are written in the definition files."""


def is_text(kind: str) -> bool:
    """Whether what is typed in a field of type `kind` is kept as it is typed, whatever it says."""
    return READERS[kind] is read_text


def read(kind: str, raw: Raw) -> Reading:
    """The cell as a field of type `kind` understands it."""
    if isinstance(raw, str) and len(raw) > LONGEST_KEPT:
        return READERS[kind](raw)
    return _read(kind, raw)


@functools.lru_cache(maxsize=KEPT, typed=True)
def _read(kind: str, raw: Raw) -> Reading:
    return READERS[kind](raw)


NUMERIC = frozenset({"整数", "数值", "百分数"})


def show_date(day: dt.date) -> str:
    """A day as a form prints it: 2018年5月7日."""
    return f"{day.year}年{day.month}月{day.day}日"


def show_number(number: float) -> str:
    """Without trailing zeros."""
    return str(int(number)) if float(number).is_integer() else repr(round(float(number), 10))


def show(value: Any) -> str:
    """A typed value as a form prints it; None is empty."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, dt.date):
        return show_date(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return show_number(value)
    return str(value)
