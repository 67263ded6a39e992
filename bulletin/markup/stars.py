"""Runs of `*` → bold, 楷体, or stars that are printed, by what stands on both sides of them.

CommonMark's flanking rule (§6.2) was made for words between spaces. In Chinese a star stands between
characters without any, and is as often a times sign, a masked name, a reference: `长*宽`, `李**`, `*号`.
So `**` marks bold wherever its halves enclose text closely, as offices write 前**重点**后; a single `*` only
where a blank, a mark of punctuation or the line's edge stands outside it. `_` marks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from bulletin.hanzi import is_han

# What cannot follow an opening run, nor stand before a closing one: it belongs to the text outside.
_CLOSING = frozenset("）》”’】〕〉」』］｝)]}，。、；：！？…,.;:!?%％·")
_OPENING = frozenset("（《“‘【〔〈「『［｛([{")
_CLAUSE_MARKS = re.compile("[，。；！？]")
_PAUSES = re.compile("[，。；！？、：]")
# A star that is spoken of: *号为必填项, *为必填, 带*的, 标注*
_NAMED_BEHIND = re.compile(r"(?:号|键|为|是|表示|代表|指|标)")
_NAMED_AHEAD = re.compile(r"(?:带|标|标注|加注|打|按)$")
# Names that were masked: **公司与**集团, 某**和李**的
_JOINS_AT_START = re.compile(r"(?:[与和及或]|以及|或者)")
_JOINS_AT_END = re.compile(r"(?:[与和及或]|以及|或者)$")
_KIND_OF_NAME = re.compile(
    "(?:股份)?(?:有限)?(?:责任)?公司|集团|[省市县区旗镇乡村局厅部委院校路号]|街道|学校|大学|中学|小学|医院|银行|同志|先生|女士"
)
_PRODUCT = re.compile("[=＝×÷/]")
_SPOKEN_OF = re.compile("表示|代表|号")
_LONGEST = 3


@dataclass(slots=True)
class _Run:
    """A run of stars: `tokens[index]`, typed from `start` to before `end`."""

    index: int
    start: int
    end: int
    opens: bool
    closes: bool

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(slots=True)
class _Scope:
    """Runs that may find each other: those of a text, or of a link in it. The lists are of each length."""

    waiting: dict[int, list[_Run]] = field(default_factory=lambda: {1: [], 2: [], 3: []})
    alone: list[_Run] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Half:
    """What of a run marks one end of a span: `length` stars from `start`."""

    opens: bool
    start: int
    length: int


def read_stars(state: StateInline, silent: bool) -> bool:
    """A run of `*` as one token of text; pair_stars says later what it is."""
    start = end = state.pos
    while end < state.posMax and state.src[end] == "*":
        end += 1
    if end == start:
        return False
    if not silent:
        token = state.push("text", "", 0)
        token.content = "*" * (end - start)
        token.meta["at"] = [*range(start, end)]
        token.meta["stars"] = True
    state.pos = end
    return True


def pair_stars(state: StateInline) -> None:
    """Make tokens of bold and 楷体 of the runs that find their partners; of one that most likely was to have
    one, `meta["doubt"]` says so."""
    halves: dict[int, list[_Half]] = {}
    scopes = [_Scope()]
    for index, token in enumerate(state.tokens):
        if token.type == "link_open":
            scopes.append(_Scope())
        elif token.type == "link_close" and len(scopes) > 1:
            _report_alone(state, scopes.pop())
        elif "stars" in token.meta:
            at: list[int] = token.meta["at"]
            _settle_run(state, _make_run(state.src, index, at[0], at[-1] + 1), scopes[-1], halves)
    while scopes:
        _report_alone(state, scopes.pop())
    if halves:
        made: list[Token] = []
        for index, token in enumerate(state.tokens):
            made += _split_token(token, halves[index]) if index in halves else [token]
        state.tokens[:] = made


def _make_run(text: str, index: int, start: int, end: int) -> _Run:
    before, after = _find_neighbours(text, start, end)
    opens = not after.isspace() and after not in _CLOSING
    closes = not before.isspace() and before not in _OPENING
    if end - start == 1:
        opens = opens and _is_apart(before) and not _NAMED_BEHIND.match(text, end)
        closes = closes and _is_apart(after) and not _NAMED_AHEAD.search(text, max(0, start - 2), start)
    elif _is_word(before) and _is_word(after):
        opens = closes = False  # 2**10
    return _Run(index, start, end, opens, closes)


def _find_neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    return text[start - 1] if start else "\n", text[end] if end < len(text) else "\n"


def _is_apart(char: str) -> bool:
    """Whether a char outside of a run parts it from the text: blank, edge or punctuation."""
    return char.isspace() or isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _settle_run(state: StateInline, run: _Run, scope: _Scope, halves: dict[int, list[_Half]]) -> None:
    if run.length == 4 and run.opens and run.closes and scope.waiting[2]:  # **甲****乙**
        middle = run.start + 2
        _pair(state, _Run(run.index, run.start, middle, False, True), scope, halves)
        scope.waiting[2].append(_Run(run.index, middle, run.end, True, False))
    elif run.length > _LONGEST:
        return
    elif run.closes and scope.waiting[run.length]:
        _pair(state, run, scope, halves)
    elif run.opens:
        scope.waiting[run.length].append(run)
    else:
        scope.alone.append(run)


def _pair(state: StateInline, run: _Run, scope: _Scope, halves: dict[int, list[_Half]]) -> None:
    opening = scope.waiting[run.length].pop()
    crossed = [other for runs in scope.waiting.values() for other in runs if other.start > opening.start]
    for runs in scope.waiting.values():
        while runs and runs[-1].start > opening.start:
            scope.alone.append(runs.pop())
    if _is_doubtful(state.src, opening, run, crossed=bool(crossed)):
        for one in (opening, run):
            state.tokens[one.index].meta["doubt"] = "stars"
        return
    halves.setdefault(opening.index, []).append(_Half(True, opening.start, opening.length))
    halves.setdefault(run.index, []).append(_Half(False, run.start, run.length))


def _is_doubtful(text: str, opening: _Run, closing: _Run, *, crossed: bool) -> bool:
    """Whether two runs that could be a pair may as well be stars that mean something by themselves."""
    inner = text[opening.end : closing.start]
    before, _ = _find_neighbours(text, opening.start, opening.end)
    _, after = _find_neighbours(text, closing.start, closing.end)
    if opening.length == 1:
        between = not (before.isspace() and after.isspace())
        return crossed or (between and bool(_CLAUSE_MARKS.search(inner)))
    if not (is_han(before) and is_han(after)) or len(inner) < 2:
        return bool(is_han(before) and _KIND_OF_NAME.fullmatch(inner) and _KIND_OF_NAME.match(after))
    return bool(
        _JOINS_AT_START.match(inner)
        or _JOINS_AT_END.search(inner)
        or (_KIND_OF_NAME.fullmatch(inner) and _KIND_OF_NAME.match(text, closing.end))
    )


def _report_alone(state: StateInline, scope: _Scope) -> None:
    """Say of each `**` without a partner that it may have been meant to have one, unless it is plain what it
    is: a masked name (李**), a reference mark (0.92**), a star that is spoken of (“**”). And 甲*乙丙*丁 may
    have meant 楷体."""
    alone = sorted(
        (*scope.alone, *(run for runs in scope.waiting.values() for run in runs)), key=lambda run: run.start
    )
    for run in alone:
        if run.length == 2 and not _is_plain(state.src, run):
            state.tokens[run.index].meta["doubt"] = "alone"
    single = [run for run in alone if run.length == 1]
    if len(single) == 2 and _may_be_emphasis(state.src, *single):
        state.tokens[single[0].index].meta["doubt"] = "inside"


def _may_be_emphasis(text: str, first: _Run, last: _Run) -> bool:
    """Whether 甲*乙丙*丁 may mean 楷体: it is no product, and no names are masked, no stars spoken of."""
    inner = text[first.end : last.start]
    if len(inner) < 2 or not is_han(inner[0]) or not is_han(inner[-1]) or _PRODUCT.search(text):
        return False
    if _NAMED_BEHIND.match(inner) or _NAMED_AHEAD.search(inner) or _NAMED_BEHIND.match(text, last.end):
        return False
    return not (_PAUSES.search(inner) or _JOINS_AT_START.match(inner) or _JOINS_AT_END.search(inner))


def _is_plain(text: str, run: _Run) -> bool:
    before, after = _find_neighbours(text, run.start, run.end)
    if _is_word(before) and (_is_word(after) or not run.opens):
        return True
    if (before in _OPENING and after in _CLOSING) or _SPOKEN_OF.match(text, run.end):
        return True
    ahead = text[run.start - 2] if run.start > 1 else "\n"
    return is_han(before) and not is_han(ahead)


def _split_token(token: Token, halves: list[_Half]) -> Iterator[Token]:
    """The token of a run as the ends of spans, and text for what of it is neither."""
    position, end = token.meta["at"][0], token.meta["at"][-1] + 1
    for half in sorted(halves, key=lambda half: half.start):
        if half.start > position:
            yield _make_text(token, position, half.start)
        position = half.start + half.length
        yield from _make_ends(half)
    if position < end:
        yield _make_text(token, position, end)


def _make_text(token: Token, start: int, end: int) -> Token:
    meta = {**token.meta, "at": [*range(start, end)]}
    return Token("text", "", 0, content="*" * (end - start), meta=meta)


def _make_ends(half: _Half) -> Iterator[Token]:
    """`**` is one end, `***` are two, bold outside."""
    spans = [("strong", half.start, half.start + 2)] if half.length > 1 else []
    if half.length != 2:
        spans.append(("em", half.start + half.length - 1, half.start + half.length))
    if not half.opens and half.length == 3:
        spans = [("em", half.start, half.start + 1), ("strong", half.start + 1, half.start + 3)]
    for tag, first, last in spans:
        name, nesting = ("open", 1) if half.opens else ("close", -1)
        yield Token(f"{tag}_{name}", tag, 1 if nesting == 1 else -1, meta={"span": range(first, last)})
