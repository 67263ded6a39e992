"""A file or a section of issue.md → an `Article`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from bulletin.document.tree import Document, Heading, Inlines, NoteMark, Picture
from bulletin.document.walk import read_text, walk_blocks, walk_document, walk_inlines
from bulletin.errors import Problem, Severity, errors_of
from bulletin.frontmatter import Field, parse_fields, split_front_matter
from bulletin.images import read_image
from bulletin.markup import parse_markdown
from bulletin.model import ARTICLE, DRAFT, PLACEHOLDER, Article, Asset, Source
from bulletin.source.reader import Reader
from bulletin.workspace import ISSUE_FILE

DRAFT_NOTICE = "A108"
_TITLE_LINE = re.compile(r"\s*(标\s*题|title)\s*([:：]|$)", re.IGNORECASE)
_NOT_QUITE_HEADING = re.compile(r"\s*[#＃][ \u3000]*(.*?)\s*")


def parse_article_file(reader: Reader, source: Source, folder: Path) -> Article:
    """Parse one article file of the issue in `folder`; a draft may be as broken as it likes."""
    outer, reader.problems = reader.problems, []
    article = _parse_article(reader, source, folder)
    found, reader.problems = reader.problems, outer
    reader.problems += [p for p in found if p.code == DRAFT_NOTICE or not article.draft]
    return article


def _parse_article(reader: Reader, source: Source, folder: Path) -> Article:
    if not "".join(source.lines).strip():
        hint = "写上标题和正文；不要这一篇，就删去这个文件"
        reader.problems.append(source.problem(0, "A106", "文件是空的", hint))
        return Article("", source, 1)
    block, body = split_front_matter(source, reader.problems)
    fields = parse_fields(source, block, ARTICLE, reader.problems)
    document = parse_markdown(source, body, reader.problems)
    field = fields.get("title")
    title, line = (field.text, field.line) if field else ("", 0)
    inlines: Inlines = ()
    if document.blocks and isinstance(first := document.blocks[0], Heading) and first.look == 1:
        heading, at = read_title(first, source, reader.problems), first.lines.start
        if title and heading != title:
            hint = f"留一个：改第 {line} 行，或删去第 {at} 行"
            message = f"标题有两个：“{title}”和“{heading}”"
            reader.problems.append(source.problem(at, "A104", message, hint))
        title, line = title or heading, line or at
        document = replace(document, blocks=document.blocks[1:])
        inlines = () if field and field.text else first.children
    if not title:
        _report_no_title(reader, source, block, field.line if field else 0, document)
    article = make_article(reader, source, folder, fields, title, line or 1, document)
    return replace(article, heading=inlines)


def _report_no_title(reader: Reader, source: Source, block: range, line: int, document: Document) -> None:
    """Report an article without a title where its title should be, unless a problem there says why."""
    errors = [p for p in errors_of(reader.problems) if p.path == source.path]
    if any(p.line in block and _TITLE_LINE.match(p.source) for p in errors):
        return
    if any(p.code == "Y101" for p in errors):
        return
    hint = "在文件开头写三行：“---”、“标题: 文章的标题”、“---”；或把第一行写成“# 文章的标题”"
    at = line or next((n for n in block if _TITLE_LINE.match(source.lines[n - 1])), 0)
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
            reader.problems[:] = [p for p in reader.problems if (p.code, p.line) != ("M114", at)]
    reader.problems.append(source.problem(at, "A105", "文章没有标题", hint))


def make_article(
    reader: Reader,
    source: Source,
    folder: Path,
    fields: Mapping[str, Field],
    title: str,
    line: int,
    document: Document,
) -> Article:
    """Make an article of its fields and its text, with its images read and its faults noted."""
    for heading in list_titles(document) if title else ():  # without one, A105 speaks of this line
        hint = "小标题用“## ”；另一篇文章请另存为一个 .md 文件"
        reader.problems.append(
            source.problem(heading.lines.start, "M102", "一篇文章只能有一个“# ”标题", hint)
        )
    if not document.blocks and not errors_of(p for p in reader.problems if p.path == source.path):
        hint = (
            "写上正文，或删去这个标题"
            if source.path.lower().endswith(f"/{ISSUE_FILE}")
            else "写上正文；还没写好就在开头加“状态: 草稿”，这一篇先不进本期"
        )
        reader.problems.append(source.problem(line, "A106", "文章没有正文", hint))
    if title.startswith(PLACEHOLDER):
        hint = "把标题换成文章真正的标题"
        reader.problems.append(source.problem(line, "A113", "标题还没有填写", hint))
    status = fields["status"].text.strip("“”\"'‘’ \u3000") if "status" in fields else ""
    if status and status not in (*DRAFT, "完稿", "final"):
        hint = "没写好就写“状态: 草稿”，这一篇先不进本期；写好了就删去这一行"
        reader.problems.append(source.problem(fields["status"].line, "A107", f"状态“{status}”看不懂", hint))
    if status in DRAFT:
        hint = "写好后删去“状态: 草稿”这一行"
        reader.problems.append(
            source.problem(
                fields["status"].line,
                DRAFT_NOTICE,
                f"“{title}”是草稿，不进本期" if title else "这一篇是草稿，不进本期",
                hint,
                Severity.INFO,
            )
        )
    return Article(
        title=title,
        file=source,
        line=line,
        author=fields["author"].values if "author" in fields else (),
        source=fields["source"].text if "source" in fields else "",
        summary=fields["summary"].text if "summary" in fields else "",
        tags=tuple(dict.fromkeys(fields["tags"].values)) if "tags" in fields else (),
        ignore=fields["ignore"].values if "ignore" in fields else (),
        ignore_line=fields["ignore"].line if "ignore" in fields else 0,
        draft=status in DRAFT,
        document=document,
        assets=_read_assets(reader, source, folder, document),
        places={name: source.place(field.line, field.last) for name, field in fields.items()},
    )


def _read_assets(reader: Reader, source: Source, folder: Path, document: Document) -> dict[str, Asset]:
    assets: dict[str, Asset] = {}
    for picture in walk_document(document):
        if not isinstance(picture, Picture):
            continue
        src, line = picture.address, document.find_line(picture.offset)
        if not picture.alt.content.strip():
            hint = f"写成 ![图上有什么]({unquote(src)})，看不见图的读者听到的就是它"
            reader.problems.append(source.problem(line, "P110", "图片没有替代文字", hint, Severity.WARNING))
        if src not in assets:
            result = read_image(src, folder, reader.workspace.root, source.place(line))
            if isinstance(result, Problem):
                reader.problems.append(result)
            else:
                assets[src] = result
    return assets


def list_titles(document: Document) -> list[Heading]:
    """The headings typed as `# `, wherever they stand."""
    return [node for node in walk_blocks(document.blocks) if isinstance(node, Heading) and node.look == 1]


def read_title(heading: Heading, source: Source, problems: list[Problem]) -> str:
    """A heading as the title of an article, which is bare text: a note or a picture in it is an error."""
    if any(isinstance(inline, NoteMark | Picture) for inline in walk_inlines(heading.children)):
        hint = "标题里只写文字；脚注、图片移到正文里"
        problems.append(source.problem(heading.lines.start, "M124", "标题里的脚注或图片印不出来", hint))
    return read_text(heading.children).strip()
