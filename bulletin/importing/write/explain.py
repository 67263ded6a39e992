"""The verdicts of drafts → a page for the screen: what each line was taken for, why, and why not else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bulletin.errors import measure_columns
from bulletin.importing.model import Draft
from bulletin.importing.verdicts import Denial, Role, Rule, Verdict

_COLUMNS = 80  # of a screen
_SHOWN = 22  # columns of the beginning of a line
_GAP = "  "
_PLACE_MOST = 14  # columns of a place
_CLOSE = 40  # characters up to which a paragraph might have been a title or a heading
_NO_LINE_START = "，。、；：）”"  # a line of the reason does not begin with these (GB/T 15834—2011 5.1.1)
# What anybody sees: such a line was never close to a title.
_PLAIN = {Rule.HAS_STOP, Rule.ENDS_WITH_MARK, Rule.TOO_LONG, Rule.TOO_SHORT, Rule.CREDIT, Rule.PAGE_NUMBER}
_ASKED = {Role.HEADING, Role.PARAGRAPH, Role.ITEM}


def render_explanation(drafts: Sequence[Draft]) -> str:
    """For each line of each file its place, its beginning, what it was taken for and the rule that said so;
    what else it was close to, and the rule that spoke against that.

    At most 80 columns wide, where a Chinese character takes two.
    """
    lines: list[str] = []
    for draft in drafts:
        lines += ["", f"{draft.file}：每一行当作什么、为什么", ""]
        place = min(
            max((measure_columns(verdict.place) for verdict in draft.verdicts), default=0), _PLACE_MOST
        )
        for verdict in draft.verdicts:
            lines += _render_verdict(verdict, place)
    return "\n".join(lines[1:])


def _render_verdict(verdict: Verdict, place: int) -> Iterator[str]:
    head = _GAP.join((_pad(verdict.place, place), _pad(f"“{_shorten(verdict.text)}”", _SHOWN), ""))
    indent = " " * (place + len(_GAP) + _SHOWN + len(_GAP))
    if measure_columns(head) > len(indent):  # a place of many pages
        yield head.rstrip()
        head = indent
    for piece in _wrap("；".join(_explain(verdict)), _COLUMNS - len(indent)):
        yield f"{head}{piece}"
        head = indent


def _explain(verdict: Verdict) -> Iterator[str]:
    because = str(verdict.because)
    yield f"{verdict.role}：{because}" if because != verdict.role else f"{verdict.role}，没有收进"
    if verdict.opens:
        yield f"另起一段：{verdict.opens}"
    denials = [denial for denial in verdict.denials if _is_close(verdict, denial)]
    for said, group in groupby(denials, key=lambda denial: str(denial.because)):
        yield f"不是{'、'.join(str(denial.role) for denial in group)}：{said}"


def _is_close(verdict: Verdict, denial: Denial) -> bool:
    """Whether a line might have been taken for something else: it is short, and no mark in it tells."""
    if verdict.role not in _ASKED:
        return False
    if verdict.role is Role.HEADING:
        return True
    return len(verdict.text) <= _CLOSE and denial.because.rule not in _PLAIN


def _shorten(text: str) -> str:
    """The beginning of a text, as wide as its column."""
    words = "".join(char if char.isprintable() else " " for char in " ".join(text.split()))
    room = _SHOWN - measure_columns("“”")
    if measure_columns(words) <= room:
        return words
    shown = ""
    for char in words:
        if measure_columns(shown + char + "…") > room:
            break
        shown += char
    return f"{shown}…"


def _pad(text: str, columns: int) -> str:
    return text + " " * (columns - measure_columns(text))


def _wrap(text: str, columns: int) -> Iterator[str]:
    """`text` in pieces of at most `columns`; a mark that begins no line stays with what is before it."""
    line = ""
    for i, char in enumerate(text):
        following = text[i + 1 : i + 2]
        mark = following if following and following in _NO_LINE_START else ""
        if line and measure_columns(line + char + mark) > columns:
            yield line
            line = ""
        line += char
    if line:
        yield line
