"""A .docx with drawings of Windows (WMF, EMF) → an album of them for LibreOffice; its PDF → them as PNG.

[MS-WMF] and [MS-EMF] are lists of calls to draw; only an office program plays them. One page of the album is
one drawing, as large as it is, so that the page drawn anew is the picture.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pypdfium2
from PIL import Image, ImageChops

from bulletin.importing.read.docx.archive import Archive
from bulletin.importing.read.pictures import is_metafile

_SUFFIXES = (".wmf", ".emf")
_MOST = 60  # drawings of a document
_MOST_BYTES = 4_000_000  # of one
_MOST_ALBUM = 12_000_000  # of all
_MILLIMETRE, _INCH = 36_000, 914_400  # EMU
_LEAST_SIDE, _MOST_SIDE = 2 * _MILLIMETRE, 500 * _MILLIMETRE  # of a page that Writer makes
_UNKNOWN = (100 * _MILLIMETRE, 75 * _MILLIMETRE)  # of a drawing that does not say how large it is
_RESOLUTION = 300 / 72  # pixels a pt
_MOST_PIXELS = 3_000_000
_NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="emf" ContentType="image/x-emf"/><Default Extension="wmf" ContentType="image/x-wmf"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_RELATION = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
_PAGE = (
    '<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="0" w:right="0" w:bottom="0" w:left="0" '
    'w:header="0" w:footer="0" w:gutter="0"/></w:sectPr>'
)
_DRAWING = (
    '<w:r><w:drawing><wp:anchor behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1" simplePos="0" '
    'relativeHeight="1" distT="0" distB="0" distL="0" distR="0"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:wrapNone/><wp:docPr id="{id}" name="p"/><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="{id}" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="r{id}"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="{cx}" cy="{cy}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    "</pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)
_PARAGRAPH = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/>'
    "</w:rPr>{}</w:pPr>{}</w:p>"
)


@dataclass(frozen=True, slots=True)
class Metafile:
    """A drawing: its part of the container, its bytes, its width and height in EMU, whether it says these."""

    part: str
    data: bytes
    width: int
    height: int
    is_sized: bool


def make_album(data: bytes, name: str) -> bytes:
    """A document with each drawing of the document `data` on a page of its own; b"" where there is none.

    Raises BulletinError where the document is unsafe or damaged.
    """
    metafiles = _list_metafiles(Archive(data, name))
    if not metafiles:
        return b""
    body, relations = "", ""
    buffer = BytesIO()
    kind = _NAMES["r"]
    with ZipFile(buffer, "w", ZIP_DEFLATED) as album:
        for number, metafile in enumerate(metafiles, 1):
            target = f"media/{number}{metafile.part[-4:].lower()}"
            album.writestr(f"word/{target}", metafile.data)
            relations += _RELATION.format(f"r{number}", kind, "image", target)
            page = _PAGE.format(width=round(metafile.width / 635), height=round(metafile.height / 635))
            drawing = _DRAWING.format(cx=metafile.width, cy=metafile.height, id=number)
            last = number == len(metafiles)
            body += _PARAGRAPH.format("" if last else page, drawing) + page * last
        names = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _NAMES.items())
        album.writestr("[Content_Types].xml", _TYPES)
        main = _RELATION.format("r1", kind, "officeDocument", "word/document.xml")
        album.writestr("_rels/.rels", _RELATIONS.format(main))
        album.writestr("word/_rels/document.xml.rels", _RELATIONS.format(relations))
        album.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
    return buffer.getvalue()


def replace_metafiles(data: bytes, name: str, album: bytes) -> bytes:
    """The document `data` with each drawing as PNG in its place; `album` is the PDF of `make_album`."""
    archive = Archive(data, name)
    metafiles = _list_metafiles(archive)
    try:
        pages = pypdfium2.PdfDocument(album)
    except pypdfium2.PdfiumError:
        return data
    if len(pages) != len(metafiles):
        return data
    drawn = {metafile.part: _draw(pages[i], metafile) for i, metafile in enumerate(metafiles)}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as out:
        for part in archive.names():
            out.writestr(part, drawn.get(part) or archive.read(part))
    return buffer.getvalue()


def _list_metafiles(archive: Archive) -> list[Metafile]:
    """The drawings of a document, in the order of their names: as many as an album can hold."""
    found: list[Metafile] = []
    room = _MOST_ALBUM
    for part in sorted(archive.names()):
        if not part.endswith(_SUFFIXES) or not part.startswith("word/media/") or len(found) == _MOST:
            continue
        data = archive.read(part)
        if is_metafile(data) and len(data) <= min(_MOST_BYTES, room):
            room -= len(data)
            found.append(_measure(part, data))
    return found


def _measure(part: str, data: bytes) -> Metafile:
    """A drawing with its size: the frame of an EMF in hundredths of a millimetre ([MS-EMF] 2.3.4.2), the box
    of a WMF in units of which it says how many an inch has ([MS-WMF] 2.3.2.3)."""
    width = height = 0
    if data[40:44] == b" EMF":
        left, top, right, bottom = struct.unpack("<4i", data[24:40])
        width, height = (abs(span) * _MILLIMETRE // 100 for span in (right - left, bottom - top))
    elif data.startswith(b"\xd7\xcd\xc6\x9a") and len(data) >= 16:
        left, top, right, bottom, units = struct.unpack("<4hH", data[6:16])
        width, height = (abs(span) * _INCH // max(units, 1) for span in (right - left, bottom - top))
    sized = min(width, height) > 0
    if not sized:
        width, height = _UNKNOWN
    shrink = min(1.0, _MOST_SIDE / max(width, height))
    width, height = (max(round(side * shrink), _LEAST_SIDE) for side in (width, height))
    return Metafile(part, data, width, height, sized)


def _draw(page: pypdfium2.PdfPage, metafile: Metafile) -> bytes:
    """A page as PNG; b"" where nothing was drawn on it."""
    pixels = page.get_width() * page.get_height() * _RESOLUTION**2
    scale = _RESOLUTION * min(1.0, (_MOST_PIXELS / pixels) ** 0.5)
    image = page.render(scale=scale).to_pil().convert("RGB")
    inked = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    if inked is None:
        return b""
    buffer = BytesIO()
    (image if metafile.is_sized else image.crop(inked)).save(buffer, "PNG")
    return buffer.getvalue()
