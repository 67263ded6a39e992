"""How Word documents look, and what of it has a meaning: blanks, the right edge, pages, faces, scripts."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bulletin.importing.model import Block, Kind, Manuscript, Reason
from bulletin.importing.read.docx import read_docx

from .drafts import draft_of, markdown_of
from .manuscripts import STYLES, TEXT, field, make_docx, make_png, paragraph, picture, run, text_box, title
from .test_importing_word import added, remarks_of

U = '<w:u w:val="single"/>'
PAGE = '<w:r><w:br w:type="page"/></w:r>'


def read(*body: str, **parts: str) -> Manuscript:
    return read_docx(make_docx(*body, parts=parts), "稿.docx")


def block_of(*body: str, **parts: str) -> Block:
    return read(*body, **parts).blocks[-1]


# Blanks to be filled in


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        (
            ["姓名：", run("        ", extra=U), "电话：", run("\t\t\t", extra=U)],
            "姓名：________电话：" + "_" * 20,
        ),
        (["日期：", run("    年  \u00a0月   日", extra=U)], "日期：____年____月____日"),
        (["负责人：", run("　　", extra=U), run("   ", extra=U), "（签字）"], "负责人：_______（签字）"),
        (["姓名：", run("    张三    ", extra=U), "。"], "姓名：    张三    。"),
        (["共", run(" ", extra=U), "项"], "共 项"),
        (["姓名：", field("FORMTEXT", run("\u2002\u2002\u2002\u2002\u2002"))], "姓名：_____"),
        (["名称：", run("        ", extra='<w:u w:val="none"/>'), "共"], "名称：        共"),
    ],
)
def test_underlined_white_space_is_a_blank(content: list[str], printed: str) -> None:
    assert block_of(paragraph(*content)).text == printed


def test_marks_that_are_lost_are_said_once() -> None:
    marks = (U, '<w:em w:val="dot"/>', '<w:highlight w:val="yellow"/>')
    said = remarks_of(*(paragraph("全市", run("重点", extra=mark), "工作。") for mark in marks))
    assert said.count("有画了下划线的字，收进了字，没有下划线（1 处）") == 1
    assert said.count("有加了着重号或底色的字，收进了字，没有这些记号（2 处）") == 1


def test_boxes_and_menus_of_a_form() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar>'
    box += "</w:r>"
    end = '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    menu = box.replace(
        "<w:checkBox>{}</w:checkBox>",
        '<w:ddList><w:result w:val="1"/><w:listEntry w:val="男"/><w:listEntry w:val="女"/></w:ddList>',
    )
    content = [
        box.format("<w:checked/>"),
        end,
        "是",
        box.format('<w:default w:val="0"/>'),
        end,
        "否，",
        menu,
        end,
    ]
    assert added(paragraph(*content)) == ["☑是☐否，女"]


def test_fields_that_draw_themselves() -> None:
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    code += '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ringed, tick = code.format(r" eq \o\ac(○,3) "), code.format(' SYMBOL 252 \\f "Wingdings" ')
    prompt = code.format(" MACROBUTTON NoMacro 单击此处填写 ")
    assert added(paragraph("见", ringed, "和", tick, "。", prompt)) == ["见③和√。"]


# The right edge


@pytest.mark.parametrize(
    ("made", "align"),
    [
        (paragraph("某某局办公室", extra='<w:ind w:firstLineChars="1500" w:firstLine="4800"/>'), "right"),
        (paragraph("某某局办公室", extra='<w:ind w:left="5000"/>'), "right"),
        (paragraph("　" * 16 + "2024年9月1日"), "right"),
        (paragraph("\t" * 12 + "2024年9月1日"), "right"),
        (paragraph("\t2024年9月1日", extra='<w:tabs><w:tab w:val="right" w:pos="8300"/></w:tabs>'), "right"),
        (paragraph("　" * 17 + "某某局\n" + "　" * 16 + "2024年9月1日"), "right"),
        (paragraph("某某局", align="end"), "right"),
        (paragraph("　" * 10 + "说明"), "left"),
        (paragraph("　" * 16 + "甲方" + "　" * 5 + "乙方"), "left"),
        (paragraph("　" * 16 + "完成了全部任务。"), "left"),
        (paragraph(run("　" * 16 + "工作要求", bold=True)), "left"),
        (paragraph(run(" " * 36 + "指导教师签字：", bold=True)), "right"),
        (paragraph(TEXT, extra='<w:ind w:firstLineChars="200" w:firstLine="640"/>'), "left"),
    ],
)
def test_what_stands_at_the_right(made: str, align: str) -> None:
    assert block_of(paragraph(TEXT), made).look.align == align


def test_an_indent_that_a_style_brings() -> None:
    indent = '<w:pPr><w:ind w:leftChars="1500" w:left="1"/></w:pPr>'
    styles = f'{STYLES}<w:style w:type="paragraph" w:styleId="s">{indent}</w:style>'
    made = block_of(paragraph("某某局", extra='<w:pStyle w:val="s"/>'), styles=styles)
    assert made.look.align == "right"


# Pages


def test_where_a_page_begins() -> None:
    section = "<w:sectPr>{}</w:sectPr>"
    texts = [
        paragraph("甲一"),
        paragraph("乙一", extra="<w:pageBreakBefore/>"),
        paragraph("丙一", PAGE),
        paragraph("丁一", extra=section.format("")),
        paragraph("戊一", extra=section.format('<w:type w:val="nextPage"/>')),
        paragraph(PAGE),
        paragraph("己一", "<w:r><w:lastRenderedPageBreak/></w:r>", "己二"),
        paragraph(PAGE, "庚一"),
    ]
    pages = {block.text.strip()[0]: block.page for block in read(*texts).blocks if block.text.strip()}
    assert pages == dict(zip("甲乙丙丁戊己庚", (False, True, False, True, True, True, True), strict=True))


def test_a_continuous_section_begins_no_page() -> None:
    body = [paragraph("甲", extra="<w:sectPr/>"), paragraph("乙")]
    made = read_docx(make_docx(*body, section='<w:type w:val="continuous"/>'), "稿.docx")
    assert [block.page for block in made.blocks] == [False, False]


def test_a_page_break_within_a_paragraph_parts_it() -> None:
    assert added(paragraph(f"{TEXT}", PAGE, "　　二、下一步安排")) == [TEXT, "二、下一步安排"]


# Faces and weights


@pytest.mark.parametrize(
    ("font", "heavy"),
    [
        *(("黑体", True), ("方正小标宋_GBK", True), ("华文中宋", True), ("微软雅黑 Bold", True)),
        *(
            ("Microsoft YaHei Bold", True),
            ("思源黑体 CN Bold", True),
            ("方正大黑简体", True),
            ("SimHei", True),
        ),
        *(("微软雅黑", False), ("Microsoft YaHei", False), ("华文细黑", False), ("等线 Light", False)),
        *(("仿宋_GB2312", False), ("楷体", False), ("", False)),
    ],
)
def test_heavy_faces(font: str, heavy: bool) -> None:
    assert block_of(paragraph(run("工作要求", font=font))).look.bold is heavy


def test_a_toggle_that_both_styles_set_is_off() -> None:
    """ECMA-376 §17.7.3."""
    kinds = (("paragraph", "p", "<w:b/>"), ("character", "c", "<w:b/>"), ("character", "d", "<w:i/>"))
    styles = "".join(
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:rPr>{mark}</w:rPr></w:style>'
        for kind, name, mark in kinds
    )

    def bold(extra: str) -> bool:
        made = f"<w:r><w:rPr>{extra}</w:rPr><w:t>工作要求</w:t></w:r>"
        return block_of(paragraph(made, extra='<w:pStyle w:val="p"/>'), styles=STYLES + styles).look.bold

    assert (bold(""), bold('<w:rStyle w:val="c"/>'), bold('<w:rStyle w:val="d"/>')) == (True, False, True)
    assert (bold('<w:rStyle w:val="c"/><w:b/>'), bold('<w:b w:val="0"/>')) == (True, False)


def test_a_heading_that_is_body_text_here() -> None:
    """A direct outline level of 9 takes that of the style away (ECMA-376 §17.3.1.20)."""
    styles = f'{STYLES}<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    for outline, level in (("", 2), ('<w:outlineLvl w:val="9"/>', 0), ('<w:outlineLvl w:val="2"/>', 4)):
        made = block_of(paragraph("工作要求", extra=f'<w:pStyle w:val="1"/>{outline}'), styles=styles)
        assert made.look.level == level


def test_the_longest_share_decides_the_size() -> None:
    made = block_of(paragraph(run("一、", size=16), run("工作要求和安排", size=22), run("（试行）", size=16)))
    assert made.look.size == 22.0


# Scripts


def test_raised_text_that_unicode_lacks() -> None:
    raised, lowered = (f'<w:vertAlign w:val="{place}script"/>' for place in ("super", "sub"))
    content = [
        "x",
        run("max", extra=lowered),
        "和y",
        run("n", extra=raised),
        "，见",
        run("[a]", extra=raised),
        "。",
    ]
    assert added(paragraph(*content)) == ["x~max~和yⁿ，见^[a]^。"]


def test_what_adjoins_is_raised_as_one_and_a_whole_line_is_not() -> None:
    """Programs part [ and 3]; who moves all of a line by hand raises nothing in it."""
    raised, up = '<w:vertAlign w:val="superscript"/>', '<w:position w:val="16"/>'
    parts = [run(part, extra=raised) for part in ("[", "3", "]")]
    assert added(paragraph("混合模型", *parts, "和", run("[", extra=raised), "扩散。")) == [
        "混合模型^[3]^和[扩散。"
    ]
    moved = [run(part, extra=up) for part in ("1", ".", "卫生先进宿舍的标准，", "见表。")]
    assert added(paragraph(*moved)) == ["1.卫生先进宿舍的标准，见表。"]


def test_raised_by_hand() -> None:
    up, down = (f'<w:position w:val="{by}"/>' for by in (10, -10))
    content = [
        "面积3m",
        run("2", extra=up),
        "，CO",
        run("2", extra=down),
        "，",
        run("全部达标并通过验收", extra=up),
    ]
    assert added(paragraph(*content)) == ["面积3m²，CO₂，全部达标并通过验收"]


# Words written downwards


def test_a_word_that_is_written_downwards() -> None:
    assert added(paragraph(text_box(*map(paragraph, "一寸照片"))))[-1] == "一寸照片"
    assert len(added(paragraph("甲"), paragraph("乙"))) == 2


# Pictures


def show(relation: str, inside: str, properties: str = "") -> str:
    """A picture with this in its fill, and these properties of its shape."""
    made = picture(relation).replace("</pic:blipFill>", f"{inside}</pic:blipFill>{properties}")
    return paragraph(made)


def test_pictures_are_shown_as_the_page_shows_them() -> None:
    half = Image.new("RGB", (80, 40), "red")
    half.paste("blue", (40, 0, 80, 40))
    buffer = io.BytesIO()
    half.save(buffer, "PNG")
    turned = '<pic:spPr><a:xfrm rot="5400000"/></pic:spPr>'
    old = '<w:r><w:pict><v:shape><v:imagedata r:id="rId7" cropright="32768f"/></v:shape></w:pict></w:r>'
    body = [
        show("rId7", '<a:srcRect l="50000"/>'),
        show("rId7", '<a:srcRect r="50000" t="-2000"/>', turned),
        paragraph(old),
        show("rId7", ""),
        show("rId7", '<a:srcRect l="99000"/>'),
    ]
    data = make_docx(title("我市推进科技成果转化"), paragraph(TEXT), *body, media={"rId7": buffer.getvalue()})
    made = read_docx(data, "稿.docx")
    images = [Image.open(io.BytesIO(data)).convert("RGB") for data in made.images.values()]
    assert [image.size for image in images] == [(40, 40), (40, 40), (40, 40), (80, 40)]
    assert [image.getpixel((5, 5)) for image in images[:3]] == [(0, 0, 255), (255, 0, 0), (255, 0, 0)]
    assert [remark.code for remark in made.remarks if "裁剪后只有" in remark.message] == ["I135"]


def test_a_formula_within_a_sentence_is_said_and_one_alone_is_a_picture() -> None:
    made = '<w:r><w:object><v:shape><v:imagedata r:id="rId7"/></v:shape><o:OLEObject ProgID="{}"/></w:object>'
    made += "</w:r>"
    equation, sheet = made.format("Equation.DSMT4"), made.format("Excel.Sheet.8")
    data = make_docx(
        paragraph("由", equation, "得"), paragraph(equation), paragraph(sheet), media={"rId7": make_png()}
    )
    draft = draft_of(data, "稿.docx")
    assert markdown_of(draft).count("![](图1.png)") == 2
    messages = [remark.message for remark in draft.remarks]
    assert "有用公式编辑器做的公式，在句子里，没有收进（1 处）" in messages
    assert "有嵌入的对象（如 Excel 表格、公式），收进的只是它的图（1 处）" in messages


def test_pictures_of_the_page_and_drawings_are_said() -> None:
    shape = "<w:r><w:pict>{}</w:pict></w:r>"
    head = paragraph(picture("rId7"))
    body = [
        paragraph(shape.format("<v:line/>")),
        paragraph(shape.format("<v:group>" + "<v:rect/>" * 4 + "</v:group>")),
    ]
    data = make_docx(title("我市推进科技成果转化"), paragraph(TEXT), *body, parts={"header1": head})
    said = {remark.message: remark.guess for remark in read_docx(data, "稿.docx").remarks}
    assert said["页眉、页脚里的图没有收进（1 张）"] is False
    assert said["有线条、框等形状，没有收进（1 处）"] is False
    assert said["有用形状拼成的图，没有收进（1 处）"] is True


def test_the_labels_of_a_drawing_are_no_paragraphs() -> None:
    box = "<v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape>"
    flow = ["申请", "受理", "审查", "决定", "送达"]
    group = "<w:r><w:pict><v:group>{}</v:group></w:pict></w:r>"
    drawn = group.format("".join(box.format(paragraph(word)) for word in flow))
    made = read(paragraph(TEXT), paragraph(drawn), paragraph(TEXT))
    assert [block.text for block in made.blocks] == [TEXT, TEXT]
    assert [(item.text, item.why) for item in made.left] == [(" ".join(flow), Reason.DIAGRAM)]
    cover = ["甲市科学技术局工作总结", "编制：甲市科学技术局", "负责人：李涛", "二〇二四年十二月", "内部资料"]
    drawn = group.format("".join(box.format(paragraph(word)) for word in cover))
    assert [block.text for block in read(paragraph(drawn)).blocks] == cover


def test_addresses_of_links_are_said() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    link = begin.format('HYPERLINK "https://a.gov.cn/b"') + run("申报系统") + end
    same = begin.format('HYPERLINK "http://a.gov.cn/"') + run("a.gov.cn") + end
    made = read(paragraph("请登录", link, "填报，网址为", same, "。"))
    assert made.blocks[0].text == "请登录申报系统填报，网址为a.gov.cn。"
    said = [remark.message for remark in made.remarks if "网址" in remark.message]
    assert said == ["有的字带着网址，收进了字，没有收进网址：“申报系统”https://a.gov.cn/b"]


@pytest.mark.parametrize(
    ("anchor", "first"),
    [
        ('<wp:positionV relativeFrom="paragraph"><wp:posOffset>-900000</wp:posOffset></wp:positionV>', "box"),
        ('<wp:positionV relativeFrom="paragraph"><wp:posOffset>900000</wp:posOffset></wp:positionV>', "text"),
        ('<wp:positionV relativeFrom="page"><wp:posOffset>900000</wp:posOffset></wp:positionV>', "box"),
        ('<wp:positionV relativeFrom="page"><wp:posOffset>9000000</wp:posOffset></wp:positionV>', "text"),
        ("", "text"),
    ],
)
def test_a_text_box_over_its_paragraph_comes_first(anchor: str, first: str) -> None:
    box = text_box(title("春耕备耕全面展开"), fallback=False).replace("<wp:anchor>", f"<wp:anchor>{anchor}")
    made = read(paragraph(box, TEXT), paragraph(TEXT))
    texts = [block.text for block in made.blocks]
    expected = ["春耕备耕全面展开", TEXT] if first == "box" else [TEXT, "春耕备耕全面展开"]
    assert texts == [*expected, TEXT]


def test_lost_pictures_of_one_place_are_said_together() -> None:
    made = read(paragraph(TEXT), paragraph(picture("rId7"), picture("rId8"), picture("rId9")))
    assert [remark.message for remark in made.remarks if remark.code == "I135"] == [
        "“今年以来，我市科技局全力……”下面的 3 张图没有收进：文件里没有这张图"
    ]
    assert all(block.kind is not Kind.IMAGE for block in made.blocks)


@pytest.mark.parametrize(
    "inner",
    [
        text_box(paragraph("框")),
        text_box(paragraph("外", text_box(paragraph("内")))),
        "<w:r><w:ruby><w:rt><w:r><w:t>拼</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>音</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        "<w:r><w:delText>删</w:delText></w:r>",
        '<w:r><w:pict><v:shape><v:textpath string="艺术字"/></v:shape></w:pict></w:r>',
    ],
)
def test_what_stands_in_an_instruction_is_accounted_for(inner: str) -> None:
    """A field that is never ended takes what follows for its instruction."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    draft = draft_of(make_docx(paragraph(TEXT), paragraph(begin, inner), paragraph(TEXT)), "稿.docx")
    assert [item.why for item in draft.left] == [Reason.FIELD]


def test_a_page_number_in_words_is_accounted_for() -> None:
    number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>三</w:t></w:r></w:fldSimple>'
    draft = draft_of(make_docx(paragraph(TEXT), paragraph(number), paragraph(TEXT)), "稿.docx")
    assert [(item.text, item.why) for item in draft.left] == [("三", Reason.FIELD)]
