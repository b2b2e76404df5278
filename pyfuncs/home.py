"""首页: what to fill first, five steps, deadlines, counts, links, how to unblock macros, contradictions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from . import layout, materials, metrics
from .award_rows import award_rows, state
from .book import DATE_FORMAT, DEEP, GREY, INPUT, NOTICE_FIELD, PALE, RULE, TITLE_FONT, WARN, Book, write_value
from .fees_tab import FEES
from .formulas import choose, literal
from .highlights import LEVEL_COLORS, highlight
from .ledgers import FIRST_DAY, LAST_DAY
from .materials_tab import UNSAID
from .notice import HOME, Deadline, Field, Notice
from .results import FINDINGS, LOG, QUOTA, level_count
from .settings import SETTINGS
from .tabs import DETAIL, INTAKE, RANKING
from .values import show_date

LEFT, RIGHT = 1, 5
LAST = 8
WIDTHS = {0: 2, 1: 34, 2: 30, 3: 28, 4: 3, 5: 34, 6: 18, 7: 14, 8: 28}
LEDGER_COLOR, RESULT_COLOR = "#2E7D32", "#6B4E9B"
FADED = "#BFBFBF"
FIRST_ROW = layout.HOME_FIRST_INPUT[0]
Look = dict[str, Any]
"""Properties of a cell's format."""
LINE: Look = {"bottom": 1, "bottom_color": RULE, "font_size": 10}
TITLE = "QC 小组活动申报汇总"
STEPS = (
    ("选通知、填单位", "在左边黄格选当前通知和推荐单位，填上填表人、电话和日期。"),
    ("录入台账", "在绿色各表一行录一条，可从别的表整块粘贴；成员写在成员表。"),
    ("填统计表", "统计表的黄格直接填，几项比率自动算出。"),
    ("校验", "按功能区“QC申报 → 校验全部”，照“校验结果”改到没有错误。"),
    ("生成、报送", "按“生成”里的“全部”出 Word 表，打印盖章，照“费用与材料”报送。"),
)
MACRO_STEPS = (
    "关闭本工作簿；在文件夹里右键点它 → 属性。",
    "在“常规”页最下面勾选“解除锁定”，确定。",
    "重新打开，见到黄条时点“启用内容”。不启用宏也能用：下拉、计数、比率和各附件都是公式，校验可把文件拖到“校验.cmd”上。",
)


def write_home(book: Book, sheet: Worksheet) -> None:
    """The whole start page on a sheet already added in its place."""
    _HomeTab(book, sheet).write()


