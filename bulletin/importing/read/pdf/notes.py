"""Lines of pages → the same without the notes at their feet, the marks in the text made calls of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bulletin.hanzi import join_lines
from bulletin.importing.model import Leftover, Origin, PageLine, Reason, Run
from bulletin.importing.read.pdf.lines import RAISED, RINGED
from bulletin.importing.read.raised import set_script

_SMALL = 0.85  # of the text's size, that notes are set in
_SMALL_RAISED = 0.95  # of it, where the number that a note begins with is raised
# A number that counts something or goes on is no mark of a note.
_MARK = re.compile(
    r"[\[（(〔]?([0-9]{1,2}|[①-⑳]|[¹²³⁰⁴-⁹]{1,2})(?![0-9.,%％‰℃年月日时个家项亿万元])[\]）)〕.．、]?\s*(?=\S)"
)
_SOURCES = ("参考文献", "参考资料")  # over a list of sources, which may be set small, too (GB/T 7714—2015)
_CITED = re.compile(r"[\[［]\s*[0-9]{1,3}\s*[\]］]")
_LONGEST_HEAD = 16  # characters of the heading over them
_MOST_FOOT = 0.4  # of the lines of a page, that notes are without a call
_POWERS = {"2", "3"}  # of units

Notes = dict[str, tuple[Run, ...]]


def take_notes(lines: Sequence[PageLine]) -> tuple[list[PageLine], Notes, tuple[Leftover, ...]]:
    """Take the notes off the feet of pages; a raised number that calls none is text again."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    notes: Notes = {}
    kept: list[PageLine] = []
    sources = False  # above, on this page or one before
    for page in sorted({line.page for line in lines}):
        own = [line for line in lines if line.page == page]
        sources |= any(_heads_sources(line) for line in own)
        foot = [line for column in _list_lowest(own) for line in _find_foot(column, body)]
        parts = _part_notes(foot)
        doubtful = sources or len(foot) > _MOST_FOOT * len(own) or not any(map(_is_marked, foot))
        if doubtful and not _calls_any(own, foot, parts):
            foot, parts = [], []  # a list of sources, or small print
        for number, text in parts:
            notes[f"p{page}-{number}"] = (Run(text),)
        kept += [line for line in own if line not in foot]
    called: set[str] = set()
    kept = [_settle_calls(line, notes, called) for line in kept]
    lost = [label for label in notes if label not in called]
    left = tuple(
        Leftover("".join(run.text for run in notes.pop(label)), Reason.NOTE_UNMARKED, _place(label))
        for label in lost
    )
    return kept, notes, left


def _heads_sources(line: PageLine) -> bool:
    return "".join(line.text.split()).rstrip("：:").endswith(_SOURCES) and len(line.text) <= _LONGEST_HEAD


def _calls_any(own: Sequence[PageLine], foot: Sequence[PageLine], parts: Sequence[tuple[str, str]]) -> bool:
    """Whether a raised number on a page calls one of its notes."""
    numbers = {number for number, _ in parts}
    return any(
        run.note and _number(run.note) in numbers for line in own if line not in foot for run in line.runs
    )


def _is_marked(line: PageLine) -> bool:
    """Whether a line begins with the mark of a note, and no number that belongs to its words: 24行＝3行."""
    text = _whole_text(line)
    match = _MARK.match(text)
    if match is None:
        return False
    return not text[: match.end()].isdecimal() or bool(line.runs and line.runs[0].note)


def _place(label: str) -> Origin:
    return Origin.at_page(int(label[1:].split("-")[0]))


def _list_lowest(own: Sequence[PageLine]) -> list[list[PageLine]]:
    """The lines of each column of a page that has nothing below it."""
    columns: dict[tuple[float, float] | None, list[PageLine]] = {}
    for line in own:
        columns.setdefault(line.column, []).append(line)
    return [
        column
        for key, column in columns.items()
        if not any(
            line.column != key
            and line.y < min(other.y for other in column)
            and any(line.left < other.right and other.left < line.right for other in column)
            for line in own
        )
    ]


def _find_foot(own: Sequence[PageLine], body: float) -> list[PageLine]:
    """The lowest lines of a page, or of a column of it, that are set small, from the first that begins with a
    number."""
    small = _list_small(own, _SMALL_RAISED * body)
    raised = next((i for i, line in enumerate(small) if line.runs and line.runs[0].note), len(small))
    small = small[raised:] or _list_small(own, _SMALL * body)
    heads = [line.y for line in own if _heads_sources(line)]
    if heads:  # their list, in brackets, ends where a note begins
        cited = [i for i, line in enumerate(small) if line.y < heads[-1] and _CITED.match(_whole_text(line))]
        rest = range(cited[-1] + 1, len(small)) if cited else range(len(small))
        start = next((i for i in rest if _MARK.match(_whole_text(small[i]))), len(small))
        small = small[start:] if cited else small
    first = next((i for i, line in enumerate(small) if _MARK.match(_whole_text(line))), len(small))
    return small[first:]


def _list_small(own: Sequence[PageLine], most: float) -> list[PageLine]:
    """The lowest lines of a page, as far up as they are set in no larger a size than `most`."""
    small: list[PageLine] = []
    for line in sorted(own, key=lambda line: line.y):
        if line.size > most:
            break
        small.insert(0, line)
    return small


def _whole_text(line: PageLine) -> str:
    """The text of a line with its raised numbers, which mark the notes themselves, too."""
    return "".join(run.text or run.note for run in line.runs).strip()


def _part_notes(foot: Sequence[PageLine]) -> list[tuple[str, str]]:
    parts: list[tuple[str, list[str]]] = []
    for line in foot:
        text = _whole_text(line)
        match = _MARK.match(text)
        if match and (not parts or _number(match[1]) == str(int(parts[-1][0]) + 1)):
            parts.append((_number(match[1]), [text[match.end() :]]))
        elif parts:
            parts[-1][1].append(text)
    return [(number, join_lines(texts)) for number, texts in parts]


def _number(mark: str) -> str:
    plain = "".join(RAISED.get(char, char) for char in mark)
    return RINGED.get(mark, plain.lstrip("0") or "0")


def _settle_calls(line: PageLine, notes: Notes, called: set[str]) -> PageLine:
    runs: list[Run] = []
    for run in line.runs:
        label = f"p{line.page}-{_number(run.note)}"
        before = runs[-1].text[-1:] if runs else ""
        if not run.note:
            runs.append(run)
        elif label in notes:
            called.add(label)
            runs.append(Run(note=label))
        elif run.note[0] in RAISED:
            runs.append(Run(run.note))
        elif before.isdecimal() or (before.isascii() and before.isalpha() and run.note in _POWERS):  # 10⁶, m²
            runs.append(Run(set_script(run.note, "superscript")))
        else:
            runs.append(Run(run.note))
    return replace(line, runs=tuple(runs), text="".join(run.text for run in runs).strip())
