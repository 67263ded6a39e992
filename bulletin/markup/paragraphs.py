"""The rule that reads a paragraph: as CommonMark does, but lines that were no one paragraph stay apart.

Clerks indent each paragraph by two full-width or four half-width spaces, or paste from Word lines that are
paragraphs each, and leave no blank line between; CommonMark would run all such lines together. Where a line
ends a paragraph is weighed in lineends; what is doubtful is joined, and `env["doubts"]` holds the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from markdown_it.rules_block import StateBlock

from bulletin.document.tree import Offsets
from bulletin.errors import Problem, Severity
from bulletin.markup.lineends import Surroundings, Verdict, judge_ends
from bulletin.markup.literals import find_literals
from bulletin.markup.measure import Line, find_measures
from bulletin.markup.openings import Ending, Opening
from bulletin.markup.signs import parts_by_sign, read_line
from bulletin.markup.verses import is_poem
from bulletin.model import Source

_IDEOGRAPHIC_SPACE = "\u3000"
_INDENT = 4
# What stands ahead of the text of a line, and lines that are no text.
_MARKS = re.compile(r"[ \t\u3000>]*(?:(?P<item>[-+*]|[0-9]{1,9}[.)])[ \t]+|\[\^[^\]\s]{1,40}\]:)?[ \t]*")
_NO_TEXT = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|\||`{3}|(?:[-*_][ \t]*){3,}$)")
_HARD_BREAK = re.compile(r"(?<!\\)(?:\\\\)*\\$|  $")
# Fewer line ends show nothing of how an article is typed; more lines in a run are more than one paragraph.
_LEAST_ENDS, _LONG_RUN, _SEVERAL_RUNS = 4, 10, 3
_SHOWN = 14


def _asks_for_break(text: str) -> bool:
    """Whether a line ends in two blanks or a backslash, which is not that of a folder: D:\\tools\\."""
    end = len(text.rstrip())
    return bool(_HARD_BREAK.search(text)) and not any(
        literal.end == end for literal in (find_literals(text) if "\\" in text else ())
    )


def paragraph_by_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's paragraph, up to a line that is indented or weighed to be another paragraph's."""
    verdicts: dict[int, Verdict] = state.env.setdefault("verdicts", {})
    stop = _find_stop(state, start, end, verdicts)
    # Judged before, unless the lines came to stand in another block since: behind an item of a list.
    if start not in verdicts or any(line not in verdicts for line in range(start + 1, stop)):
        verdicts |= _judge_lines(state, start, _find_stop(state, start, end, {}))
        verdicts[start] = Verdict.PART
        stop = _find_stop(state, start, end, verdicts)
    kept = [verdicts[line] for line in range(start + 1, stop)]
    state.env.setdefault("doubts", set()).update(
        line for line, verdict in enumerate(kept, start + 1) if verdict is Verdict.ASK
    )
    content, at = _read_lines(state, start, stop)
    state.line = stop
    token = state.push("paragraph_open", "p", 1)
    token.map = [start, stop]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start, stop], []
    token.meta["at"] = at
    token.meta["verse"] = Verdict.VERSE in kept
    state.push("paragraph_close", "p", -1)
    return True


def _find_stop(state: StateBlock, start: int, end: int, verdicts: dict[int, Verdict]) -> int:
    """The first line behind `start` that another block begins with, or that is parted by its verdict."""
    terminators = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line = start + 1
    while line < end and not state.isEmpty(line):
        if verdicts.get(line) is Verdict.PART or _opens_by_indent(state, line):
            break
        if parts_by_sign(read_line(state, line - 1), read_line(state, line)):
            break
        # A lazy continuation of a block quote has a negative indent and ends nothing.
        if state.sCount[line] >= 0 and any(rule(state, line, end, True) for rule in terminators):
            break
        line += 1
    state.parentType = outer
    return line


def _opens_by_indent(state: StateBlock, line: int) -> bool:
    first = state.src[state.bMarks[line] + state.tShift[line]]
    return first == _IDEOGRAPHIC_SPACE or state.sCount[line] - state.blkIndent >= _INDENT


