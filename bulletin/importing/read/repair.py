"""A Manuscript as its reader gave it → the same with the characters that its print means, each change told.

What looks like an ideograph and is none, what a font of signs draws, what nobody can see, an accent apart
from its letter: none of it is what was meant, none is found by a search, and most would stop a build. So it
is put right here, once for the readers of all formats, before anything is recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from bulletin.hanzi import is_invisible
from bulletin.importing.ideographs import find_meant
from bulletin.importing.model import Block, Float, Line, Manuscript, Origin, PageLine, Remark, Run
from bulletin.importing.read.docx.symbols import find_symbol

# Fonts of signs put their codes here (ECMA-376 §17.3.3.30). Which font it was a character does not say: the
# first that knows the code as a bullet, elsewhere all that know it have to agree.
_SIGNS = ("wingdings", "symbol", "wingdings 2")
_BULLET = "\uf0b7"  # of Symbol, by which Word begins its lists; Wingdings has a clock there
# GBK 0xA3A0: a blank as wide as a Han character, as fonts and browsers show it (WHATWG, index gb18030).
_WIDE_BLANK = "\ue5e5"
_GETA = "〓"  # in print, what stands for a character that is not at hand
_ACCENTS = "\u0300-\u036f\u3099\u309a"
_ACCENTED = re.compile(rf"\w[{_ACCENTS}]+")
_SHOWN = 6  # kinds of characters that a remark names
_AROUND = 4  # characters on each side by which a remark shows a place


@dataclass
class _Tally:
    """What was put right so far, and the first place of each character that could not be."""

    meant: Counter[tuple[str, str]] = field(default_factory=Counter)
    signs: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    places: dict[str, tuple[Origin, str]] = field(default_factory=dict)
    unseen: int = 0
    composed: int = 0


def repair_characters(manuscript: Manuscript) -> Manuscript:
    """Put right what is no character of print; the sum of Han characters takes both for the same
    (`model.count_han`)."""
    tally = _Tally()
    repaired = replace(
        manuscript,
        lines=tuple(_repair_line(line, tally) for line in manuscript.lines),
        printed=tuple(_repair_printed(line, tally) for line in manuscript.printed),
        floats=tuple(_repair_float(item, tally) for item in manuscript.floats),
        blocks=tuple(_repair_block(block, tally) for block in manuscript.blocks),
        notes={label: _repair_runs(runs, tally, Origin()) for label, runs in manuscript.notes.items()},
    )
    return replace(repaired, remarks=(*manuscript.remarks, *_tell(tally)))


def tell_unseen(count: int) -> tuple[Remark, ...]:
    """What the report says of characters that were dropped because they have neither ink nor width."""
    return (Remark(f"去掉了{count}个看不见的字符"),) if count else ()


def _repair_line(line: Line, tally: _Tally) -> Line:
    text = _repair(line.text, tally, line.origin, starts=True)
    return line if text == line.text else replace(line, text=text)


def _repair_printed(line: PageLine, tally: _Tally) -> PageLine:
    origin = Origin.at_page(line.page)
    text = _repair(line.text, tally, origin, starts=True)
    if text == line.text:
        return line
    return replace(line, text=text, runs=_repair_runs(line.runs, _Tally(), origin))


def _repair_float(item: Float, tally: _Tally) -> Float:
    block = _repair_block(item.block, tally)
    return item if block is item.block else replace(item, block=block)


def _repair_block(block: Block, tally: _Tally) -> Block:
    repair = partial(_repair, tally=tally, origin=block.origin)
    runs = _repair_runs(block.runs, tally, block.origin)
    cells = tuple(tuple(repair(cell, starts=True) for cell in row) for row in block.cells)
    alt = repair(block.alt, starts=False)
    if (runs, cells, alt) == (block.runs, block.cells, block.alt):
        return block
    return replace(block, runs=runs, cells=cells, alt=alt)


def _repair_runs(runs: Iterable[Run], tally: _Tally, origin: Origin) -> tuple[Run, ...]:
    out = []
    starts = True
    for run in runs:
        text = _repair(run.text, tally, origin, starts=starts)
        out.append(run if text == run.text else replace(run, text=text))
        starts = starts and not text.strip()
    return tuple(out)


def _repair(text: str, tally: _Tally, origin: Origin, *, starts: bool) -> str:
    """`text` put right; `starts` says that it begins a paragraph, a line or a cell."""
    if text.isascii() or not any(map(_is_suspect, set(text))):
        return text
    composed = _ACCENTED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    tally.composed += len(text) - len(composed)
    out: list[str] = []
    for at, char in enumerate(composed):
        if not _is_suspect(char):
            out.append(char)
        elif meant := find_meant(char):
            tally.meant[char, meant] += 1
            out.append(meant)
        elif char == _WIDE_BLANK:
            out.append("\u3000")
        elif _is_private(char):
            alone = starts and all(map(str.isspace, out))
            if sign := _find_sign(char, alone):
                tally.signs[char, sign] += 1
                out.append(sign)
            else:
                tally.unknown[char] += 1
                tally.places.setdefault(char, (origin, _show_around(composed, at)))
                out.append(_GETA)
        elif is_invisible(char) or char == "\u00ad":
            tally.unseen += 1
        else:
            out.append(char)
    return "".join(out)


@lru_cache(maxsize=20_000)
def _is_suspect(char: str) -> bool:
    """Whether anything may have to be done about a character."""
    if char.isascii():
        return False
    accent = unicodedata.category(char) == "Mn"
    return accent or _is_private(char) or char == "\u00ad" or is_invisible(char) or bool(find_meant(char))


def _is_private(char: str) -> bool:
    return unicodedata.category(char) == "Co"


def _find_sign(char: str, alone: bool) -> str:
    """What a code of a font of signs draws; of one that fonts draw differently what it is as a bullet, where
    it stands `alone` in front."""
    if not "\uf020" <= char <= "\uf0ff":
        return ""
    if char == _BULLET and alone:
        return "•"
    found = [sign for font in _SIGNS if (sign := find_symbol(font, ord(char)))]
    return found[0] if found and (alone or len(set(found)) == 1) else ""


def _show_around(text: str, at: int) -> str:
    return f"“{text[max(0, at - _AROUND) : at]}□{text[at + 1 : at + 1 + _AROUND]}”".replace("\n", " ")


def _tell(tally: _Tally) -> Iterable[Remark]:
    """What was done, as facts; of what was left alone, that an editor has to look."""
    for changed, name in (
        (tally.meant, "部首字、兼容字改成了汉字"),
        (tally.signs, "符号字体的字改成了通用的符号"),
    ):
        if changed:
            kinds = changed.most_common()
            shown = "、".join(
                f"{_name(char)}→{right}（{count}处）" for (char, right), count in kinds[:_SHOWN]
            )
            more = "等" if len(kinds) > _SHOWN else ""
            yield Remark(f"{changed.total()}个{name}：{shown}{more}")
    if tally.composed:
        yield Remark(f"{tally.composed}个分开的音调符号与字母合成了一个字")
    yield from tell_unseen(tally.unseen)
    for char, count in tally.unknown.items():
        origin, around = tally.places[char]
        times = f"，共{count}处" if count > 1 else ""
        own = f"{around}里的□是原稿自己的字体才有的字（{_name(char)}）{times}"
        message = f"{own}，先写作“{_GETA}”，请改成真正的字"
        yield Remark(message, origin, guess=True, code="I136")


def _name(char: str) -> str:
    """A character as the report shows it: one that no font has by its code."""
    return f"U+{ord(char):04X}" if _is_private(char) else char
