"""A file or a section of issue.md → an `Article`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from bulletin.document.notes import take_part
from bulletin.document.tree import Document, Emphasis, Heading, Link, NoteMark, Picture, Strong, Sub, Sup
from bulletin.document.walk import read_text, walk_blocks, walk_document, walk_inlines, walk_texts
from bulletin.downloads import is_file_address, read_download
from bulletin.errors import Problem, Severity, errors_of
from bulletin.frontmatter import Field, parse_fields, split_front_matter
from bulletin.images import read_image
from bulletin.markup import parse_markdown
from bulletin.model import ARTICLE, DRAFT, PLACEHOLDER, Article, Asset, Download, Source
from bulletin.source.values import read_editor_note, read_subtitle
from bulletin.workspace import ISSUE_FILE, Workspace

_TITLE_LINE = re.compile(
    r"\s*(标\s*题|[题篇文]\s*[目名题]|[大主正总]标题|文章标题|名称|title|subject|headline)\s*([:：]|$)",
    re.IGNORECASE,
)
# What a template sets around a source, as an editor types it all the same.
_CREDIT = re.compile(r"\s*(?:[（(](?P<inside>(?:[^（()）]|[（(][^（()）]*[）)])*)[）)])?\s*")
# Marks of a text that a title knows none of: **重点**, H~2~O, m^2^.
_MARKED = re.compile(r"\*\*[^\s*][^*]*\*\*|[A-Za-z)]~[0-9a-z+-]{1,8}~|[0-9A-Za-z)]\^[0-9A-Za-z+-]{1,8}\^")
_NOT_QUITE_HEADING = re.compile(r"\s*[#＃][ \u3000]*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class Texts:
    """An article as it was typed: its title with the line that it stands on, its text, the line and column of
    each character of the title, and the lines in which it was asked to be set."""

    title: str
    line: int
    document: Document
    places: tuple[tuple[int, int], ...] = ()
    title_lines: tuple[str, ...] = ()


def parse_article_file(workspace: Workspace, source: Source, folder: Path) -> tuple[Article, list[Problem]]:
    """Parse one article file of the issue in `folder`: the article, and what is wrong with it. A draft may be
    as broken as it likes."""
    problems: list[Problem] = []
    if not "".join(source.lines).strip():
        hint = "写上标题和正文；不要这一篇，就删去这个文件"
        return Article("", source, 1, Document()), [source.problem(0, "A106", "文件是空的", hint)]
    front = split_front_matter(source, problems)
    fields = parse_fields(source, front.block, ARTICLE, problems)
    texts = _find_title(source, fields.get("title"), parse_markdown(source, front.body, problems), problems)
    if not texts.title and not front.is_open:  # what is wrong with the fences comes first
        _report_no_title(source, front.block, fields.get("title"), texts.document, problems)
    article = make_article(workspace, source, folder, fields, texts, problems)
    if article.draft:
        problems = [_explain_draft(source, fields["status"].line, article.title)]
    return article, problems


def _find_title(source: Source, field: Field | None, document: Document, problems: list[Problem]) -> Texts:
    """The title, from the front matter or a heading at the top of the text; empty without one."""
    title, line = (field.text, field.line) if field else ("", 0)
    if _MARKED.search(title):
        problems.append(_explain_marks(source, line, "会照印出来"))
    first = document.blocks[0] if document.blocks else None
    places, lines = (field.places, field.lines) if field else ((), ())
    if not isinstance(first, Heading) or first.look != 1:
        return Texts(title, line or 1, document, places, lines)
    heading, at = read_title(first, source, problems), first.lines.start
    if title and heading != title:
        hint = f"留一个：改第 {line} 行，或删去第 {at} 行"
        problems.append(source.problem(at, "A104", f"标题有两个：“{title}”和“{heading}”", hint))
    rest = take_part(document, document.blocks[1:])
    if title:
        return Texts(title, line, rest, places, lines)
    return Texts(heading, line or at, rest, place_title(first, document))


def _report_no_title(
    source: Source, block: range, field: Field | None, document: Document, problems: list[Problem]
) -> None:
    """Report an article without a title where its title should be, unless a problem there says why."""
    if any(p.line in block and _TITLE_LINE.match(p.source) for p in errors_of(problems)):
        return
    hint = "在文件开头写三行：“---”、“标题: 文章的标题”、“---”；或把第一行写成“# 文章的标题”"
    typed = next((n for n in block if _TITLE_LINE.match(source.lines[n - 1])), 0)
    at = field.line if field else typed
    if at:
        hint = "在“标题:”后面空一格，写上标题"
    elif block:
        at, hint = block.start, f"在第 {block.start} 行上面加一行“标题: 文章的标题”"
    elif [text.strip() for text in source.lines if text.strip()][:2] == ["---", "---"]:
        at, hint = 1, "在两行“---”之间写一行“标题: 文章的标题”"
    else:
        late = next(iter(list_titles(document)), None)
        at = next((n for n, text in enumerate(source.lines, 1) if text.strip()), 1)
        if late:
            at = late.lines.start
            hint = "把“# ”开头的这一行移到文件的最前面"
        elif match := _NOT_QUITE_HEADING.fullmatch(source.lines[at - 1]):
            hint = f"井号用半角，后面空一格：# {match[1]}" if match[1] else "在“#”后面空一格，写上标题"
            problems[:] = [p for p in problems if p.line != at]  # one problem of this line says it all
    problems.append(source.problem(at, "A105", "文章没有标题", hint))


def _explain_draft(source: Source, line: int, title: str) -> Problem:
    message = f"“{title}”是草稿，不进本期" if title else "这一篇是草稿，不进本期"
    return source.problem(line, "A108", message, "写好后删去“状态: 草稿”这一行", Severity.INFO)


def make_article(
    workspace: Workspace,
    source: Source,
    folder: Path,
    fields: Mapping[str, Field],
    texts: Texts,
    problems: list[Problem],
) -> Article:
    """Make an article of its fields and its text, with its images read; its faults are added to `problems`,
    which are those of its file so far."""
    document = texts.document
    for heading in list_titles(document) if texts.title else ():  # without one, A105 speaks of this line
        hint = "小标题用“## ”；另一篇文章请另存为一个 .md 文件"
        problems.append(source.problem(heading.lines.start, "M102", "一篇文章只能有一个“# ”标题", hint))
    if not document.blocks and not errors_of(problems):
        hint = (
            "写上正文，或删去这个标题"
            if source.path.lower().endswith(f"/{ISSUE_FILE}")
            else "写上正文；还没写好就在开头加“状态: 草稿”，这一篇先不进本期"
        )
        problems.append(source.problem(texts.line, "A106", "文章没有正文", hint))
    if texts.title.startswith(PLACEHOLDER):
        hint = "把标题换成文章真正的标题"
        problems.append(source.problem(texts.line, "A113", "标题还没有填写", hint))
    status = fields["status"].text.strip("“”\"'‘’ \u3000") if "status" in fields else ""
    if status and status not in (*DRAFT, "完稿", "final"):
        hint = "没写好就写“状态: 草稿”，这一篇先不进本期；写好了就删去这一行"
        problems.append(source.problem(fields["status"].line, "A107", f"状态“{status}”看不懂", hint))
    return Article(
        title=texts.title,
        file=source,
        line=texts.line,
        title_lines=texts.title_lines,
        subtitle=read_subtitle(fields.get("subtitle")),
        column=fields["column"].text if "column" in fields else "",
        editor_note=read_editor_note(fields.get("editor_note")),
        author=fields["author"].values if "author" in fields else (),
        source=_read_credit(fields["source"].text) if "source" in fields else "",
        summary=fields["summary"].text if "summary" in fields else "",
        tags=tuple(dict.fromkeys(fields["tags"].values)) if "tags" in fields else (),
        ignore=fields["ignore"].values if "ignore" in fields else (),
        ignore_line=fields["ignore"].line if "ignore" in fields else 0,
        draft=status in DRAFT,
        document=document,
        title_places=texts.places,
        assets=_read_assets(workspace, source, folder, document, problems),
        downloads=_read_downloads(workspace, source, folder, document, problems),
        places={name: source.place(field.line, field.last) for name, field in fields.items()},
    )


def _read_credit(text: str) -> str:
    """来源 without the brackets around it and the label 来源：, which print has of itself."""
    while match := _CREDIT.fullmatch(text) if text.strip() else None:
        text = match["inside"]
    return re.sub(r"^来源\s*[:：]\s*", "", text) or text


def _read_assets(
    workspace: Workspace, source: Source, folder: Path, document: Document, problems: list[Problem]
) -> dict[str, Asset]:
    assets: dict[str, Asset] = {}
    for picture in walk_document(document):
        if not isinstance(picture, Picture):
            continue
        src, line = picture.address, document.find_line(picture.offset)
        if not picture.alt.content.strip():
            hint = f"写成 ![图上有什么]({unquote(src)})，看不见图的读者听到的就是它"
            problems.append(source.problem(line, "P110", "图片没有替代文字", hint, Severity.WARNING))
        if src not in assets:
            result = read_image(src, folder, workspace.root, source.place(line))
            if isinstance(result, Problem):
                problems.append(result)
            else:
                assets[src] = result
    return assets


def _read_downloads(
    workspace: Workspace, source: Source, folder: Path, document: Document, problems: list[Problem]
) -> dict[str, Download]:
    downloads: dict[str, Download] = {}
    failed: set[str] = set()
    for link in walk_document(document):
        if isinstance(link, Link) and is_file_address(link.address) and link.address not in downloads:
            place = source.place(document.find_line(link.offset))
            result = read_download(link.address, folder, workspace.root, place)
            if isinstance(result, Download):
                downloads[link.address] = result
            elif link.address not in failed:
                failed.add(link.address)
                problems.append(result)
    return downloads


def list_titles(document: Document) -> list[Heading]:
    """The headings typed as `# `, wherever they stand."""
    return [node for node in walk_blocks(document.blocks) if isinstance(node, Heading) and node.look == 1]


def _explain_marks(source: Source, line: int, what: str) -> Problem:
    hint = "标题里只写文字；上标、下标直接打“²”“₂”"
    return source.problem(line, "M168", f"标题里的星号、上下标的记号{what}", hint, Severity.WARNING)


def place_title(heading: Heading, document: Document) -> tuple[tuple[int, int], ...]:
    """The line and column of each character of a title that was typed as `# `."""
    offsets = [offset for text in walk_texts(heading.children) for offset in text.offsets]
    whole = read_text(heading.children)
    start = len(whole) - len(whole.lstrip())
    return tuple(map(document.find_place, offsets[start : start + len(whole.strip())]))


def read_title(heading: Heading, source: Source, problems: list[Problem]) -> str:
    """A heading as the title of an article, which is bare text: a note or a picture in it is an error."""
    if any(isinstance(inline, NoteMark | Picture) for inline in walk_inlines(heading.children)):
        hint = "标题里只写文字；脚注、图片移到正文里"
        problems.append(source.problem(heading.lines.start, "M124", "标题里的脚注或图片印不出来", hint))
    if any(isinstance(inline, Strong | Emphasis | Sub | Sup) for inline in walk_inlines(heading.children)):
        problems.append(_explain_marks(source, heading.lines.start, "不起作用"))
    return read_text(heading.children).strip()
