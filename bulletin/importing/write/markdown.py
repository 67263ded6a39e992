"""A draft article → the Markdown file of it, which reads back as the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from bulletin.document.tree import Attachments, Inlines, Link, Paragraph, References, Speech, Strong, Text
from bulletin.document.walk import list_inlines, read_text, walk_blocks
from bulletin.errors import Problem
from bulletin.frontmatter import parse_fields, split_front_matter
from bulletin.hanzi import join_lines
from bulletin.importing.model import BULLET, Block, DraftArticle, Kind, Run
from bulletin.importing.patterns import is_enumerated
from bulletin.markup import parse_markdown
from bulletin.model import ARTICLE, Source

_MARKS = r"\\`*_{}\[\]()#+.!|<>~^&=:$-"  # what a backslash is an escape before
_ALWAYS = re.compile(rf"\\(?=[{_MARKS}])|\*|\[(?=\^)|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)")
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_OPENING = re.compile(r"[#>|]|[-+](?=\s|$)|(?=-{2,}\s*-?)-|[-_*](?:\s*[-_*]){2,}|`{3}|~{3}")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_FLUSH_RIGHT = "\u3000" * 16  # white space ahead of a line that is set so
_ENDS = tuple("。；;！？!?")  # marks of a sentence's end
_GOES_ON = tuple("，,、：:")  # marks behind which an item goes on
_NAME_LENGTH, _LEAST_NAMES = 4, 3
_ANY = re.compile(rf"\\(?=[{_MARKS}])|[`*_{{}}\[\])#+.!|<>~^&=:$-]")  # \( begins a formula
_QUOTED = re.compile(
    r"""[-?:,\[\]{}#&*!|>'"%@`]|.*(?::(?:\s|$)|\s#)|.*[\s:]$|[~=]$|(?:null|true|false|yes|no)$""",
    re.IGNORECASE,
)


def render_article(article: DraftArticle, images: Mapping[str, str]) -> str:
    """The text of an article's file; `images` maps the manuscript's names of pictures to file names."""
    return lay_out_article(article, images)[0]


def lay_out_article(article: DraftArticle, images: Mapping[str, str]) -> tuple[str, tuple[int, ...]]:
    """The text of an article's file, and the line (from 1) that each of its blocks begins at."""
    head = ["---", f"标题: {render_value(article.title)}"]
    head += [f"副标题: {render_value(article.subtitle)}"] if article.subtitle else []
    head += [f"编者按: {render_value(article.editor_note)}"] if article.editor_note else []
    head += [f"作者: {render_value('、'.join(article.author))}"] if article.author else []
    head += [f"来源: {render_value(article.source)}"] if article.source else []
    head += ["---", ""]
    labels = {label: str(number) for number, label in enumerate(article.notes, 1)}
    parts: list[str] = []
    lines: list[int] = []
    line = "\n".join(head).count("\n") + 2
    for block in article.blocks:
        lines.append(line)
        if text := _render_block(block, images, labels):
            parts.append(text)
            line += text.count("\n") + 2
    parts += [f"[^{labels[label]}]: {_render_note(runs)}" for label, runs in article.notes.items()]
    return "\n".join([*head, "\n\n".join(parts)]).rstrip("\n") + "\n", tuple(lines)


def render_value(value: str) -> str:
    """`value` as YAML reads it back: in single quotes where it has to be."""
    value = " ".join(value.split(" ")) if "\n" not in value else join_lines(value.split("\n"))
    if not value or _QUOTED.match(value):
        return f"'{value.replace(chr(39), chr(39) * 2)}'"
    return value


def _render_block(block: Block, images: Mapping[str, str], labels: Mapping[str, str]) -> str:
    if block.kind is Kind.TABLE:
        return render_table(block.cells, block.joins)
    if block.kind is Kind.IMAGE:
        return f"![{escape_text(block.alt)}]({images[block.image]})"
    text = render_runs(block.runs, labels)
    if block.kind is Kind.PARAGRAPH and block.look.align == "right" and text:
        return _FLUSH_RIGHT + text
    if block.number == BULLET and block.kind is Kind.PARAGRAPH:
        return f"- {text}"
    return f"{'#' * (block.level + 1)} {text}" if block.kind is Kind.HEADING else text


def _render_note(runs: Sequence[Run]) -> str:
    return render_runs(runs, {}) or "（原注没有文字）"


def render_runs(runs: Sequence[Run], labels: Mapping[str, str]) -> str:
    """A paragraph's Markdown. Marked as little as will read back; bold that cannot be said is left out."""
    words = [(run.text, run.bold) for run in runs if not run.note]
    for escape in (escape_text, escape_all, str):  # str: a path is no Markdown, with its backslashes
        for with_bold in (True, False):
            text = "".join(_render_run(run, labels, escape, with_bold) for run in runs)
            plain = re.sub(r"\[\^\d+\]", "", text) if labels else text
            meant = [(part, bold and with_bold) for part, bold in words]
            if _reads_as(guard_opening(plain), meant):
                return guard_opening(text)
    return guard_opening("".join(_render_run(run, labels, escape_all, False) for run in runs))


def _render_run(run: Run, labels: Mapping[str, str], escape: object, with_bold: bool) -> str:
    if run.note:
        return f"[^{labels[run.note]}]" if run.note in labels else ""
    assert callable(escape)
    text = str(escape(run.text))
    if run.bold and with_bold and run.text.strip():
        core = text.strip()
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{lead}**{core}**{trail}"
    return text


