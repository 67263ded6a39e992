"""A paper → a .docx as Word or WPS writes it, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.sax.saxutils import escape

from tests.manuscripts import STYLES, levels, make_docx, make_png, numbering, picture

from .paper import IMAGE, LEFT, UP, Look, Paper, Part, Role

_FACES = {
    "song": "宋体",
    "hei": "黑体",
    "kai": "楷体_GB2312",
    "fang": "仿宋_GB2312",
    "xbs": "方正小标宋简体",
    "yahei": "微软雅黑",
}
_STYLES = {
    "Title": '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="Title"/><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="{}"/></w:rPr></w:style>',
    "Heading": '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="heading {}"/><w:basedOn w:val="a"/><w:next w:val="a"/><w:pPr><w:keepNext/><w:outlineLvl w:val="{}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{}"/></w:rPr></w:style>',
    "Body": '<w:style w:type="paragraph" w:styleId="BodyText"><w:name w:val="Body Text"/><w:basedOn w:val="a"/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/></w:pPr></w:style>',
}
_SCRIPTS = re.compile("[²³₂]")  # set as Word sets them: raised or lowered digits
_NUMBERS = levels(("chineseCountingThousand", "%1、"), ("decimal", "%2."), ("decimal", "（%3）"))


@dataclass
class _State:
    """What is gathered beside the text."""

    wps: bool
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)


def render_docx(paper: Paper, *, wps: bool = False, columns: int = 1, heavy: bool = False) -> bytes:
    """The file; `wps` writes properties on runs, else styles where the look has one; `heavy` has a face of its
    own for what is bold, for programs that have no bold of these faces."""
    if heavy:
        paper = replace(paper, parts=tuple(replace(part, look=_set_heavy(part.look)) for part in paper.parts))
    state = _State(wps)
    body = "".join(_render_groups(paper.parts, state))
    if paper.parts[-1].rows or paper.parts[-1].look.box:
        body += "<w:p/>"  # a document ends with a paragraph
    parts = {"styles": _write_styles(), "numbering": numbering(_NUMBERS)}
    if state.notes:
        inner = "".join(
            f'<w:footnote w:id="{number}">{_paragraph(_run(note, Look(size=10.5)), Look())}</w:footnote>'
            for number, note in enumerate(state.notes, 2)
        )
        parts["footnotes"] = f'<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>{inner}'
    if state.remarks:
        parts["comments"] = "".join(
            f'<w:comment w:id="{number}" w:author="审稿人">{_paragraph(_run(text, Look(size=10.5)), Look())}</w:comment>'
            for number, text in enumerate(state.remarks)
        )
    if paper.head:
        parts["header1"] = _paragraph(_run(paper.head, Look(size=9, face="song")), Look(align="center"))
    if paper.foot:
        parts["footer1"] = _write_foot(paper.foot)
    section = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"/>'
    if columns > 1:
        section += f'<w:cols w:num="{columns}" w:space="425"/>'
    return make_docx(body, parts=parts, media=state.media, section=section)


def _set_heavy(look: Look) -> Look:
    return replace(look, face="hei") if look.bold and look.face != "xbs" else look


def _write_styles() -> str:
    heads = "".join(
        _STYLES["Heading"].format(f"Heading{level}", level, level - 1, size)
        for level, size in ((1, 44), (2, 32), (3, 28))
    )
    return STYLES + _STYLES["Title"].format("Title", 44) + heads + _STYLES["Body"]


def _write_foot(text: str) -> str:
    before, _, after = text.partition("#")
    look = Look(size=14, face="song")
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("1", look)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return _paragraph(_run(before, look) + page + _run(after, look), Look(align="center"))


def _render_groups(parts: tuple[Part, ...], state: _State) -> Iterator[str]:
    for box, group in groupby(parts, lambda part: part.look.box):
        inner = "".join(_render_part(part, state) for part in group)
        if box == "box":
            yield _text_box(inner)
        elif box == "cell":
            yield f'{_table_head(1)}<w:tr><w:tc><w:tcPr><w:tcW w:w="8844" w:type="dxa"/></w:tcPr>{inner}</w:tc></w:tr></w:tbl>'
        else:
            yield inner


def _text_box(inner: str) -> str:
    shape = (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" '
        'simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="5600000" cy="900000"/><wp:wrapTopAndBottom/><wp:docPr id="9" name="文本框 9"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5600000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    return f"<w:p><w:r>{shape}</w:r></w:p>"


def _render_part(part: Part, state: _State) -> str:
    look = part.look
    gap = _paragraph("", Look()) * look.gap
    if look.page:
        gap += '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    if part.role is Role.PICTURE:
        return gap + _draw(part.picture, state)
    if part.rows:
        return gap + _render_table(part.rows, look, state)
    if part.text.startswith("\f"):
        return gap + _render_fields(part, state)
    runs = ""
    if part.bold:
        head = len(part.lead) + part.bold
        runs = _run(part.typed[:head], replace(look, bold=True)) + _run(part.typed[head:], look)
    else:
        runs = _split_runs(part.typed, look, state)
    if part.remark:
        number = len(state.remarks)
        state.remarks.append(part.remark)
        runs = f'<w:commentRangeStart w:id="{number}"/>{runs}<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'
    if part.note:
        state.notes.append(part.note)
        runs += f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{len(state.notes) + 1}"/></w:r>'
    if part.deleted:
        runs += f'<w:del w:id="7" w:author="审稿人"><w:r><w:delText xml:space="preserve">{escape(part.deleted)}</w:delText></w:r></w:del>'
    mark = ""
    if part.number:
        level = 0 if part.number[-1] == "、" else 1 if part.number[-1] == "." else 2
        mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return gap + _paragraph(runs, look, mark)


def _render_fields(part: Part, state: _State) -> str:
    """A line with blanks to fill in, which are underlined spaces: \f between them and the words."""
    runs = ""
    for number, piece in enumerate(part.text.split("\f")[1:]):
        runs += _run(piece, replace(part.look, underline=number % 2 == 1))
    return _paragraph(runs, part.look)


def _split_runs(text: str, look: Look, state: _State) -> str:
    """Word splits a paragraph into runs wherever it was edited; digits often have a face of their own."""
    if state.wps or len(text) < 40:
        return _run(text, look)
    middle = len(text) // 3
    mark = '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="3" w:name="_GoBack"/><w:bookmarkEnd w:id="3"/>'
    return _run(text[:middle], look) + mark + _run(text[middle:], look)


def _run(text: str, look: Look) -> str:
    if not text:
        return ""
    if scripts := _SCRIPTS.search(text):
        before, mark, after = text[: scripts.start()], text[scripts.start()], text[scripts.end() :]
        raised = _write_run(
            "23"["²³".find(mark)] if mark in "²³" else "2", look, "super" if mark in "²³" else "sub"
        )
        return _run(before, look) + raised + _run(after, look)
    return _write_run(text, look)


def _write_run(text: str, look: Look, script: str = "") -> str:
    face = _FACES[look.face]
    own = not look.style  # what a style says need not be said again
    properties = f'<w:rFonts w:hint="eastAsia" w:ascii="{face}" w:eastAsia="{face}" w:hAnsi="{face}"/>'
    properties += "<w:b/><w:bCs/>" if look.bold else ""
    properties += f'<w:color w:val="{look.color}"/>' if look.color else ""
    properties += f'<w:sz w:val="{int(look.size * 2)}"/><w:szCs w:val="{int(look.size * 2)}"/>' if own else ""
    properties += '<w:u w:val="single"/>' if look.underline else ""
    properties += f'<w:vertAlign w:val="{script}script"/>' if script else ""
    pieces = []
    for line in text.split("\n"):
        cells = [f'<w:t xml:space="preserve">{escape(cell)}</w:t>' for cell in line.split("\t")]
        pieces.append("<w:tab/>".join(cells))
    return f"<w:r><w:rPr>{properties}</w:rPr>{'<w:br/>'.join(pieces)}</w:r>"


def _paragraph(runs: str, look: Look, number: str = "") -> str:
    properties = f'<w:pStyle w:val="{look.style}"/>' if look.style else ""
    properties += number
    if look.rule:
        properties += '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="1" w:color="FF0000"/></w:pBdr>'
    properties += '<w:spacing w:line="360" w:lineRule="auto"/>'
    indent = ""
    if look.left:
        indent += f' w:leftChars="{int(look.left * 100)}" w:left="{int(look.left * look.size * 20)}"'
    if look.right:
        indent += f' w:rightChars="{int(look.right * 100)}" w:right="{int(look.right * look.size * 20)}"'
    if look.first < 0:
        indent += (
            f' w:hangingChars="{int(-look.first * 100)}" w:hanging="{int(-look.first * look.size * 20)}"'
        )
    elif look.first:
        indent += (
            f' w:firstLineChars="{int(look.first * 100)}" w:firstLine="{int(look.first * look.size * 20)}"'
        )
    properties += f"<w:ind{indent}/>" if indent else ""
    properties += f'<w:jc w:val="{look.align}"/>' if look.align else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def _table_head(columns: int) -> str:
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{8844 // columns}"/>' * columns
    return f'<w:tbl><w:tblPr><w:tblW w:w="8844" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'


def _draw(number: int, state: _State) -> str:
    name = f"rImg{number}"
    state.media[name] = make_png(200 + 7 * number, 120 + 5 * number)
    drawn = picture(name).replace("<wp:inline>", '<wp:inline><wp:extent cx="1400000" cy="850000"/>')
    return _paragraph(drawn, Look(align="center"))


def _render_table(rows: tuple[tuple[str, ...], ...], look: Look, state: _State) -> str:
    columns = len(rows[0])
    made = []
    for number, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row):
            if cell == LEFT:
                continue
            span = 1
            while column + span < columns and row[column + span] == LEFT:
                span += 1
            properties = f'<w:tcW w:w="{8844 // columns * span}" w:type="dxa"/>'
            properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            if cell == UP:
                properties += "<w:vMerge/>"
            elif number + 1 < len(rows) and rows[number + 1][column] == UP:
                properties += '<w:vMerge w:val="restart"/>'
            lines = [""] if cell == UP else cell.split("\n")
            inner = (
                _draw(int(cell[len(IMAGE) :]), state)
                if cell.startswith(IMAGE)
                else "".join(
                    _paragraph(
                        _run(line, Look(size=10.5, face="song", bold=look.bold and not number)),
                        Look(align="center"),
                    )
                    for line in lines
                )
            )
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
        made.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"{_table_head(columns)}{''.join(made)}</w:tbl>"
