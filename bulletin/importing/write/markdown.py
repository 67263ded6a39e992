"""A draft article → the Markdown file of it, which reads back as the same words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bulletin.document.tree import (
    Attachments,
    Break,
    Inlines,
    Link,
    List,
    Paragraph,
    References,
    Speech,
    Strong,
    Sub,
    Sup,
    Text,
)
from bulletin.document.walk import list_inlines, read_text, walk_blocks
from bulletin.errors import Problem, errors_of
from bulletin.frontmatter import parse_fields, split_front_matter
from bulletin.hanzi import join_lines
from bulletin.importing.model import BULLET, Block, DraftArticle, Kind, Run
from bulletin.importing.spacing import LINE_END
from bulletin.importing.write.escapes import (
    escape_all,
    escape_end,
    escape_text,
    guard_code,
    guard_heading,
    guard_opening,
)
from bulletin.importing.write.tables import render_table
from bulletin.markup import parse_markdown
from bulletin.model import ARTICLE, Source

_FLUSH_RIGHT = "\u3000" * 16  # white space ahead of a line that is set so
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
    value = value.replace("\t", " ")
    value = " ".join(value.split(" ")) if "\n" not in value else join_lines(value.split("\n"))
    if not value or _QUOTED.match(value):
        return f"'{value.replace(chr(39), chr(39) * 2)}'"
    return value


def _render_block(block: Block, images: Mapping[str, str], labels: Mapping[str, str]) -> str:
    if block.kind is Kind.TABLE:
        return render_table(block, images, labels)
    if block.kind is Kind.IMAGE:
        return f"![{escape_text(block.alt)}]({images[block.image]})"
    if LINE_END in block.text:
        return _render_lines(block.text.split(LINE_END))
    text = render_runs(block.runs, labels)
    if block.kind is Kind.PARAGRAPH and block.look.align == "right" and text:
        return _FLUSH_RIGHT + text
    if block.number == BULLET and block.kind is Kind.PARAGRAPH:
        return _render_item(text)
    return f"{'#' * (block.level + 1)} {guard_heading(text)}" if block.kind is Kind.HEADING else text


def _render_item(text: str) -> str:
    """An item of a list; behind a mark that is printed where - would be a sign: - 3.5%."""
    item = f"- {text}"
    blocks = parse_markdown(Source("", tuple(item.split("\n"))), 1, []).blocks
    return item if len(blocks) == 1 and isinstance(blocks[0], List) else f"{BULLET}{text}"


def _render_lines(lines: Sequence[str]) -> str:
    """Lines that stay lines, of a paragraph; marked as little as will read back."""
    texts = [
        "\\\n".join(escape_end(guard_code(escape(line))) for line in lines)
        for escape in (escape_text, escape_all)
    ]
    return next((text for text in texts if _has_lines(text, lines)), texts[-1])


def _has_lines(markdown: str, lines: Sequence[str]) -> bool:
    """Whether `markdown` is one paragraph of these lines, that a build takes."""
    problems: list[Problem] = []
    blocks = parse_markdown(Source("", tuple(markdown.split("\n"))), 1, problems).blocks
    if errors_of(problems) or len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
        return False
    said = "".join(
        "\n" if isinstance(inline, Break) else read_text((inline,)) for inline in blocks[0].children
    )
    return ["".join(line.split()) for line in said.split("\n")] == ["".join(line.split()) for line in lines]


def _render_note(runs: Sequence[Run]) -> str:
    return render_runs(runs, {}) or "（原注没有文字）"


def render_runs(runs: Sequence[Run], labels: Mapping[str, str]) -> str:
    """A paragraph's Markdown. Marked as little as will read back; bold, and what is raised or lowered, that
    cannot be said is left out."""
    scripted = any(run.script for run in runs)
    manners = [(True, True)] * scripted + [(True, False), (False, False)]
    for escape in (escape_text, escape_all, str):  # str: a path is no Markdown, with its backslashes
        for with_bold, with_script in manners:
            looks = [_limit_look(run, with_bold, with_script) for run in runs]
            text = "".join(_render_run(run, labels, escape) for run in looks)
            plain = re.sub(r"(?<!\\)\[\^\d+\]", "", text) if labels else text
            if _reads_as(guard_opening(plain), [run for run in looks if not run.note]):
                return guard_opening(text)
    return guard_opening("".join(_render_run(run, labels, escape_all) for run in _join_runs(runs)))


def _join_runs(runs: Sequence[Run]) -> list[Run]:
    """The runs without their looks, those that stand together as one: a mark may be of two."""
    out: list[Run] = []
    for run in runs:
        if out and not out[-1].note and not run.note:
            out[-1] = Run(out[-1].text + run.text)
        else:
            out.append(_limit_look(run, False, False))
    return out


def _limit_look(run: Run, with_bold: bool, with_script: bool) -> Run:
    return replace(run, bold=run.bold and with_bold, script=run.script if with_script else "")


def _render_run(run: Run, labels: Mapping[str, str], escape: Callable[[str], str]) -> str:
    if run.note:
        return f"[^{labels[run.note]}]" if run.note in labels else ""
    text = escape(run.text)
    core = text.strip()
    if not core:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    core = f"{run.script}{core}{run.script}"
    return f"{lead}**{core}**{trail}" if run.bold else f"{lead}{core}{trail}"


def _reads_as(markdown: str, meant: Sequence[Run]) -> bool:
    """Whether `markdown` is one paragraph of these words, with this weight and place, that a build takes; or
    a form of these words, which has a weight of its own and no blanks between its parts."""
    problems: list[Problem] = []
    document = parse_markdown(Source("", tuple(markdown.split("\n"))), 1, problems)
    if errors_of(problems):
        return False
    if len(document.blocks) != 1:
        return not document.blocks and not "".join(run.text for run in meant).strip()
    block = document.blocks[0]
    if isinstance(block, Attachments | References | Speech):
        said = "".join(read_text(list_inlines(node)) for node in walk_blocks(document.blocks))
        return "".join(said.split()) == "".join("".join(run.text.split()) for run in meant)
    if not isinstance(block, Paragraph):
        return False
    found = _list_looks(block.children, Run())
    if found is None:
        return False
    wanted = [(char, (run.bold, run.script)) for run in meant for char in run.text]
    while wanted and wanted[0][0].isspace():
        wanted.pop(0)
    while wanted and wanted[-1][0].isspace():
        wanted.pop()
    return [char for char, _ in found] == [char for char, _ in wanted] and all(
        one == other or char.isspace() for (char, one), (_, other) in zip(found, wanted, strict=True)
    )


_Looks = list[tuple[str, tuple[bool, str]]]


def _list_looks(inlines: Inlines, look: Run) -> _Looks | None:
    """Each character with whether it is bold, and the mark of its place; None where there is more than text
    of such looks."""
    found: _Looks = []
    for inline in inlines:
        inner = None
        if isinstance(inline, Strong):
            inner = _list_looks(inline.children, replace(look, bold=True))
        elif isinstance(inline, Sub | Sup):
            inner = _list_looks(
                inline.children, replace(look, script="~" if isinstance(inline, Sub) else "^")
            )
        elif isinstance(inline, Link):  # an address, typed as text
            inner = _list_looks(inline.children, look)
        elif isinstance(inline, Text):
            inner = [(char, (look.bold, look.script)) for char in inline.content]
        if inner is None:
            return None
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
    if "title" not in fields or fields["title"].text.split() != article.title.split():
        hint = "这是程序的错：请把原稿和这份报告交给维护的人；标题请对照原稿改正"
        yield source.problem(2, "I140", "标题写出后读回来不一样", hint)
