"""Word's markup as a person sees it: what is struck out, coded or hidden is no text, what is ticked is a tick."""

import pytest
from lxml import etree

from pyfuncs import markup

HEAD = (
    '<w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
)


def seen(xml: str) -> tuple[list[str], markup.Findings]:
    """The paragraphs of a body after cleaning, and what was met on the way."""
    root = etree.fromstring(f"{HEAD}{xml}</w:body>")
    findings = markup.clean(root)
    return [markup.text_of(node) for node in root.iter(markup.P)], findings


def field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


BOX = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
LIST = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="现场"/>'
    '<w:listEntry w:val="攻关"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
TICK_BOX = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
SEEN = {
    "signs": (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/></w:r>",
        "甲\t乙\n丙\u2011",
    ),
    "tab stops": ('<w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r>', "甲"),
    "tracked": (
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo><w:moveFrom><w:r><w:t>去</w:t></w:r></w:moveFrom>",
        "新来",
    ),
    "field": (field("MERGEFIELD 企业", "甲公司"), "甲公司"),
    "field in a code": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field("X", "暗") + "<w:r><w:t>码</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>明</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "明",
    ),
    "field without end": ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>还在</w:t></w:r>', "还在"),
    "simple field": ('<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>', "3"),
    "old box ticked": (BOX.format("<w:default w:val='0'/><w:checked/>"), "☑"),
    "old box ticked by default": (BOX.format("<w:default w:val='1'/>"), "☑"),
    "old box": (BOX.format("<w:checked w:val='0'/>"), "☐"),
    "old list": (LIST, "攻关"),
    "control": (CONTROL.format("", "甲"), "甲"),
    "invitation": (CONTROL.format("<w:showingPlcHdr/>", "单击此处输入文字"), ""),
    "box ticked": (CONTROL.format(TICK_BOX.format("1"), "☒"), "☑"),
    "box": (CONTROL.format(TICK_BOX.format("0"), "☐"), "☐"),
    "link, tag": (
        "<w:hyperlink><w:r><w:t>网</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>签</w:t></w:r></w:smartTag>",
        "网签",
    ),
    "Wingdings": (
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings 2" w:char="0050"/></w:r>',
        "☑✓",
    ),
    "unknown sign": ('<w:r><w:sym w:font="Wingdings" w:char="F021"/><w:sym w:font="X" w:char="zz"/></w:r>', "〓〓"),
    "letters as signs": ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings 2"/></w:rPr><w:t>R</w:t></w:r>', "☑"),
    "sign of a font in the text": ("<w:r><w:t>\uf0fe现场</w:t></w:r>", "☑现场"),
    "reading aid": (
        "<w:r><w:ruby><w:rt><w:r><w:t>dī</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>堤</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        "堤",
    ),
    "formula": ("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", "x+1"),
}


@pytest.mark.parametrize("kind", SEEN)
def test_a_paragraph_says_what_is_seen(kind):
    xml, text = SEEN[kind]
    assert seen(f"<w:p>{xml}</w:p>")[0] == [text]


def test_a_text_box_is_read_once_behind_the_paragraph_it_hangs_on():
    box = "<w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>"
    xml = (
        "<w:p><w:r><w:t>前</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>'
        "<w:p><w:r><w:t>后</w:t></w:r></w:p>"
    )
    assert seen(xml)[0] == ["前", "框里", "后"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    xml = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>上</w:t></w:r></w:p>"
        "<w:p><w:pPr/><w:r><w:t>下</w:t></w:r></w:p>"
    )
    assert seen(xml)[0] == ["上下"]


def test_rows_and_cells_that_were_deleted_are_gone():
    cell = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    kept, gone = cell.format("", "留"), cell.format("<w:cellDel/>", "格去")
    xml = f"<w:tbl><w:tr>{kept}{gone}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell.format('', '行去')}</w:tr></w:tbl>"
    assert seen(xml)[0] == ["留"]


@pytest.mark.parametrize(
    ("code", "says"), [("DDEAUTO cmd", "DDE域"), ("dde x", "DDE域"), ("INCLUDETEXT \\\\server\\x", "外部内容")]
)
def test_codes_that_reach_out_are_told(code, says):
    for xml in (field(code, "显示"), f'<w:fldSimple w:instr="{code}"><w:r><w:t>显示</w:t></w:r></w:fldSimple>'):
        texts, findings = seen(f"<w:p>{xml}</w:p>")
        assert texts == ["显示"]
        assert [says in note for note in findings.notes] == [True]


def test_hidden_text_is_told_and_not_read():
    texts, findings = seen(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r></w:p>'
    )
    assert (texts, findings.hidden) == (["明"], ["暗"])