def _judge_lines(state: StateBlock, start: int, stop: int) -> dict[int, Verdict]:
    """The verdict on each line from behind `start` to before `stop`: on the line end ahead of it."""
    typed = _list_typed(state)
    lines = [
        Line(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]], typed[line])
        for line in range(start, stop)
    ]
    found = judge_ends(lines, _look_around(state)) if len(lines) > 1 else []
    verdicts = dict(enumerate(found, start + 1))
    for line in verdicts:
        if _asks_for_break(typed[line - 1]):
            verdicts[line] = Verdict.JOIN
        elif verdicts[line] is Verdict.PART and state.parentType == "footnote":
            verdicts[line] = Verdict.ASK  # behind a note there is no way back into it
    if typed[stop : stop + 1] and typed[stop].lstrip(" \t>").startswith("|"):
        # Above a table its name and its unit are no paragraphs, on however many lines.
        caption = next((i for i, line in enumerate(lines) if line.opening is Opening.CAPTION), len(lines))
        verdicts |= dict.fromkeys(range(start + caption + 1, stop), Verdict.JOIN)
    return verdicts


def _list_typed(state: StateBlock) -> list[str]:
    """The lines of the file."""
    if "typed" not in state.env:
        state.env["typed"] = state.src.split("\n")
    typed: list[str] = state.env["typed"]
    return typed


def _look_around(state: StateBlock) -> Surroundings:
    """What the whole file shows of how its lines are broken."""
    if "surroundings" not in state.env:
        state.env["surroundings"] = describe_lines(_list_typed(state))
    around: Surroundings = state.env["surroundings"]
    return around


def describe_lines(typed: Sequence[str]) -> Surroundings:
    """What the lines of a file show of how they are broken."""
    runs = [run for run in _list_runs(typed) if len(run) > 1]
    ends = [
        line.ending in (Ending.STOP, Ending.SEMICOLON, Ending.COLON)
        for run in runs
        for line, _ in pairwise(run)
    ]
    share = sum(ends) / len(ends) if len(ends) >= _LEAST_ENDS else -1.0
    apart = len(runs) >= _SEVERAL_RUNS or len(ends) < _LONG_RUN * len(runs)
    return Surroundings(find_measures(runs), share, apart, is_poem(runs))


def _list_runs(typed: Sequence[str]) -> list[list[Line]]:
    """Lines of text that stand right under one another."""
    runs: list[list[Line]] = [[]]
    for line in typed:
        marks = _MARKS.match(line)
        text = line[marks.end() :] if marks else line
        if not text.strip() or _NO_TEXT.match(line):
            runs.append([])
            continue
        if (marks and marks["item"]) or line[:1] == _IDEOGRAPHIC_SPACE or line.startswith(" " * _INDENT):
            runs.append([])
        runs[-1].append(Line(text, line))
    return runs


def _read_lines(state: StateBlock, start: int, end: int) -> tuple[str, Offsets]:
    """The lines from `start` to before `end` less their indent, as `getLines` reads them, without the white
    space around them; and the offset of each character."""
    text = ""
    at: list[int] = []
    for line in range(start, end):
        first, indent = state.bMarks[line], 0
        last = state.eMarks[line] + (line + 1 < end)
        while first < last and indent < state.blkIndent:
            if state.src[first] == "\t":
                indent += 4 - (indent + state.bsCount[line]) % 4
            elif state.src[first] == " " or first - state.bMarks[line] < state.tShift[line]:
                indent += 1
            else:
                break
            first += 1
        over = max(indent - state.blkIndent, 0)  # of a tab that reaches into the text
        text += " " * over + state.src[first:last]
        at += [first - 1] * over + [*range(first, last)]
    stripped = text.strip()
    lead = len(text) - len(text.lstrip())
    return stripped, at[lead : lead + len(stripped)]


def check_line_ends(env: dict[str, Any], source: Source) -> Iterator[Problem]:
    """Ask of each line end that was joined and may have been the end of a paragraph."""
    for line in sorted(env.get("doubts", ())):
        above, below = source.lines[line - 1].strip(), source.lines[line].strip()
        message = f"这一行与下一行接成了一段：“{_shorten(above[-_SHOWN:], above)}”“{below[:_SHOWN]}”"
        hint = f"本来是两段，就在第{line}行与第{line + 1}行之间空一行；本来是一段，就接成一行"
        yield source.problem(line, "M150", message, hint, Severity.WARNING)


def _shorten(tail: str, whole: str) -> str:
    return tail if tail == whole else f"…{tail}"