def escape_text(text: str) -> str:
    """Escape what Markdown would take for a mark, and nothing else: an editor has to read it."""
    return _LINK.sub(r"\\[", _ALWAYS.sub(lambda match: "\\" + match[0], text))


def escape_all(text: str) -> str:
    """Escape every mark that our Markdown knows."""
    return _ANY.sub(lambda match: "\\" + match[0], text)


def guard_opening(text: str) -> str:
    """Escape what at the start of a line would open a list, a heading, a table, a rule or a fence."""
    text = text.strip()
    if match := _NUMBER.match(text):
        return f"{match[1]}\\{text[len(match[1]) :]}"
    return f"\\{text}" if _OPENING.match(text) else text


def render_table(cells: Sequence[Sequence[str]], joins: Sequence[Sequence[str]] = ()) -> str:
    """A table; the first row is its head, as Markdown has it. `joins` are the marks of merged cells, left out
    where they make no rectangles."""
    columns = max(len(row) for row in cells)
    text = _join_rows([_render_row(row, (), columns) for row in cells], columns)
    if not joins:
        return text
    marked = [_render_row(row, marks, columns) for row, marks in zip(cells, joins, strict=True)]
    merged = _join_rows(marked, columns)
    problems: list[Problem] = []
    parse_markdown(Source("", tuple(merged.split("\n"))), 1, problems)
    return text if problems else merged


def _render_row(row: Sequence[str], marks: Sequence[str], columns: int) -> str:
    parts = []
    for column in range(columns):
        mark = marks[column] if column < len(marks) else ""
        cell = _render_cell(row[column]) if column < len(row) else ""
        parts.append("" if mark == "||" and not cell else f" {mark if mark == '^^' and not cell else cell} ")
    return f"|{'|'.join(part if part.strip() or not part else ' ' for part in parts)}|"


def _join_rows(rows: Sequence[str], columns: int) -> str:
    return "\n".join([rows[0], f"|{' --- |' * columns}", *rows[1:]])


def _render_cell(cell: str) -> str:
    lines = [escape_text(line).replace("|", "\\|") for line in _join_cell(cell.split("\n"))]
    return "<br>".join("\\^^" if line == "^^" else line for line in lines)


def _join_cell(lines: Sequence[str]) -> list[str]:
    """The lines of a cell that stay apart: items by themselves (1. 甲, 内存：1G), sentences, some names;
    else the line was only broken."""
    kept: list[str] = []
    are_names = len(lines) >= _LEAST_NAMES and all(1 < len(line.strip()) <= _NAME_LENGTH for line in lines)
    for line in lines:
        before = kept[-1].rstrip() if kept else ""
        apart = (
            is_enumerated(line) or ("：" in before and "：" in line) or before.endswith(_ENDS) or are_names
        )
        if before and apart and not before.endswith(_GOES_ON):
            kept.append(line.strip())
        elif before:
            kept[-1] = join_lines([kept[-1], line])
        else:
            kept = [line]
    return kept


def _reads_as(markdown: str, meant: Sequence[tuple[str, bool]]) -> bool:
    """Whether `markdown` is one paragraph of these words, with this weight; or a form of these words, which
    has a weight of its own and no blanks between its parts."""
    document = parse_markdown(Source("", tuple(markdown.split("\n"))), 1, [])
    if len(document.blocks) != 1:
        return not document.blocks and not "".join(text for text, _ in meant).strip()
    block = document.blocks[0]
    if isinstance(block, Attachments | References | Speech):
        said = "".join(read_text(list_inlines(node)) for node in walk_blocks(document.blocks))
        return "".join(said.split()) == "".join("".join(text.split()) for text, _ in meant)
    if not isinstance(block, Paragraph):
        return False
    found = _list_weights(block.children, heavy=False)
    if found is None:
        return False
    wanted = [(char, heavy) for text, heavy in meant for char in text]
    while wanted and wanted[0][0].isspace():
        wanted.pop(0)
    while wanted and wanted[-1][0].isspace():
        wanted.pop()
    return [char for char, _ in found] == [char for char, _ in wanted] and all(
        one == other or char.isspace() for (char, one), (_, other) in zip(found, wanted, strict=True)
    )


def _list_weights(inlines: Inlines, *, heavy: bool) -> list[tuple[str, bool]] | None:
    """Each character with whether it is bold; None where there is more than text and bold."""
    found: list[tuple[str, bool]] = []
    for inline in inlines:
        inner = None
        if isinstance(inline, Strong | Link):  # an address, typed as text
            inner = _list_weights(inline.children, heavy=heavy or isinstance(inline, Strong))
        if isinstance(inline, Text):
            found += [(char, heavy) for char in inline.content]
        elif inner is None:
            return None
        else:
            found += inner
    return found


def check_article(text: str, path: str, article: DraftArticle) -> Iterator[Problem]:
    """What a build would say of the file just made; an error of ours where its title reads back otherwise."""
    source = Source(path, tuple(text.split("\n")))
    problems: list[Problem] = []
    front = split_front_matter(source, problems)
    fields = parse_fields(source, front.block, ARTICLE, problems)
    parse_markdown(source, front.body, problems)
    yield from problems
    if "title" not in fields or fields["title"].text != article.title:
        hint = "这是程序的错：请把原稿和这份报告交给维护的人；标题请对照原稿改正"
        yield source.problem(2, "I140", "标题写出后读回来不一样", hint)
