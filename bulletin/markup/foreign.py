"""The tree of an article → marks of other Markdowns, of HTML and LaTeX in its text: they are printed as
typed, and each is told of with how its meaning is written here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.entities import html5

from bulletin.document.tree import Cell, Document, Inline, NoteMark, Picture, Span, Text
from bulletin.document.walk import list_inlines, walk_blocks
from bulletin.errors import Problem, Severity, shorten
from bulletin.markup.literals import find_literals
from bulletin.model import Source

# Stands for whatever is not plain text: a mark that was understood, a character behind a backslash.
OTHER = "\ufffc"
_FORMULA = "公式没有专门的记号：简单的直接写，如 x²、a/b、√2；复杂的存成图片"
# Commands of LaTeX that a pasted formula has; other words behind a backslash are folders.
_COMMANDS = (
    "frac|sqrt|sum|prod|int|lim|log|ln|sin|cos|tan|times|div|cdot|pm|mp|leq?|geq?|neq?|approx|equiv|infty|partial"
    "|alpha|beta|gamma|delta|epsilon|theta|lambda|mu|pi|rho|sigma|tau|phi|omega|left|right|begin|end|quad|ldots"
)
_PAGE = "另起一页，单独一行写“【分页】”"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark of others: how it looks in a line, how it is written here, and whether it means something in a
    cell of a table."""

    pattern: re.Pattern[str]
    hint: str
    in_cells: bool = True


def _mark(pattern: str, hint: str, *, in_cells: bool = True) -> _Mark:
    return _Mark(re.compile(pattern, re.IGNORECASE), hint, in_cells)


_MARKS = (
    _mark(r"~~(?=[^\s~])[^~\n]*~~", "没有删除线：要删的字直接删去"),
    _mark(r"(?<!=)==(?=[^\s=])[^=\n]*[^\s=]==(?!=)", "没有高亮：要突出，写成 **加粗**"),
    _mark(r"\$\$|\$(?=[^\s$])(?=[^$]*[A-Za-z\\^_=])[^$\u3000-\u9fff\uff00-\uffef]*(?<!\s)\$(?!\d)", _FORMULA),
    _mark(r"\\\([^()\n]+\\\)", _FORMULA),
    _mark(r"\\(?:newpage|pagebreak|clearpage)\b", _PAGE),
    _mark(rf"\\(?:{_COMMANDS})(?![A-Za-z])|\\[a-z]+\{{", _FORMULA),
    _mark(r"`[^`\n]+`", "没有代码的字体：删去“`”，只写文字"),
    _mark(r"^\[[ xX]\](?=\s)", "方框直接打“□”“☑”"),
    _mark(r"^(?:\[\[?toc\]?\]|\{\{?toc\}?\}|\[目录\])$", "目录由程序排，删去这一行"),
    _mark(r"^\+{3,}$", "删去这一行；文章开头的各项用两行“---”围起来，分隔线写“---”"),
    _mark(r"^:{3,}", "没有这样的方框：删去“:::”的行；引用别人的话，每行前面写“> ”"),
    _mark(r"\{[.#:]\s*[A-Za-z][^{}\n]*\}", "样子由版式决定：删去花括号和里面的字"),
    _mark(r"\|\|", "“||”只在表格里有意思（与左边的格子合并）；不是表格，就删去", in_cells=False),
    _mark(r"\^\^", "“^^”只在表格里有意思（与上面的格子合并）；不是表格，就删去", in_cells=False),
    _mark(r"(?<![+A-Za-z0-9])\+\+(?=[\u4e00-\u9fff])[^+\n]*\+\+(?!\+)", "没有下划线：要突出，写成 **加粗**"),
    _mark(r"%%[^%\n]+%%", "批注会印出来：记到别处"),
    _mark(r"(?<![A-Za-z0-9:]):[a-z][a-z_+-]+:(?![A-Za-z0-9:])", "表情印不出来：删去，或写成文字"),
    _mark(r"^={3,}$", "小标题写成“## 小标题”；分隔线写“---”"),
    _mark(r"^\[!(?:note|tip|important|warning|caution)\]", "没有这样的提示框：删去方括号和里面的字"),
    _mark(r"!\[\[[^\[\]\n]+\]\]", "图片写成 ![图上有什么](文件名)"),
    _mark(r"(?<!!)\[\[(?!\d)[^\[\]\n]+\]\]", "链接写成 [文字](https://…)；说到本期另一篇，写它的《标题》"),
    _mark(r"\^\[[^\[\]\n]+\](?!\^)", "脚注写成 [^1]，注文另起一行写“[^1]: 注文”"),
    _mark(rf"^\[[^\[\]^\n]+\]:\s*{OTHER}", "链接写在文字里：[文字](https://…)"),
    _mark(r"[A-Za-z0-9)）]\^[-+−]?[(（{]?[A-Za-z0-9]{1,12}", "上标两头各写一个“^”，如 m^2^；或直接打“²”“³”"),
    _mark(r"[A-Za-z)]~(?-i:[0-9a-z+-])[^\s~]{0,11}~(?!~)", "下标写成 H~2~O，里面只写数字或字母；或直接打“₂”"),
    _mark(
        rf"(?:^|(?<=[\s，。、；：]))(__?)(?=[^\s_])[^_\n{OTHER}]{{2,40}}(?<!\s)\1(?=[\s，。、；：]|$)",
        "加粗用星号：**加粗**；要印出横线，不用管",
    ),
)
_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_SHOWN = 24
_FEW, _MOST_LINES = 3, 8  # problems of one mark that are told one by one; lines that one names


