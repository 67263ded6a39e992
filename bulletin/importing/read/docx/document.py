"""The parts of a document → a Manuscript: body, headers and footers, notes, comments, pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lxml.etree import _Element as Element

from bulletin.errors import BulletinError
from bulletin.importing.model import (
    Area,
    Block,
    Kind,
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
from bulletin.importing.read.docx.numbering import Numbering
from bulletin.importing.read.docx.styles import Styles
from bulletin.importing.read.docx.xml import attr, tag, walk
from bulletin.importing.read.pictures import take_picture
from bulletin.importing.refusals import refuse_kind

_NOT_WORD = {"xl/workbook.xml": "Excel 表格", "ppt/presentation.xml": "PowerPoint 演示文稿"}
_FACTS = {
    "ins": "有修订，新加的字已照改",
    "del": "有修订，删去的字没有收进",
    "moveTo": "有修订，移动的字按移动后的位置",
    "oMath": "有公式，只收进了里面的字",
    "nested": "有表格套着表格，里面的收成了文字",
    "merged": "有合并的单元格，写成了“||”（并入左边）和“^^”（并入上面）",
    "diagram": "有图表或 SmartArt 图形，没有收进",
    "object": "有嵌入的对象（如 Excel 表格），没有收进",
    "sym": "有符号字体里的字认不出，写成了“□”",
    "strike": "有画了删除线的字，照样收进了，不要的请删去",
    "script": "有上标、下标的字没有对应的字符，收成了普通的字",
    "altChunk": "有嵌入的另一个文件，没有收进",
}
_MARK = re.compile(r"^[*＊※†‡①-⑳]+\s*(?=\S)")  # in front of a note, which is printed with a number of its own
_QUIET = {"ins", "del", "moveTo"}  # facts; the others are doubts


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
    images, blocks, remarks = _take_pictures(archive, relations, blocks)
    remarks = [*_explain(story.met, archive), *remarks]
    words = count_han([*_list_texts([*parts, *margin_parts]), *(item.text for item in diagrams)])
    return Manuscript(
        file,
        blocks=(*blocks, *margins),
        images=images,
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
                if (code.split() or [""])[0].upper() == "EQ":
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
    """The notes of a part by label, each on one line; separators have a type and no text."""
    notes: dict[str, tuple[Run, ...]] = {}
    for element in part:
        if tag(element) not in {"footnote", "endnote"} or "eparator" in attr(element, "type"):
            continue
        story = BodyReader(styles, Numbering(None, styles)).read_story(element)
        runs: list[Run] = []
        for block in story.blocks:
            runs += [replace(run, bold=False) for run in block.runs if not run.note]
            runs += [Run("；".join(cell for row in block.cells for cell in row))] if block.cells else []
        left += story.left
        text = _MARK.sub("", " ".join("".join(run.text for run in runs).split()))
        label = f"{initial}{attr(element, 'id')}"
        if text and label in notes:
            left.append(Leftover(text, Reason.NOTE_TWICE))
        elif text:
            notes[label] = (Run(text),)
    return notes


def _list_uncalled(blocks: Sequence[Block], notes: dict[str, tuple[Run, ...]]) -> list[Leftover]:
    """Notes that nothing calls, or that a cell of a table calls: they cannot be printed."""
    called = {run.note for block in blocks for run in block.runs if run.note}
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


def _take_pictures(
    archive: Archive, relations: Mapping[str, Relation], blocks: Sequence[Block]
) -> tuple[dict[str, bytes], list[Block], list[Remark]]:
    """The bytes of the pictures that can be taken over; the blocks without the others, and why."""
    images: dict[str, bytes] = {}
    kept: list[Block] = []
    remarks: list[Remark] = []
    above = ""
    for block in blocks:
        if block.kind is not Kind.IMAGE:
            kept.append(block)
            above = block.text.strip() or above
            continue
        relation = relations.get(block.image)
        if relation is None or relation.external:
            reason = "是文件外面的链接，没有去取" if relation else "文件里没有这张图"
        elif relation.target in images:
            reason = ""
        else:
            taken = take_picture(archive.read(relation.target))
            reason = taken.reason
            if not reason:
                images[relation.target] = taken.data
            if taken.converted:
                message = f"有一张图是 {taken.converted} 格式，转成了 PNG"
                remarks.append(Remark(message, block.origin))
        if reason or relation is None:
            place = f"“{above[:12]}{'……' * (len(above) > 12)}”下面的" if above else "开头的"
            message = f"{place}一张图没有收进：{reason}"
            remarks.append(Remark(message, block.origin, guess=True, code="I135"))
        else:
            kept.append(replace(block, image=relation.target))
    return images, kept, remarks


def _explain(met: Counter[str], archive: Archive) -> list[Remark]:
    remarks = [
        Remark(f"{message}（{met[name]} 处）", guess=name not in _QUIET, code="I136")
        for name, message in _FACTS.items()
        if met[name]
    ]
    if any(name.endswith("vbaproject.bin") for name in archive.names()):
        remarks.append(Remark("文件里有宏，没有理会"))
    return remarks
