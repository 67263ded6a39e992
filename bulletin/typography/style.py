"""Styles of composition as data: limits, gaps, and the order in which a line gives and takes."""

import math
from dataclasses import dataclass, replace
from enum import Enum, auto


class Give(Enum):
    """A place of a line that can be narrowed or widened."""

    WORD_SPACE = auto()  # between Latin words
    MIDDLE = auto()  # ·, on both sides
    BRACKET = auto()  # before an opening mark, behind a closing one
    COMMA = auto()  # behind ， 、 ； ：
    STOP = auto()  # behind 。 ？ ！
    LINE_END = auto()  # behind a mark of any kind at the end of the line
    GAP = auto()  # between Han and Latin letters or digits
    EVEN = auto()  # between any two characters that are not one word, number, dash or ellipsis


@dataclass(frozen=True, slots=True)
class Step:
    """Places that give or take together and by equal amounts, until each is `to` em wide."""

    places: frozenset[Give]
    to: float


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of paragraph is composed; all lengths are in em."""

    name: str
    gap: float = 0.25  # CLREQ, Mixed Text Composition in Horizontal Writing Mode: up to 1/4 em
    latin_pitch: float = 0.0  # width by which Latin counts when lines are broken; 0: its own
    squeeze: tuple[Step, ...] = ()  # in this order when a line is too wide
    stretch: tuple[Step, ...] = ()  # in this order when it is too narrow
    relief: float = 0.0  # taken between any two characters, unseen, for Latin wider than it counts
    pull_in_from: float = 0.0  # room from which on marks are narrowed before a line is left short
    pair_room: float = 0.0  # what two adjacent marks give up to take one more character in
    adjacent: float = 0.0  # taken out of any two adjacent marks (CLREQ: 2 em become 1.5)
    trim_end: float = 0.0  # taken from a mark at the end of a line (GB/T 15834 5.1.10: 1/2)
    trim_start: float = 0.0  # taken from an opening mark at the start of a line
    badly_loose: float = 2.0  # room from which on a word is divided, and nothing is given away
    loosest: float = 0.3  # share between two characters beyond which a line is better left ragged
    last_text: int = 1  # characters, without marks, that a last line has at least
    last_any: int = 2  # characters, with marks
    justify: bool = True
    balance: bool = False


def _step(to: float, *places: Give) -> Step:
    return Step(frozenset(places), to)


# CLREQ, Procedures for Inter-Character Space Expansion: word spaces, then gaps, both up to 1/2 em,
# then everything alike.
_OPEN_GAPS = (
    _step(1 / 2, Give.WORD_SPACE),
    _step(1 / 2, Give.GAP),
    _step(math.inf, Give.EVEN),
)

# The printed originals share what is left over among all characters of a line alike, which keeps its
# grey even: gaps opened first, as CLREQ would, make numbers stand apart.
_SHARE_ALIKE = (
    _step(1 / 2, Give.WORD_SPACE),
    _step(math.inf, Give.EVEN),
)

# The printed originals: marks of every kind narrow to 5/8 em, then gaps to 1/8; a line of theirs
# counts Latin at the half em of 仿宋_GB2312, and ours takes up the difference. Among the marks, the
# one at the line end gives first: that is CLREQ's order, and no break depends on it.
BUREAU = Style(
    name="bureau",
    latin_pitch=1 / 2,
    squeeze=(
        _step(1 / 2, Give.LINE_END),
        _step(1 / 4, Give.WORD_SPACE),
        _step(5 / 8, Give.MIDDLE, Give.BRACKET, Give.COMMA, Give.STOP),
        _step(1 / 8, Give.GAP),
    ),
    stretch=_SHARE_ALIKE,
    relief=1 / 64,
    pull_in_from=1.0,
    pair_room=1 / 4,
)

# CLREQ's own way: Procedures for Inter-Character Spacing Reduction gives the order, periods last.
CLREQ = Style(
    name="clreq",
    squeeze=(
        _step(1 / 2, Give.LINE_END),
        _step(1 / 4, Give.WORD_SPACE),
        _step(1 / 2, Give.MIDDLE),
        _step(1 / 2, Give.BRACKET),
        _step(1 / 2, Give.COMMA),
        _step(1 / 8, Give.GAP),
        _step(1 / 2, Give.STOP),
    ),
    stretch=_OPEN_GAPS,
    adjacent=1 / 2,
    trim_end=1 / 2,
    last_text=2,
)

# Centred titles: lines of like length, broken at a pause if there is one, no character alone.
TITLE = replace(BUREAU, name="title", latin_pitch=0.0, justify=False, balance=True, last_text=2)

# Contents lines, table cells and captions: first fit from the left, no sharing, no character alone.
CELL = replace(BUREAU, name="cell", latin_pitch=0.0, justify=False, last_text=2)
