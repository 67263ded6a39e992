"""Word documents as people make them: WordprocessingML written by hand, part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from PIL import Image

_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TEXT = "今年以来，我市科技局全力推进创新驱动发展，取得积极成效，高新技术企业达到215家。"
STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:eastAsiaTheme="minorEastAsia"/><w:sz w:val="21"/></w:rPr>'
    "</w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
)


def run(
    text: str, *, size: float = 16, bold: bool = False, font: str = "仿宋_GB2312", extra: str = ""
) -> str:
    """A run in WPS's manner: every property on the run itself."""
    weight = "<w:b/><w:bCs/>" if bold else ""
    look = f'<w:rPr><w:rFonts w:hint="eastAsia" w:eastAsia="{font}"/>{weight}{extra}<w:sz w:val="{int(size * 2)}"/></w:rPr>'
    pieces = []
    for line in text.split("\n"):
        cells = [f'<w:t xml:space="preserve">{escape(cell)}</w:t>' for cell in line.split("\t")]
        pieces.append("<w:tab/>".join(cells))
    return f"<w:r>{look}{'<w:br/>'.join(pieces)}</w:r>"


def paragraph(*content: str, align: str = "", number: tuple[int, int] | None = None, extra: str = "") -> str:
    """A paragraph; plain strings are runs of the text's look."""
    properties = (
        f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    )
    properties += extra + (f'<w:jc w:val="{align}"/>' if align else "")
    runs = "".join(part if part.startswith("<") else run(part) for part in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def title(
    text: str, *, size: float = 22, bold: bool = True, font: str = "方正小标宋简体", align: str = "center"
) -> str:
    """A title as it is made by hand: centred, big, bold."""
    return paragraph(run(text, size=size, bold=bold, font=font), align=align)


def text_box(*paragraphs: str, fallback: bool = True) -> str:
    """A run with a text box, said twice as Word does: a shape, and VML for older programs."""
    inner = "".join(paragraphs)
    shape = f'<mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{shape}{old if fallback else ''}</mc:AlternateContent></w:r>"


def picture(relation: str, description: str = "") -> str:
    """A run with an inline picture."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图片 1" descr="{escape(description)}"/><a:graphic>'
        f'<a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{relation}"/></pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def field(code: str, *result: str) -> str:
    """Runs of a complex field: its instruction, then its result."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = "".join(part if part.startswith("<") else run(part) for part in result)
    code_run = f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
    return f"{mark.format('begin')}{code_run}{mark.format('separate')}{shown}{mark.format('end')}"


def table(*rows: Sequence[str]) -> str:
    """A table of texts; a cell that begins with < is raw."""
    cells = [
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row)
        for row in rows
    ]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def levels(*forms: tuple[str, str], extra: Mapping[int, str] | None = None) -> str:
    """Levels of a list: (number format, text), and further elements by level."""
    return "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f"{(extra or {}).get(i, '')}</w:lvl>"
        for i, (form, text) in enumerate(forms)
    )


def numbering(*definitions: str, numbers: Sequence[str] | None = None) -> str:
    """numbering.xml: definitions, and lists 1, 2 … that use them."""
    made = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{text}</w:abstractNum>' for i, text in enumerate(definitions)
    )
    lists = numbers or [
        f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(definitions))
    ]
    return made + "".join(lists)


def make_png(width: int = 60, height: int = 40) -> bytes:
    """A red picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (200, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def _list_types(kinds: Mapping[str, str]) -> str:
    """[Content_Types].xml, without which Word and LibreOffice open nothing."""
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    rows = [f'<Override PartName="/word/document.xml" ContentType="{base}.document.main+xml"/>']
    rows += [
        f'<Override PartName="/word/{kind}.xml" ContentType="{base}.{kind.rstrip("0123456789")}+xml"/>'
        for kind in kinds
    ]
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{''.join(rows)}</Types>"
    )


def make_docx(
    *body: str,
    parts: Mapping[str, str] | None = None,
    media: Mapping[str, bytes] | None = None,
    section: str = "",
    raw: Mapping[str, bytes] | None = None,
    relations: str = "",
) -> bytes:
    """A .docx of these elements. `parts` are further parts by kind (numbering, header1 …), `media` pictures by
    relation id, `raw` entries of the container as they are."""
    kinds = {"styles": STYLES, **(parts or {})}
    rels, entries = [], {}
    for kind, text in kinds.items():
        base = kind.rstrip("0123456789")
        root = {"header": "hdr", "footer": "ftr"}.get(base, base)
        rels.append(f'<Relationship Id="r{kind}" Type="{_KINDS}/{base}" Target="{kind}.xml"/>')
        entries[f"word/{kind}.xml"] = f"<w:{root} {_NAMES}>{text}</w:{root}>"
    for relation in media or {}:
        rels.append(f'<Relationship Id="{relation}" Type="{_KINDS}/image" Target="media/{relation}.png"/>')
    references = "".join(
        f'<w:{kind.rstrip("0123456789")}Reference w:type="default" r:id="r{kind}"/>'
        for kind in kinds
        if kind.startswith(("header", "footer"))
    )
    document = f"<w:document {_NAMES}><w:body>{''.join(body)}<w:sectPr>{references}{section}</w:sectPr></w:body></w:document>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _list_types(kinds))
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" Type="{_KINDS}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", document)
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{_RELS}">{"".join(rels)}{relations}</Relationships>',
        )
        for name, text in entries.items():
            archive.writestr(name, text)
        for relation, data in (media or {}).items():
            archive.writestr(f"word/media/{relation}.png", data)
        for name, data in (raw or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()
