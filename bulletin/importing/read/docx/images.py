"""Blocks that name pictures by their relations → the bytes that can be taken over, and why not the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bulletin.importing.model import INSET, Block, Kind, Origin, Picture, Remark, Run
from bulletin.importing.read.docx.archive import Archive, Relation
from bulletin.importing.read.docx.drawings import Drawing
from bulletin.importing.read.pictures import take_picture

_DRAWN = ("WMF", "EMF")  # converted before the document is read
_SHOWN = 12  # characters of the words near a picture that is not taken


@dataclass
class TakenPictures:
    """The bytes of pictures by name, the blocks that show them, and what is to be said of the others."""

    images: dict[str, bytes] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def take_pictures(
    archive: Archive,
    relations: Mapping[str, Relation],
    blocks: Sequence[Block],
    drawings: Mapping[str, Drawing],
) -> TakenPictures:
    """Take over the pictures of `blocks`, in cells as well; `drawings` says how the page shows them."""
    out = TakenPictures()
    reasons: dict[str, str] = {}
    missed: dict[tuple[str, str, Origin], int] = {}  # how many pictures, by where they are and why
    above = ""
    for block in blocks:
        for picture in block.pictures:
            if picture.image not in reasons:
                reasons[picture.image] = _take(
                    archive, relations, drawings[picture.image], picture, block, out
                )
            if reason := reasons[picture.image]:
                key = (_describe_place(block, above), reason, block.origin)
                missed[key] = missed.get(key, 0) + 1
        lost = {name for name, reason in reasons.items() if reason}
        if block.kind is not Kind.IMAGE:
            out.blocks.append(_drop_insets(block, lost) if block.insets else block)
            above = block.text.strip() or above
        elif block.image not in lost:
            out.blocks.append(block)
    for (place, reason, origin), count in missed.items():
        number = "一" if count == 1 else f" {count} "
        out.remarks.append(Remark(f"{place}{number}张图没有收进：{reason}", origin, guess=True, code="I135"))
    return out


def _take(
    archive: Archive,
    relations: Mapping[str, Relation],
    drawing: Drawing,
    picture: Picture,
    block: Block,
    out: TakenPictures,
) -> str:
    """Put the bytes of one picture among the images; why not, where that is so."""
    relation = relations.get(drawing.relation)
    if relation is None or relation.external:
        return "是文件外面的链接，没有去取" if relation else "文件里没有这张图"
    taken = take_picture(archive.read(relation.target), drawing.crop)
    if taken.reason:
        return taken.reason
    out.images[picture.image] = taken.data
    suffix = relation.target[-3:].upper()
    if converted := taken.converted or (suffix if suffix in _DRAWN else ""):
        out.remarks.append(Remark(f"有一张图是 {converted} 格式，转成了 PNG", block.origin))
    return ""


def _describe_place(block: Block, above: str) -> str:
    """Where a picture stands, by the words that are nearest before it."""
    within = block.kind is Kind.TABLE
    words = (
        next((cell for row in block.cells for cell in row if cell.strip(f"{INSET}\n")), "")
        if within
        else above
    )
    words = " ".join(words.replace(INSET, "").split())
    shown = f"“{words[:_SHOWN]}{'……' * (len(words) > _SHOWN)}”"
    if within:
        return f"{shown}那张表格里的" if words else "表格里的"
    return f"{shown}下面的" if words else "开头的"


def _drop_insets(block: Block, lost: set[str]) -> Block:
    """A table without the pictures that are `lost`."""
    insets = iter(block.insets)
    kept: list[Run | Picture] = []
    cells = tuple(tuple("".join(_keep(cell, insets, kept, lost)) for cell in row) for row in block.cells)
    return replace(block, cells=cells, insets=tuple(kept))


def _keep(
    cell: str, insets: Iterator[Run | Picture], kept: list[Run | Picture], lost: set[str]
) -> Iterator[str]:
    for char in cell:
        if char != INSET:
            yield char
            continue
        inset = next(insets)
        if not isinstance(inset, Picture) or inset.image not in lost:
            kept.append(inset)
            yield char
