"""Marks that could as well be text, and text that could as well be a mark → what was made of it, and how
the other is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from bulletin.document.tree import Document, Heading, Link, List, Paragraph, Picture, Quote, Text
from bulletin.document.walk import list_inlines, read_text, walk_blocks, walk_document, walk_inlines
from bulletin.errors import Problem, Severity
from bulletin.markup.foreign import read_lines
from bulletin.markup.signs import compares, compares_surely, is_signed, may_compare
from bulletin.model import Source

# The lines that git writes around and between two versions.
_CONFLICT_START = re.compile(r"<{7}(?: |$)")
_CONFLICT_MIDDLE = re.compile(r"={7}\s*$")
_CONFLICT_END = re.compile(r">{7}(?: |$)")
_STAR_LINE = re.compile(r"\*(?:\s*\*){2}")
_ENDING_HASHES = re.compile(r"(?<=\S)[ \t](#+)[ \t]*$")
_SINGLE = re.compile(r"[*+]\s+\S")
_DEEP = 10  # quotations in one another that nobody types for a sign
_SENTENCE_ENDS = tuple("。；：！？…”）")
UNPAIRED_STARS = (
    "M117",
    "星号没有配对，会照印出来",
    "加粗的星号用半角，前后成对，紧贴要加粗的字：**加粗**；要印出星号，写成“\\*\\*”",
)
# What a rule of inlines was not sure of: code, message, hint.
_OF_TOKENS = {
    "alone": UNPAIRED_STARS,
    "stars": (
        "M162",
        "看不出星号是记号还是文字，会照印出来",
        "要印出星号，在它前面加“\\”；要加粗，前后的“和”“与”写到星号外面；要排楷体，里面不夹逗号、句号",
    ),
    "inside": (
        "M162",
        "句子里的星号会照印出来",
        "要排楷体，星号外面要有标点或空格；要印出星号，在它前面加“\\”",
    ),
    "backslashes": (
        "M164",
        "两个反斜线连在一起",
        "段内换行，在行末写一个“\\”；要印反斜线，写一个就够",
    ),
}


def find_conflicts(source: Source) -> list[range]:
    """The lines, from 1, of each conflict that a merge of git left in a file."""
    found: list[range] = []
    start = middle = 0
    for number, line in enumerate(source.lines, 1):
        if _CONFLICT_START.match(line):
            start, middle = start or number, 0
        elif _CONFLICT_MIDDLE.match(line) and start:
            middle = number
        elif _CONFLICT_END.match(line):
            found.append(range(start or number, number + 1))
            start = middle = 0
    if middle:  # the end is gone
        found.append(range(start, middle + 1))
    return found


def explain_conflict(lines: range, source: Source) -> Problem:
    """The problem of a conflict that nobody resolved."""
    where = f"第 {lines.start} 行到第 {lines.stop - 1} 行" if len(lines) > 1 else "这一行"
    message = f"{where}是没有解决的合并冲突"
    hint = "两个人改了同一处：留下对的一种，删去“<<<<<<<”“=======”“>>>>>>>”三行"
    return source.problem(lines.start, "M160", message, hint)


def check_doubts(tokens: Sequence[Token], document: Document, source: Source) -> Iterator[Problem]:
    """Tell of whatever a rule was not sure of, and of marks that enclose nothing."""
    yield from _check_tokens(tokens, document, source)
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            match node:
                case Paragraph():
                    yield from _check_openings(node, document, source)
                case Quote():
                    yield from _check_quote(node, source)
                case List() if not node.ordered:
                    yield from _check_list(node, source)
                case Heading() if node.children:
                    yield from _check_heading_end(node, source)
                case Heading() if node.look > 1:  # of the title its file says it (A105, M102)
                    hint = f"在“{'#' * node.look} ”后面写上小标题；不要，就删去这一行"
                    yield source.problem(node.lines.start, "M166", "小标题没有写字", hint)
                case _:
                    pass
    for inline in walk_document(document):
        if isinstance(inline, Link) and not _says_something(inline):
            hint = f"在方括号里写上文字：[文字]({inline.address})"
            line = document.find_line(inline.offset)
            yield source.problem(line, "M167", "链接没有写文字，印不出来", hint)


def _check_heading_end(heading: Heading, source: Source) -> Iterator[Problem]:
    """Hashes behind a heading that are not as many as those before it may be text."""
    match = _ENDING_HASHES.search(source.place(heading.lines.start).source)
    if match and len(match[1]) != heading.look:
        hint = f"要印出来，在它前面加“\\”：\\{match[1]}"
        yield _tell(source, heading.lines.start, f"行末的“{match[1]}”当作小标题的记号，不印出来", hint)


def _says_something(link: Link) -> bool:
    return bool(read_text(link.children).strip()) or any(
        isinstance(inline, Picture) for inline in walk_inlines(link.children)
    )


def _check_tokens(tokens: Sequence[Token], document: Document, source: Source) -> Iterator[Problem]:
    seen: set[tuple[int, str]] = set()
    for inline in tokens:
        at: Sequence[int] = inline.meta.get("at", ())
        for token in inline.children or ():
            kind = token.meta.get("doubt", "")
            if not kind:
                continue
            span: Sequence[int] = token.meta.get("at", token.meta.get("span", ()))
            line, column = document.find_place(at[span[0]])
            if (line, kind) in seen:
                continue
            seen.add((line, kind))
            if kind == "attributes":
                hint = "图片后面的花括号里只写宽，10%到100%：![图上有什么](图1.png){宽=50%}；不要就删去"
                yield source.problem(line, "M165", "图片后面的花括号看不懂", hint)
                continue
            code, message, hint = _OF_TOKENS[kind]
            problem = source.problem(line, code, message, hint, Severity.WARNING)
            yield replace(problem, column=column, end_column=column + len(span))


def _check_openings(paragraph: Paragraph, document: Document, source: Source) -> Iterator[Problem]:
    """Lines whose first character is printed, and might have been a mark."""
    lines = {
        number: line.text.strip() for number, line in read_lines(document, paragraph.children, source).items()
    }
    for number, text in lines.items():
        if text.startswith(">") and compares(text) and not compares_surely(text):
            hint = "要作引文，在它上面加一行，只写“>”"
            yield _tell(source, number, "“>”后面是数量，照印成大于号", hint)
        elif _STAR_LINE.fullmatch(text):
            yield _tell(source, number, "这几个星号会照印出来", "要分隔线，写成“---”，上下各空一行")
        elif is_signed(text):
            mark = text[0]
            near = (
                source.lines[n - 1].strip() for n in (number - 1, number + 1) if 0 < n <= len(source.lines)
            )
            if any(other.startswith(mark) and is_signed(other) for other in near):
                hint = "要列表，在数字前面写上是什么，如“- 增速：3.5%”"
                yield _tell(source, number, f"“{mark}”后面只有数，照印成符号", hint)
        elif _SINGLE.match(text) and not text.endswith(f" {text[0]}"):
            hint = f"要列表，写成“- {text[1:].strip()[:12]}”"
            yield _tell(source, number, f"只有一行，行首的“{text[0]}”会照印出来", hint)


def _nests(quote: Quote) -> int:
    """How many quotations stand in one another at its start."""
    depth = 1
    while depth < _DEEP and quote.blocks and isinstance(inner := quote.blocks[0], Quote):
        quote, depth = inner, depth + 1
    return depth


def _check_quote(quote: Quote, source: Source) -> Iterator[Problem]:
    first = source.lines[quote.lines.start - 1].lstrip() if quote.lines else ""
    marks = first[: len(first) - len(first.lstrip("> "))].count(">")
    if 1 < marks == _nests(quote) < _DEEP:  # >> 首页; the outermost says it, and what is deeper is refused
        message = "“>>”当作引文里的引文，两个“>”都不印出来"
        hint = "要印出“>”，在第一个前面加“\\”；是引文，只留一个"
        yield _tell(source, quote.lines.start, message, hint)
    before = ""
    for number in quote.lines:
        text = source.lines[number - 1].strip()
        if may_compare(text) and (not before.strip("> ") or before.endswith(_SENTENCE_ENDS)):
            hint = "要印出大于号，写成“\\>”或全角的“＞”"
            yield _tell(source, number, "“>”当作引文的记号，不印出来", hint)
        before = text


def _check_list(block: List, source: Source) -> Iterator[Problem]:
    for item in block.items:
        first = item.blocks[0] if item.blocks else None
        text = "".join(i.content for i in list_inlines(first) if isinstance(i, Text)) if first else ""
        if is_signed(f"{block.mark} {text}"):
            hint = f"是正负号，就紧挨着数字写：{block.mark}{text[:12]}"
            yield _tell(source, item.lines.start, f"“{block.mark}”当作列表的记号，印成项目符号", hint)


def _tell(source: Source, line: int, message: str, hint: str) -> Problem:
    return source.problem(line, "M163", message, hint, Severity.WARNING)