class _HomeTab:
    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self.book, self.sheet = book, sheet
        self.heights: dict[int, float] = {}
        self.fields = {item.name: item for item in book.notices[0].ledgers[HOME].field}
        self.faded = book.file.add_format({"font_color": FADED})

    def write(self) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.set_default_row(18)
        for col, width in WIDTHS.items():
            self.sheet.set_column(col, col, width, self.book.format())
        self._banner()
        self._inputs()
        self._steps()
        row = FIRST_ROW + max(len(self.fields), len(STEPS)) + 1
        below = max(self._deadlines(row), self._counts(row))
        below = self._macros(self._links(below + 1) + 1)
        self._contradictions(below + 1)
        self._page()

    def height(self, row: int, points: float) -> None:
        """At least so high: two blocks may share a row."""
        self.heights[row] = max(self.heights.get(row, 0), points)
        self.sheet.set_row(row, self.heights[row])

    def text(self, row: int, col: int, words: str, last_col: int = 0, **look: Any) -> None:
        style = self.book.format(**look)
        if last_col > col:
            self.sheet.merge_range(row, col, row, last_col, words, style)
        else:
            self.sheet.write_string(row, col, words, style)

    def band(self, row: int, col: int, last_col: int, words: str, color: str = DEEP) -> None:
        self.height(row, 24)
        self.text(row, col, words, last_col, bold=True, font_color="#FFFFFF", bg_color=color, font_size=12, indent=1)

    def _banner(self) -> None:
        self.sheet.set_row(0, 8)
        self.sheet.set_row(1, 40)
        look: Look = {"font_name": TITLE_FONT, "font_size": 22, "font_color": DEEP, "bold": True}
        self.text(1, LEFT, TITLE, LAST, **look)
        notices = {notice.id: full_name(notice) for notice in self.book.notices}
        tests = [
            (f"{self.book.home_cell(NOTICE_FIELD)}={literal(name)}", literal(words)) for name, words in notices.items()
        ]
        style = self.book.format(font_color=GREY, bottom=2, bottom_color=DEEP, text_wrap=True)
        self.sheet.merge_range(2, LEFT, 2, LAST, "", style)
        self.sheet.set_row(2, 24)
        says = "请先选定当前通知"
        self.sheet.write_formula(
            2, LEFT, "=" + choose(tests, literal(says)), style, notices.get(self.book.current, says)
        )

    # -- inputs and steps ----------------------------------------------------------------------------

    def _inputs(self) -> None:
        self.band(FIRST_ROW - 1, LEFT, LEFT + 2, "一、先填这几格")
        for name, (row, col) in self.book.home.items():
            item = self.fields[name]
            self.height(row, max(30, 13 * metrics.line_count(item.hint, WIDTHS[col + 1] * 1.75, 9) + 6))
            look: Look = {"bold": True, "bg_color": PALE, "border": 1, "border_color": RULE}
            self.text(row, col - 1, item.heading, **look)
            style = self.book.format(bg_color=INPUT, border=1, border_color=RULE, font_size=12, **self._kind(item))
            write_value(self.sheet, row, col, self.book.season.single[HOME].get(name), style)
            self.text(row, col + 1, item.hint, font_size=9, font_color=GREY, text_wrap=True, indent=1)
            self._validate(item, row, col)
            self.book.file.define_name(name, "=" + self.book.home_cell(name))

    def _kind(self, item: Field) -> dict[str, Any]:
        return {"num_format": DATE_FORMAT if item.type == "日期" else "@", "align": "left"}

    def _validate(self, item: Field, row: int, col: int) -> None:
        listed = self.book.list_formula(item)
        rule: dict[str, Any] = {"validate": "any"}
        if listed:
            rule = {"validate": "list", "source": listed, "error_type": "warning"}
        elif item.type == "日期":
            rule = {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": LAST_DAY}
            rule |= {"error_type": "warning"}
        self.sheet.data_validation(row, col, row, col, rule | {"input_title": item.name, "input_message": item.hint})

    def _steps(self) -> None:
        self.band(FIRST_ROW - 1, RIGHT, LAST, "二、五步完成")
        for number, (title, words) in enumerate(STEPS):
            row = FIRST_ROW + number
            self.text(row, RIGHT, f"{'①②③④⑤'[number]} {title}", bold=True, font_color=DEEP, font_size=12)
            self.text(row, RIGHT + 1, words, LAST, text_wrap=True, font_size=10)

    # -- deadlines and counts ------------------------------------------------------------------------

    def _deadlines(self, row: int) -> int:
        self.band(row, LEFT, LEFT + 2, "三、日期")
        for notice in self.book.ordered():
            row += 1
            top = row
            words = f"{notice.id}　{notice.name}"
            self.text(row, LEFT, words, LEFT + 2, bold=True, font_color=self.book.tint(notice), font_size=10.5)
            undated = [when for when, day in materials.times(notice) if day is None]
            cells = {day.id: self.book.missing[notice.id, when][0] for when, day in materials.times(notice) if day}
            for item in notice.deadline:
                row += 1
                self._deadline(row, item, cells.get(item.id, ""))
            for when in undated:
                row += 1
                self._undated(row, when, *self.book.missing[notice.id, when])
            self._fade([notice], top, LEFT, row, LEFT + 2)
        return row + 1

    def _fade(self, notices: Iterable[Notice], top: int, left: int, bottom: int, right: int) -> None:
        """What only these notices use is pale while another one is chosen."""
        chosen = xl_rowcol_to_cell(*self.book.home[NOTICE_FIELD], row_abs=True, col_abs=True)
        others = ",".join(f'{chosen}&""<>"{notice.id}"' for notice in notices)
        rule = {"type": "formula", "criteria": f"=AND({others})"}
        self.sheet.conditional_format(top, left, bottom, right, rule | {"format": self.faded})

    def _undated(self, row: int, when: str, missing: str, count: int) -> None:
        """Materials that are due on no day the notice names; `count` of them are missing, as the cell says."""
        self.text(row, LEFT, "另要报送的材料", **LINE)
        self.text(row, LEFT + 1, when or f"{UNSAID}何时交", **LINE)
        formula = f'=IF({missing}>0,"还缺 "&{missing}&" 件","没有缺的")'
        shown = f"还缺 {count} 件" if count else "没有缺的"
        self.sheet.write_formula(row, LEFT + 2, formula, self.book.format(bold=True, **LINE), shown)

    def _deadline(self, row: int, item: Deadline, missing: str) -> None:
        self.height(row, 15 * max(1, metrics.line_count(item.name, WIDTHS[LEFT] * 1.9, 10)) + 5)
        self.text(row, LEFT, item.name, text_wrap=True, **LINE)
        span = f"{show_date(item.start)}—{show_date(item.date)}" if item.start else show_date(item.date)
        self.text(row, LEFT + 1, span, text_wrap=True, **LINE)
        if item.note:
            self.sheet.write_comment(row, LEFT + 1, f"{item.source}\n{item.note}", {"author": "", "width": 260})
        day = f"DATE({item.date.year},{item.date.month},{item.date.day})"
        left = f'IF({day}<TODAY(),"已过 "&(TODAY()-{day})&" 天",IF({day}=TODAY(),"今天","还有 "&({day}-TODAY())&" 天"))'
        if missing:
            left += f'&IF({missing}>0," · 还缺 "&{missing}&" 件材料"," · 没有缺的材料")'
        self.sheet.write_formula(row, LEFT + 2, "=" + left, self.book.format(bold=True, **LINE), "")

    def _counts(self, row: int) -> int:
        """Findings by level, entries by ledger, awards of every notice: declared and what is left."""
        self.band(row, RIGHT, LAST, "四、已经做到哪里")
        row += 1
        for place, level in enumerate(LEVEL_COLORS):
            style = self.book.format(align="center", bold=True, bg_color=LEVEL_COLORS[level])
            formula = f'="{level} "&{level_count(level)}'
            self.sheet.write_formula(row, RIGHT + place, formula, style, f"{level} {self.book.levels.get(level, 0)}")
        self.book.link(self.sheet, row, LAST, FINDINGS, "看校验结果 →", font_size=10, align="center")
        for name, columns in self.book.columns.items():
            row += 1
            self.book.link(self.sheet, row, RIGHT, name, **LINE)
            style = self.book.format(**LINE, align="center")
            count = len(self.book.entries(name))
            self.sheet.write_formula(row, RIGHT + 1, f'={columns.count({})}&" 条"', style, f"{count} 条")
            note = self.book.ledger(name).note.split("；")[0]
            self.text(row, RIGHT + 2, note, LAST, font_color=GREY, text_wrap=True, **LINE)
            self.height(row, 14 * metrics.line_count(note, sum(WIDTHS[col] for col in (7, LAST)) * 1.9, 10) + 4)
            self._fade_jurys(name, row, RIGHT, LAST)
        for notice in self.book.ordered():
            row = self._awards(notice, row + 1)
        return row + 1

    def _awards(self, notice: Notice, row: int) -> int:
        top = row
        look: Look = {"bold": True, "font_color": self.book.tint(notice), "font_size": 10.5}
        self.text(row, RIGHT, f"{notice.id} 各奖项", **look)
        for col, words in ((RIGHT + 1, "已报"), (RIGHT + 2, "名额"), (LAST, "状态")):
            self.text(row, col, words, align="center", **look)
        middle = self.book.format(align="center", **LINE)
        for award in award_rows(self.book, notice):
            row += 1
            words = award.award.name + (f"（一个{award.award.limit_per}最多）" if award.per else "")
            self.height(row, 15 * max(1, metrics.line_count(words, WIDTHS[RIGHT] * 1.9, 10)) + 5)
            self.text(row, RIGHT, words, text_wrap=True, **LINE)
            place = row, RIGHT + 1, row, RIGHT + 1
            if award.per:
                self.sheet.write_array_formula(*place, "{=" + award.declared[0] + "}", middle, award.declared[1])
            else:
                self.sheet.write_formula(row, RIGHT + 1, "=" + award.declared[0], middle, award.declared[1])
            self.sheet.write_formula(row, RIGHT + 2, "=" + award.allowed[0], middle, award.allowed[1])
            have, may = (f"${col}${row + 1}" for col in "GH")
            left = f'IF({may}<{have},"超出 "&({have}-{may}),IF({may}={have},"已满","还可报 "&({may}-{have})))'
            value = state(award.declared[1], award.allowed[1])
            self.sheet.write_formula(row, LAST, f"=IF(ISNUMBER({may}),{left},{may})", middle, value)
        self._fade([notice], top, RIGHT, row, LAST)
        return row

    # -- links, macros, contradictions -----------------------------------------------------------------

    def _links(self, row: int) -> int:
        """Links to every tab: the ledgers and results on the left, each notice's attachments beside them."""
        self.band(
            row, LEFT, LAST, "五、各表（灰色的是别的通知用的，藏着的点了不动；要看，改选当前通知，再按“当前通知”）"
        )
        results = (FINDINGS, QUOTA, FEES, SETTINGS, DETAIL, RANKING, INTAKE, LOG)
        own = [(name, name) for name in self.book.columns], [(name, name) for name in results]
        results_at = self._link_list(row + 1, LEFT, LEFT, "台账", LEDGER_COLOR, own[0])
        below = self._link_list(results_at, LEFT, LEFT, "结果", RESULT_COLOR, own[1])
        places = [(LEFT + 1, LEFT + 2), (RIGHT, LAST)]
        tops = [row + 1] * len(places)
        for number, notice in enumerate(self.book.ordered()):
            slot = number % len(places)
            forms = [(form.tab, f"{form.id} {form.name}") for form in notice.forms.values()]
            title, top = f"{notice.id}　{notice.name}", tops[slot]
            tops[slot] = self._link_list(top, *places[slot], title, self.book.tint(notice), forms)
            self._fade([notice], top, places[slot][0], tops[slot] - 1, places[slot][1])
        return max(below, *tops)

    def _link_list(self, row: int, col: int, last: int, title: str, color: str, tabs: list[tuple[str, str]]) -> int:
        self.text(row, col, title, last, bold=True, font_color=color, font_size=10.5)
        for tab, words in tabs:
            row += 1
            self.book.link(self.sheet, row, col, tab, words, font_size=10)
            self._fade_jurys(tab, row, col, col)
        return row + 1

    def _fade_jurys(self, tab: str, row: int, left: int, right: int) -> None:
        """The jury's tabs are hidden while a notice without a jury is chosen."""
        judged = [notice for notice in self.book.notices if notice.judging]
        jurys = tab in (SETTINGS, DETAIL, RANKING) or (tab in self.book.columns and self.book.ledger(tab).is_jurys)
        if judged and jurys:
            self._fade(judged, row, left, row, right)

    def _macros(self, row: int) -> int:
        self.band(row, LEFT, LAST, "六、看不到“QC申报”功能区、按钮不起作用时：解除宏的锁定")
        for number, words in enumerate(MACRO_STEPS, start=1):
            row += 1
            self.text(row, LEFT, f"{number}. {words}", LAST, text_wrap=True, font_size=10)
            self.height(row, 20)
        return row + 1

    def _contradictions(self, row: int) -> None:
        self.band(row, LEFT, LAST, "七、通知里说法不一的地方（照印不改，这里写明本工作簿怎样处理）", WARN)
        head: Look = {"bold": True, "bg_color": PALE, "border": 1, "border_color": RULE, "font_size": 10}
        for notice in self.book.ordered():
            if not notice.contradiction:
                continue
            row += 1
            self.text(row, LEFT, notice.id + " 何事", **head)
            self.text(row, LEFT + 1, "通知的说法（出处）", RIGHT, **head)
            self.text(row, RIGHT + 1, "本工作簿怎样处理", LAST, **head)
            for item in notice.contradiction:
                row += 1
                says = "\n".join(f"· {each['text']}（{each['source']}）" for each in item.says)
                cell: Look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": RULE, "font_size": 10}
                self.text(row, LEFT, item.topic, **cell)
                self.text(row, LEFT + 1, says, RIGHT, **cell)
                self.text(row, RIGHT + 1, item.shown, LAST, **cell)
                widths = ((says, 165), (item.shown, 108), (item.topic, 36))
                lines = max(metrics.line_count(words, width, 10) for words, width in widths)
                self.height(row, 14 * lines + 6)

    def _page(self) -> None:
        (first, col), *_, (last, _) = self.book.home.values()
        highlight(self.book, self.sheet, HOME, (first, col), (last, col))
        self.sheet.ignore_errors(
            {"number_stored_as_text": f"{xl_rowcol_to_cell(first, col)}:{xl_rowcol_to_cell(last, col)}"}
        )
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.freeze_panes(3, 0)
        self.sheet.set_first_sheet()
        self.sheet.activate()


def full_name(notice: Notice) -> str:
    """The notice's title and number where it prints them, else its short name."""
    facts = {item.name: item.value for item in notice.fact}
    number = f"（{facts['文号']}）" if isinstance(facts.get("文号"), str) else ""
    return str(facts.get("标题", notice.name)) + number