def check_foreign(document: Document, source: Source) -> Iterator[Problem]:
    """Find marks that mean something to other programs, and that are printed as letters here (M161); one
    problem for a mark that stands all over an article."""
    alike: dict[str, list[Problem]] = {}
    for problem in _find_foreign(document, source):
        alike.setdefault(problem.hint, []).append(problem)
    for found in alike.values():
        if len(found) > _FEW:
            yield _tell_of_all(found)
        else:
            yield from found


def _tell_of_all(found: list[Problem]) -> Problem:
    first, *others = found
    lines = list(dict.fromkeys(problem.line for problem in found))
    where = "、".join(map(str, lines[:_MOST_LINES])) + ("……" if len(lines) > _MOST_LINES else "")
    message = f"{first.message}；这样的记号共{len(found)}处，在第{where}行"
    return replace(first, message=message, also=tuple(spot for other in others for spot in other.spots))


def _find_foreign(document: Document, source: Source) -> Iterator[Problem]:
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            for line, text in read_lines(document, list_inlines(node), source).items():
                yield from _check_line(line, text, source, in_cell=isinstance(node, Cell))


@dataclass(slots=True)
class Line:
    """What of a line of the source is printed of one block: its characters, and their columns, from 1."""

    text: str = ""
    columns: list[int] | None = None

    def add(self, char: str, column: int) -> None:
        """One character more."""
        self.text += char
        self.columns = self.columns or []
        self.columns.append(column)


def read_lines(document: Document, inlines: tuple[Inline, ...], source: Source) -> dict[int, Line]:
    """The printed text of each source line of `inlines`, a line counted from 1. What is no plain text is
    OTHER, and so is a character whose backslash was understood."""
    lines: dict[int, Line] = {}

    def place(char: str, offset: int) -> None:
        line, column = document.find_place(offset)
        if column > len(source.lines[line - 1]):  # a line's end, as a space
            return
        lines.setdefault(line, Line()).add(char, column)

    def add(inlines: tuple[Inline, ...]) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    before = -2
                    for char, offset in zip(inline.content, inline.offsets, strict=True):
                        line, column = document.find_place(offset)
                        typed = source.lines[line - 1]
                        hidden = before != offset - 1 and column > 1 and typed[column - 2] == "\\"
                        place(OTHER if hidden else char, offset)
                        before = offset
                case Picture() | NoteMark():
                    place(OTHER, inline.offset)
                case _ if isinstance(inline, Span):
                    place(OTHER, inline.offset)
                    if not is_typed(inline):
                        add(inline.children)
                        last = max(lines)
                        columns = lines[last].columns
                        lines[last].add(OTHER, columns[-1] if columns else 1)
                case _:
                    pass

    add(inlines)
    return lines


def is_typed(inline: Inline) -> bool:
    """Whether an inline is an address that was typed as text: it begins where its text does."""
    if not isinstance(inline, Span) or not inline.children:
        return False
    first = inline.children[0]
    return isinstance(first, Text) and bool(first.offsets) and first.offsets[0] == inline.offset


def _check_line(number: int, line: Line, source: Source, *, in_cell: bool) -> Iterator[Problem]:
    text, columns = line.text, line.columns or []
    hidden = bytearray(len(text))
    for literal in find_literals(text):
        hidden[literal.start : literal.end] = b"\x01" * (literal.end - literal.start)
    masked = "".join(OTHER if hide else char for char, hide in zip(text, hidden, strict=True)).strip()
    lead = len(text) - len(text.lstrip())
    seen: set[str] = set()
    for mark in _MARKS:
        is_row = in_cell or masked.startswith(("|", "｜"))
        match = None if is_row and not mark.in_cells else mark.pattern.search(masked)
        if match and mark.hint not in seen:
            seen.add(mark.hint)
            masked = masked[: match.start()] + OTHER * len(match[0]) + masked[match.end() :]
            first, last = columns[lead + match.start()], columns[lead + match.end() - 1]
            yield _tell(source, number, match[0], mark.hint, first, last + 1)
    typed = source.lines[number - 1]
    for match in _ENTITY.finditer(typed, columns[0] - 1 if columns else 0, columns[-1] if columns else 0):
        is_shown = match.start() + 1 in columns and not typed[: match.start()].endswith("\\")
        if is_shown and (char := _read_entity(match[0])):
            hint = "要空格，直接打空格" if char.isspace() else f"要印“{char}”，直接打这个字"
            hint = f"{hint}；要照样印出，在“&”前面加“\\”"
            yield _tell(source, number, match[0], hint, match.start() + 1, match.end() + 1)


def _read_entity(typed: str) -> str:
    """What HTML reads an entity as; empty where it knows none of this name."""
    name = typed[1:]
    if name[0] != "#":
        return html5.get(name, "")
    code = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _tell(source: Source, line: int, shown: str, hint: str, first: int, last: int) -> Problem:
    shown = shown.replace(OTHER, "…").strip()
    shown = shorten(shown, _SHOWN)
    message = f"“{shown}”不是这里的记号，会照印出来"
    problem = source.problem(line, "M161", message, hint, Severity.WARNING)
    return replace(problem, column=first, end_column=last)
