"""The proof of the words: every unit of every article, and what the front matter says, is on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from unicodedata import normalize

from bulletin.document.plain import Unit
from bulletin.errors import Problem, Severity
from bulletin.hanzi import parse_numeral, squeeze_text
from bulletin.model import PICTURE
from bulletin.proof.model import PrintedArticle, PrintedCopy, Proof, differs, doubt
from bulletin.proof.readback import Block

_NAMES = {
    "H3": "小标题",
    "H4": "小标题",
    "H5": "小标题",
    "H6": "小标题",
    "TH": "表头",
    "TD": "单元格",
    "Caption": "图表题",
    "Note": "注文",
    "Lbl": "编号",
    "Figure": "图片",
}


def prove_text(copy: PrintedCopy) -> Proof:
    """Every unit of the sources, in order and with its tag, is a unit of the PDF, and nothing is between."""
    problems = []
    for printed in copy.articles:
        if printed.heading is None:
            problems.append(differs(printed.place, "V101", f"“{printed.article.title}”没有印出来"))
        else:
            problems += _compare_units(copy, printed)
    return Proof(sum(1 + len(printed.units) for printed in copy.articles), tuple(problems))


def pair_units(copy: PrintedCopy, printed: PrintedArticle) -> list[tuple[Unit, Block | None]]:
    """Each unit of an article beside the block it should be: the first is found, the others follow it.

    Between the title and the text a template may set what it likes, be it what the text begins with:
    the place is the one from where most units agree.
    """
    blocks = [block for block in printed.blocks if not _is_bullet(block)]
    best, most = 0, -1
    for start in _list_starts(copy, printed.units, blocks):
        pairs = zip(printed.units, blocks[start:], strict=False)
        agreed = sum(1 for _ in takewhile(lambda pair: _agrees(copy, *pair), pairs))
        if agreed > most:
            best, most = start, agreed
        if agreed == len(printed.units):
            break
    following: list[Block | None] = [*blocks[best:], *[None] * len(printed.units)]
    return list(zip(printed.units, following, strict=False))


def _list_starts(copy: PrintedCopy, units: Sequence[Unit], blocks: Sequence[Block]) -> Iterator[int]:
    """Where the first unit may stand: no further than leaves room for all, if there is such a place."""
    found = [i for i, block in enumerate(blocks) if units and _agrees(copy, units[0], block)]
    room = [i for i in found if i + len(units) <= len(blocks)]
    yield from room or found or [0]


def _is_bullet(block: Block) -> bool:
    """A label that says nothing: the sources have no word of it."""
    return block.role == "Lbl" and not any(map(str.isalnum, block.text))


def _agrees(copy: PrintedCopy, unit: Unit, block: Block) -> bool:
    if unit.role == block.role == "Lbl" and _count(unit.text) == _count(block.text) is not None:
        return True  # a layout may number lists in Chinese
    return unit.role == block.role and copy.says(block.text, unit.text)


def _count(label: str) -> int | None:
    return parse_numeral(re.sub(r"[^0-9〇零一二三四五六七八九十百]", "", normalize("NFKC", label)))


def _compare_units(copy: PrintedCopy, printed: PrintedArticle) -> Iterator[Problem]:
    for unit, block in pair_units(copy, printed):
        if block is not None and _agrees(copy, unit, block):
            continue
        place = printed.article.file.place(unit.line)
        name = _NAMES.get(unit.role, "段落")
        if block is None:
            yield differs(place, "V102", f"{name}“{_shorten(unit.text)}”没有印出来")
        elif not copy.says(block.text, unit.text):
            typed, found = _show_difference(unit.text, block.text)
            message = f"{name}与稿子不同：稿子是“{typed}”，印成“{found}”（第{block.page}页）"
            yield differs(place, "V102", message)
        else:
            message = f"{name}“{_shorten(unit.text)}”的标记是 {block.role}，应是 {unit.role}"
            yield differs(place, "V102", message)
        return  # whatever follows a unit too many or too few is out of step


def _show_difference(typed: str, found: str) -> tuple[str, str]:
    """Both texts from a few characters before they part."""
    typed, found = squeeze_text(typed), squeeze_text(found)
    pairs = enumerate(zip(typed, found, strict=False))
    start = max(0, next((i for i, (a, b) in pairs if a != b), min(len(typed), len(found))) - 6)
    return _shorten(typed[start:]), _shorten(found[start:])


def _shorten(text: str, limit: int = 16) -> str:
    text = squeeze_text(text)
    return text if len(text) <= limit else text[:limit] + "…"


def prove_imprint(copy: PrintedCopy) -> Proof:
    """What the front matter says of the issue and its articles is printed: a warning where it is not,
    for a template may leave out what its office does not print."""
    issue = copy.issue
    outside = {id(block) for printed in copy.articles for block in printed.blocks[: len(printed.units)]}
    texts = [block.text for block in copy.pdf.blocks if id(block) not in outside]
    texts += [text for margin in copy.pdf.margins for text in margin]
    around = squeeze_text("\n".join(texts))
    said = [
        ("刊名", issue.title, copy.place, around),
        ("期号", issue.id.label, copy.place, around),
        ("总期号", issue.serial and f"{issue.serial}期", copy.place, around),
        ("标识", issue.mark, copy.place, around),
        ("编辑单位", issue.publisher, copy.place, around),
        ("电话", issue.phone, copy.place, around),
        *(("编辑", name, copy.place, around) for name in issue.editor),
        ("报送", issue.report_to, copy.place, around),
        ("抄送", issue.copy_to, copy.place, around),
        ("印数", issue.copies and f"{issue.copies}份", copy.place, around),
    ]
    for printed in copy.articles:
        own = squeeze_text("\n".join(block.text for block in printed.blocks))
        article, place = printed.article, printed.place
        said += [("作者", name, place, own) for name in article.author]
        said += [("来源", article.source, place, own), ("副标题", article.subtitle, place, own)]
        said += [("编者按", paragraph, place, own) for paragraph in article.editor_note]
        said.append(("栏目", article.column, place, around + own))
    said = [entry for entry in said if entry[1]]
    hint = "要印的话，在模板 print.html 里补上；本来就不印，可以不管这条警告"
    problems = [
        doubt(place, "V103", f"{name}“{text}”没有印出来", hint)
        for name, text, place, where in said
        if squeeze_text(text) not in where and copy.find_behind(where, text) is None
    ]
    if issue.cover and squeeze_text(issue.cover_caption or PICTURE) not in around:
        hint = "这个版式的封面没有放图的地方：换一个有的，如“版式: 2025”；只给网页用，可以不管"
        place = issue.places.get("cover_image", copy.place)
        problems.append(place.problem("V103", "封面图没有印出来", hint, Severity.INFO))
    return Proof(len(said), tuple(problems))
