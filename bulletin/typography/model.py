"""The values that go in and come out: a paragraph's runs, and the lines made of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

Advance = Callable[[str, str], Sequence[float]]
"""(text, font key) -> the advance of every character in em of that font, as HarfBuzz shapes it:
all of a cluster's on its first character, kerning included."""

Hyphenate = Callable[[str], Sequence[int]]
"""word -> the offsets at which it may be divided, ascending."""


Cohesion = Callable[[str, str], float]
"""Two neighbouring characters -> how firmly they stand together, from 0 to 1: the parts of a word do."""


class Kind(Enum):
    """How the text of a run may be broken."""

    TEXT = "text"
    URL = "url"  # may be broken after / ? & . as well
    BOX = "box"  # an inline image, its text U+FFFC: a piece of a given width, like a character
    LEADER = "leader"  # dots up to a page number: as wide as a box, and no character
    NOTE = "note"  # a footnote mark: one piece that stays with what stands before it


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one font and size; `key` is the caller's own and is never looked at."""

    text: str
    font: str = ""
    size: float = 1.0  # in em of the paragraph
    kind: Kind = Kind.TEXT
    width: float | None = None  # in em of the paragraph; a box has no advances to add up
    key: object = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: which text of the paragraph, and the space added or taken at every character.

    The advances of the text, plus `before`, plus all of `after` (plus the hyphen) is `width`: the
    measure less the indent on every justified line.
    """

    start: int  # offsets into the text of all runs together
    end: int
    indent: float
    before: float  # ahead of the first character: below 0 where an opening mark is trimmed
    after: tuple[float, ...]  # behind each character: a gap, a share, or below 0 for a narrowed mark
    natural: float  # width before anything was shared or narrowed
    width: float
    shared: float  # spread over the line (above 0) or narrowed out of it (below 0)
    left: float  # room not used: 0 on a justified line
    hyphen: bool = False  # the caller draws a hyphen at the end

    @property
    def is_justified(self) -> bool:
        """Whether both edges are straight."""
        return abs(self.left) < 1e-6
