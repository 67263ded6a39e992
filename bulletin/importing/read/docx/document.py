"""The parts of a document → a Manuscript: body, headers and footers, notes, comments, pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lxml.etree import _Element as Element

from bulletin.errors import BulletinError
from bulletin.importing.model import (
    INSET,
    Area,
    Block,
    Leftover,
    Manuscript,
    Origin,
    Reason,
    Remark,
    Run,
    count_han,
)
from bulletin.importing.read.docx.archive import Archive, Relation
from bulletin.importing.read.docx.body import BodyReader
from bulletin.importing.read.docx.fields import DRAWN_FIELDS, draw_field
from bulletin.importing.read.docx.images import take_pictures
from bulletin.importing.read.docx.numbering import Numbering
from bulletin.importing.read.docx.styles import Styles
from bulletin.importing.read.docx.xml import attr, tag, walk
from bulletin.importing.refusals import refuse_kind

_NOT_WORD = {"xl/workbook.xml": "Excel 表格", "ppt/presentation.xml": "PowerPoint 演示文稿"}
_FACTS = {
    "ins": "有修订，新加的字已照改",
    "del": "有修订，删去的字没有收进",
    "moveTo": "有修订，移动的字按移动后的位置",
    "oMath": "有公式，改写成了一行字，请对照原稿看",
    "accent": "公式里有的记号在字母上面，没有这样的字，写在了字母后面，如 x¯",
    "formula": "有用公式编辑器做的公式，在句子里，没有收进",
    "shapes": "有用形状拼成的图，没有收进",
    "shape": "有线条、框等形状，没有收进",
    "nested": "有表格套着表格，里面的收成了文字",
    "merged": "有合并的单元格，写成了“||”（并入左边）和“^^”（并入上面）",
    "diagram": "有图表或 SmartArt 图形，没有收进",
    "object": "有嵌入的对象（如 Excel 表格、公式），收进的只是它的图",
    "sym": "有符号字体里的字认不出，写成了“□”",
    "underline": "有画了下划线的字，收进了字，没有下划线",
    "marked": "有加了着重号或底色的字，收进了字，没有这些记号",
    "strike": "有画了删除线的字，照样收进了，不要的请删去",
    "script": "有上标、下标的字写不成上标、下标，收成了普通的字",
    "altChunk": "有嵌入的另一个文件，没有收进",
}
_MARK = re.compile(r"^[*＊※†‡①-⑳]+\s*(?=\S)")  # in front of a note, which is printed with a number of its own
_ADDRESSES = ("http://", "https://", "mailto:", "ftp://")
_SHOWN, _LONGEST_ADDRESS, _MOST_ADDRESSES = 12, 200, 20  # characters of words, of an address; how many
_QUIET = {"ins", "del", "moveTo", "underline", "marked", "shape", "merged"}  # facts; the others are doubts


def read_docx(data: bytes, file: str) -> Manuscript:
    """Read a .docx of Word or WPS; raises BulletinError where it is unsafe, encrypted, damaged or none."""
    archive = Archive(data, file)
    main = _find_main(archive)
    root = archive.parse(main) if main not in _NOT_WORD else None
    if root is None:
        raise _refuse_kind(archive)
    relations = archive.relations(main)
    of_kind = {relation.kind: relation.target for relation in relations.values() if not relation.external}
    styles = Styles(archive.parse(of_kind.get("styles", "")), archive.parse(of_kind.get("theme", "")))
    reader = BodyReader(styles, Numbering(archive.parse(of_kind.get("numbering", "")), styles))
    story = reader.read_body(root)
    parts = [root]
    blocks = [*story.blocks]
    left = list(story.left)
    margins, margin_parts = _read_margins(archive, relations, root, styles, left)
    notes: dict[str, tuple[Run, ...]] = {}
    for kind, initial in (("footnotes", "f"), ("endnotes", "e")):
        part = archive.parse(of_kind.get(kind, ""))
        if part is not None:
            parts.append(part)
            notes |= _read_notes(part, initial, styles, left)
    left += _list_uncalled(blocks, notes)
    comments = archive.parse(of_kind.get("comments", ""))
    if comments is not None:
        parts.append(comments)
        left += _read_comments(comments)
    diagrams = list(_read_diagrams(archive))
    taken = take_pictures(archive, relations, blocks, story.drawings)
    remarks = [
        *_explain(story.met, archive),
        *_name_addresses(story.links, relations),
        *taken.remarks,
        *_name_pictures(root, margin_parts),
    ]
    words = count_han([*_list_texts([*parts, *margin_parts]), *(item.text for item in diagrams)])
    return Manuscript(
        file,
        blocks=(*taken.blocks, *margins),
        images=taken.images,
        notes=notes,
        left=(*left, *diagrams),
        remarks=tuple(remarks),
        words=words,
        added=count_han(story.numbers),
    )


def _find_main(archive: Archive) -> str:
    for relation in archive.relations("").values():
        if relation.kind == "officeDocument":
            return relation.target
    return "word/document.xml"


def _refuse_kind(archive: Archive) -> BulletinError:
    kind = next((name for part, name in _NOT_WORD.items() if archive.holds(part)), "压缩包或别的文件")
    return refuse_kind(archive.name, f"这不是 Word 文档，是{kind}")


def _list_texts(roots: Sequence[Element]) -> Iterator[str]:
    """Every piece of text in the parts, whatever becomes of it."""
    for root in roots:
        code = ""
        for element in walk(root):
            name = tag(element)
            if name in {"t", "delText"}:
                yield element.text or ""
            elif name == "textpath":
                yield attr(element, "string")
            elif name == "instrText":
                code += element.text or ""
            elif name == "fldChar" and attr(element, "fldCharType") in {"separate", "end"}:
                if (code.split() or [""])[0].upper() in DRAWN_FIELDS and not draw_field(code):
                    yield code
                code = ""


def _read_margins(
    archive: Archive,
    relations: Mapping[str, Relation],
    root: Element,
    styles: Styles,
    left: list[Leftover],
) -> tuple[list[Block], list[Element]]:
    """Headers and footers of every kind (first, even, default), each text once."""
    blocks: list[Block] = []
    parts: list[Element] = []
    seen: set[str] = set()
    for reference in walk(root):
        if tag(reference) not in {"headerReference", "footerReference"}:
            continue
        relation = relations.get(attr(reference, "id"))
        if relation is None or relation.external or relation.target in seen:
            continue
        seen.add(relation.target)
        part = archive.parse(relation.target)
        if part is None:
            continue
        parts.append(part)
        area = Area.HEADER if tag(reference) == "headerReference" else Area.FOOTER
        story = BodyReader(styles, Numbering(None, styles)).read_story(part)
        left += story.left
        for block in story.blocks:
            texts = [block.text] if block.runs else [cell for row in block.cells for cell in row]
            for text in texts:
                if text.strip():
                    origin = Origin(margin=area)
                    blocks.append(Block((Run(text),), origin=origin, area=area))
    return blocks, parts


def _read_notes(
    part: Element, initial: str, styles: Styles, left: list[Leftover]
) -> dict[str, tuple[Run, ...]]:
    """The notes of a part by label, each on one line; separators have a type, and words where somebody typed
    what heads the notes there."""
    notes: dict[str, tuple[Run, ...]] = {}
    for element in part:
        if tag(element) not in {"footnote", "endnote"}:
            continue
        if "eparator" in attr(element, "type"):
            words = "".join(_list_texts([element])).strip()
            left += [Leftover(words, Reason.NOTE_HEAD)] if words else []
            continue
        story = BodyReader(styles, Numbering(None, styles)).read_story(element)
        runs: list[Run] = []
        for block in story.blocks:
            runs += [replace(run, bold=False) for run in block.runs if not run.note]
            cells = "；".join(cell for row in block.cells for cell in row).replace(INSET, "")
            runs += [Run(cells)] if block.cells else []
        left += story.left
        text = _MARK.sub("", " ".join("".join(run.text for run in runs).split()))
        label = f"{initial}{attr(element, 'id')}"
        if text and label in notes:
            left.append(Leftover(text, Reason.NOTE_TWICE))
        elif text:
            notes[label] = (Run(text),)
    return notes


def _list_uncalled(blocks: Sequence[Block], notes: dict[str, tuple[Run, ...]]) -> list[Leftover]:
    """Notes that nothing calls: they cannot be printed."""
    called = {label for block in blocks for label in block.calls}
    lost = [label for label in notes if label not in called]
    return [Leftover("".join(run.text for run in notes.pop(label)), Reason.NOTE_UNCALLED) for label in lost]


def _read_comments(part: Element) -> list[Leftover]:
    found = []
    for element in part:
        text = "".join(inner.text or "" for inner in walk(element) if tag(inner) in {"t", "delText"})
        if text.strip():
            found.append(Leftover(text, Reason.COMMENT))
    return found


def _read_diagrams(archive: Archive) -> Iterator[Leftover]:
    """The words of charts and SmartArt, which are drawings of their own."""
    for name in archive.names():
        if name.startswith(("word/diagrams/data", "word/charts/chart")) and name.endswith(".xml"):
            root = archive.parse(name)
            texts = (
                [element.text or "" for element in walk(root) if tag(element) in {"t", "v"}]
                if root is not None
                else []
            )
            text = " ".join(filter(None, map(str.strip, texts)))
            if text:
                yield Leftover(text, Reason.DIAGRAM)


def _name_addresses(links: Sequence[tuple[str, str]], relations: Mapping[str, Relation]) -> Iterator[Remark]:
    """What is said of links whose address is not what they read: the words are in the text, the address only
    here."""
    found: dict[str, str] = {}
    for text, link in links:
        relation = relations.get(link)
        address = relation.target if relation is not None else link
        bare = address.partition(":")[2].strip("/")
        if text and address.lower().startswith(_ADDRESSES) and bare not in text:
            found.setdefault(f"“{text[:_SHOWN]}”{address[:_LONGEST_ADDRESS]}", address)
    if found:
        more = f"等 {len(found)} 处" if len(found) > _MOST_ADDRESSES else ""
        listed = "；".join([*found][:_MOST_ADDRESSES])
        yield Remark(f"有的字带着网址，收进了字，没有收进网址：{listed}{more}")


def _name_pictures(root: Element, parts: Sequence[Element]) -> Iterator[Remark]:
    """What is said of pictures that belong to the page and not to the text."""
    count = sum(tag(element) in {"blip", "imagedata"} for part in parts for element in walk(part))
    if count:
        message = f"页眉、页脚里的图没有收进（{count} 张）"
        yield Remark(message, Origin(margin=Area.HEADER))
    background = next((element for element in root if tag(element) == "background"), None)
    if background is not None and any(tag(element) == "fill" for element in walk(background)):
        yield Remark("页面背景的图没有收进")


def _explain(met: Counter[str], archive: Archive) -> list[Remark]:
    remarks = [
        Remark(f"{message}（{met[name]} 处）", guess=name not in _QUIET, code="I136")
        for name, message in _FACTS.items()
        if met[name]
    ]
    if any(name.endswith("vbaproject.bin") for name in archive.names()):
        remarks.append(Remark("文件里有宏，没有理会"))
    return remarks
