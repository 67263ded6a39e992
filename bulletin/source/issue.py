"""The files of an issue → a whole, checked `Issue`; nothing is written here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

from bulletin.document.notes import take_part
from bulletin.document.tree import Heading
from bulletin.errors import BulletinError, Problem, Severity, errors_of
from bulletin.frontmatter import Field, parse_fields, split_front_matter
from bulletin.hanzi import parse_number, parse_numeral
from bulletin.images import read_image
from bulletin.markup import parse_markdown
from bulletin.model import (
    DEFAULT_LAYOUT,
    FONT_KEYS,
    ISSUE,
    PLACEHOLDER,
    REVIEW_KEYS,
    REVIEWS_REQUIRED,
    SERIES,
    Article,
    Asset,
    Issue,
    IssueId,
    Series,
    Source,
)
from bulletin.source.articles import Texts, make_article, parse_article_file, place_title, read_title
from bulletin.source.columns import check_columns
from bulletin.source.folder import (
    NOT_READ,
    check_left_out,
    check_numbers,
    find_original,
    is_picture_name,
    list_articles,
)
from bulletin.source.likeness import check_likeness
from bulletin.source.links import link_articles
from bulletin.source.reader import Reader
from bulletin.source.values import read_copies, read_offices, read_serial, read_text
from bulletin.workspace import ISSUE_FILE, SERIES_FILE, Workspace, parse_issue_id

_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", re.ASCII)
# 二〇二五年五月八日, its zero as it is typed.
_HAN_DATE = re.compile(
    r"([〇零一二三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)


def read_issue(workspace: Workspace, issue_id: IssueId) -> tuple[Issue, list[Problem]]:
    """Read issue `issue_id` whole: the issue, and the warnings and notices about it.

    Raises BulletinError with every problem of every file at once where one is an error.
    """
    issue, problems = survey_issue(workspace, issue_id)
    if errors_of(problems):
        raise BulletinError(problems)
    return issue, problems


def survey_issue(workspace: Workspace, issue_id: IssueId) -> tuple[Issue, list[Problem]]:
    """Read issue `issue_id` as far as it can be read, errors and all: it is not fit to be printed where one
    of the problems is an error, and an article of a file with an error may be less than was typed.

    Raises BulletinError, the machine's fault, where its folder cannot be read.
    """
    reader = Reader(workspace)
    series = _read_series(reader)
    folder = workspace.issue_folder(issue_id)
    # One look says which files there are: one that is gone when it is read is an error, not a shorter issue.
    files = reader.list_folder(folder)
    head = _read_issue_file(reader, folder, files)
    fields, articles = _parse_issue_file(reader, folder, head, issue_id)
    paths = list_articles(files)
    for path in paths:
        source = reader.read_source(path)
        if source is not None:
            article, problems = parse_article_file(reader.workspace, source, folder)
            articles.append(article)
            reader.problems += problems
    unread = len(paths) > sum(1 for path in paths if reader.is_read(path))
    issue = _assemble_issue(reader, issue_id, series, head, fields, articles)
    left_out = list(check_left_out(reader, files, articles))
    if not issue.articles and not unread:
        meant = [] if articles else [problem for problem in left_out if problem.message == NOT_READ]
        reader.problems.append(_explain_emptiness(issue_id, articles, meant))
        left_out = [problem for problem in left_out if problem not in meant]
        issue = replace(issue, is_unwritten=True)
    reader.problems += left_out
    reader.problems += _check_files(workspace.relative(folder), issue, files, paths, articles)
    return issue, reader.problems


def _check_files(
    folder: str, issue: Issue, files: Sequence[Path], paths: Sequence[Path], articles: Sequence[Article]
) -> Iterator[Problem]:
    """What is odd about the article files of an issue beside each other; drafts are none of them yet."""
    drafts = {article.file.path.rpartition("/")[2] for article in articles if article.draft}
    names = [path.name for path in paths if path.name not in drafts]
    copies = {name for name in names if find_original(name, names)}
    beside = [path.name for path in files if path.name not in names and not is_picture_name(path.name)]
    yield from check_likeness(issue.articles)
    yield from check_numbers(folder, [name for name in names if name not in copies], beside)


def read_outline(workspace: Workspace, issue_id: IssueId) -> Issue:
    """What issue.md alone says of issue `issue_id`, 日期 and 总期号 above all: no article is read and nothing
    looked up in bulletin.yaml; what is wrong is for survey_issue to say.

    Raises BulletinError, the machine's fault, where its folder cannot be read.
    """
    reader = Reader(workspace)
    folder = workspace.issue_folder(issue_id)
    source = _read_issue_file(reader, folder, reader.list_folder(folder))
    front = split_front_matter(source, reader.problems)
    fields = parse_fields(source, front.block, ISSUE, reader.problems)
    fields = {name: field for name, field in fields.items() if not name.startswith("cover")}
    return _assemble_issue(reader, issue_id, Series(), source, fields, [])


def read_series(workspace: Workspace) -> tuple[Series, list[Problem]]:
    """Read bulletin.yaml alone; raises BulletinError where it has an error."""
    reader = Reader(workspace)
    series = _read_series(reader)
    if errors_of(reader.problems):
        raise BulletinError(reader.problems)
    return series, reader.problems


def _read_series(reader: Reader) -> Series:
    source = reader.read_source(reader.workspace.root / SERIES_FILE)
    if source is None:
        return Series()
    fields = parse_fields(source, _inside_fences(source.lines), SERIES, reader.problems)
    text = {name: field.text for name, field in fields.items()}
    url = text.get("url", "")
    if url and not re.match(r"https?://[^/\s]+", url):
        meant = re.fullmatch(r"(?:[a-z]*:)?/*([\w.-]+\.[a-z]{2,}(?::[0-9]+)?(?:/\S*)?)", url, re.IGNORECASE)
        hint = f"写成 https://{meant[1]}" if meant else "写成 https://www.example.gov.cn/"
        reader.problems.append(source.problem(fields["url"].line, "A112", f"网址“{url}”不完整", hint))
    return Series(
        title=text.get("title", ""),
        publisher=text.get("publisher", ""),
        editor=fields["editor"].values if "editor" in fields else (),
        phone=text.get("phone", ""),
        mark=read_text("mark", fields),
        report_to=read_offices("report_to", "报送", fields),
        copy_to=read_offices("copy_to", "抄送", fields),
        layout=text.get("layout", ""),
        url=url,
        site_name=text.get("site_name", ""),
        site_id=text.get("site_id", ""),
        fonts={name: text[name] for name in FONT_KEYS if text.get(name)},
        ignore=fields["ignore"].values if "ignore" in fields else (),
        needs_reviews=_read_requirement(source, fields.get("reviews"), reader.problems),
        places={name: source.place(field.line, field.last) for name, field in fields.items()},
    )


def _read_requirement(source: Source, field: Field | None, problems: list[Problem]) -> bool:
    """Whether 三审 is required: nothing but 必须 may be written there."""
    if field is None or not field.text:
        return False
    if field.text not in REVIEWS_REQUIRED:
        hint = "写“三审: 必须”，或删去这一行"
        problems.append(source.problem(field.line, "A114", f"三审“{field.text}”看不懂", hint))
    return True


def _inside_fences(lines: Sequence[str]) -> range:
    """The line numbers of bulletin.yaml without the fences that a clerk puts round them as in issue.md."""
    typed = [number for number, line in enumerate(lines, 1) if line.strip()] or [1]
    start = typed[0] + 1 if lines[typed[0] - 1].strip() == "---" else 1
    end = typed[-1] if len(typed) > 1 and lines[typed[-1] - 1].strip() in {"---", "..."} else len(lines) + 1
    return range(start, end)


def _read_issue_file(reader: Reader, folder: Path, files: Sequence[Path]) -> Source:
    """issue.md, without lines where there is none or it cannot be read."""
    path = next((p for p in sorted(files) if p.name.lower() == ISSUE_FILE), folder / ISSUE_FILE)
    empty = Source(reader.workspace.relative(path), ())
    # What is listed is read, whatever it is: a link that leads nowhere is no issue without front matter.
    return (reader.read_source(path) if path in files else None) or empty


def _parse_issue_file(
    reader: Reader, folder: Path, source: Source, issue_id: IssueId
) -> tuple[dict[str, Field], list[Article]]:
    """The fields of issue.md, and the articles in its body (`# 标题` sections)."""
    if not source.lines:
        return {}, []
    problems: list[Problem] = []
    front = split_front_matter(source, problems)
    fields = parse_fields(source, front.block, ISSUE, problems)
    _check_number(reader, source, fields.get("number"), issue_id)
    document = parse_markdown(source, front.body, problems)
    blocks = document.blocks
    starts = [i for i, block in enumerate(blocks) if isinstance(block, Heading) and block.look == 1]
    if blocks and (not starts or starts[0] > 0):
        line = blocks[0].lines.start
        hint = f"在上面加一行“# 文章标题”，或把文章另存为一个 .md 文件，与 {ISSUE_FILE} 放在一起"
        problems.append(source.problem(line, "A101", "这段文字不属于任何一篇文章", hint))
    articles = []
    for start, end in zip(starts, [*starts[1:], len(blocks)][: len(starts)], strict=True):
        if isinstance(heading := blocks[start], Heading):
            section = take_part(document, blocks[start + 1 : end])
            title = read_title(heading, source, problems)
            if not title:
                hint = "在“# ”后面写上文章的标题"
                problems.append(source.problem(heading.lines.start, "A105", "文章没有标题", hint))
            texts = Texts(title, heading.lines.start, section, place_title(heading, document))
            articles.append(make_article(reader.workspace, source, folder, {}, texts, problems))
    reader.problems += problems
    return fields, articles


def _check_number(reader: Reader, source: Source, field: Field | None, issue_id: IssueId) -> None:
    """期号 is what the folder's name says; a typed one may only agree with it."""
    if field is None or not field.text:
        return
    typed = field.text.strip("“”\"'‘’ \u3000")
    year, _, rest = re.sub(r"[（(]总.*", "", typed).rpartition("年")
    number = parse_number(re.sub(r"[第期\s]", "", rest))
    agrees = typed == "不详" if issue_id.letter else number == issue_id.number
    if year and parse_year(year) != issue_id.year:
        agrees = False
    agrees |= parse_issue_id(typed) == issue_id
    if not agrees:
        right = "不详" if issue_id.letter else str(issue_id.number)
        hint = f"改成“期号: {right}”，或删去这一行；如果错的是文件夹，给文件夹改名"
        message = f"期号“{typed}”与文件夹 {issue_id} 不一致"
        reader.problems.append(source.problem(field.line, "A102", message, hint))


def parse_year(text: str) -> int | None:
    """Read a year in ASCII or full-width digits; None where it is not one."""
    return int(text) if text.strip().isdecimal() else None


def _explain_emptiness(issue_id: IssueId, articles: Sequence[Article], meant: Sequence[Problem]) -> Problem:
    message, hint = "这一期还没有文章", f"在 issues/{issue_id}/ 里放文章，每篇一个 .md 文件，如 01-标题.md"
    if articles:
        message, hint = "这一期的文章都是草稿", "把写好的文章里“状态: 草稿”一行删去"
    elif meant:
        names = "、".join(f"“{problem.path.rpartition('/')[2]}”" for problem in meant)
        message, hint = f"这一期还没有文章：{names}{NOT_READ}", meant[0].hint
    return Problem("A109", message, hint, f"issues/{issue_id}")


def _assemble_issue(
    reader: Reader,
    issue_id: IssueId,
    series: Series,
    head: Source,
    fields: Mapping[str, Field],
    articles: Sequence[Article],
) -> Issue:
    texts = {name: field.text for name, field in fields.items()}
    drafts = [article for article in articles if article.draft]
    printed = link_articles([article for article in articles if not article.draft], drafts, reader.problems)
    issue = Issue(
        id=issue_id,
        series=series,
        title=texts.get("title") or series.title,
        publisher=texts.get("publisher") or series.publisher,
        editor=(fields["editor"].values if "editor" in fields else ()) or series.editor,
        phone=texts.get("phone") or series.phone,
        layout=texts.get("layout") or series.layout or DEFAULT_LAYOUT,
        date=_check_date(reader, head, fields.get("date")),
        articles=printed,
        serial=read_serial(head, fields, reader.problems),
        mark=read_text("mark", fields, series.mark),
        report_to=read_offices("report_to", "报送", fields, series.report_to),
        copy_to=read_offices("copy_to", "抄送", fields, series.copy_to),
        copies=read_copies(head, fields.get("copies"), reader.problems),
        cover=_read_cover(reader, head, fields, issue_id),
        cover_caption=texts.get("cover_caption", ""),
        drafts=len(drafts),
        sources=reader.sources,
        ignore=fields["ignore"].values if "ignore" in fields else (),
        reviews={name: texts[name] for name in REVIEW_KEYS if texts.get(name)},
        places={
            **series.places,
            # What is left empty is filled by the series, and is to be changed there.
            **{name: head.place(f.line, f.last) for name, f in fields.items() if f.text},
        },
    )
    _check_fields(reader, issue)
    reader.problems += check_columns(printed)
    return issue


def _read_cover(reader: Reader, head: Source, fields: Mapping[str, Field], issue_id: IssueId) -> Asset | None:
    """封面图, checked as any other picture; 图说 without it is told, for nothing would print it."""
    image, caption = fields.get("cover_image"), fields.get("cover_caption")
    if image is None or not image.text:
        if caption and caption.text:
            hint = "在 issue.md 里写“封面图: 文件名”，或删去图说"
            reader.problems.append(
                head.problem(caption.line, "A117", "有图说，没有封面图", hint, Severity.WARNING)
            )
        return None
    folder = reader.workspace.issue_folder(issue_id)
    result = read_image(quote(image.text), folder, reader.workspace.root, head.place(image.line))
    if isinstance(result, Problem):
        reader.problems.append(result)
        return None
    return result


def _check_fields(reader: Reader, issue: Issue) -> None:
    """刊名 and 编辑单位 must be there, and nothing may still be what `bulletin new` put there."""
    for name, value, chinese in (
        ("title", issue.title, "刊名"),
        ("publisher", issue.publisher, "编辑单位"),
        ("editor", "".join(issue.editor), "编辑"),
        ("phone", issue.phone, "电话"),
    ):
        if value.startswith(PLACEHOLDER):
            hint = f"把“{value}”换成要印的内容"
            reader.problems.append(issue.places[name].problem("A113", f"{chinese}还没有填写", hint))
        elif not value and name in {"title", "publisher"}:
            hint = f"在 {SERIES_FILE} 里写“{chinese}: …”，各期都用它"
            reader.problems.append(Problem("A110", f"没有写{chinese}", hint, SERIES_FILE))


def _check_date(reader: Reader, source: Source, field: Field | None) -> str:
    """日期 as ISO 8601, however it is typed; empty where it is missing or wrong."""
    if field is None or not field.text:
        return ""
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", field.text)) or _HAN_DATE.fullmatch(
        field.text.replace("○", "〇").strip()
    )
    numbers = [parse_numeral(group) for group in match.groups()] if match else []
    try:
        if numbers and all(numbers):
            return date(*(number or 0 for number in numbers)).isoformat()
        message = f"日期“{field.text}”看不懂"
    except ValueError:
        message = f"没有“{field.text}”这一天"
    hint = "写成年、月、日三个数：“日期: 2024-09-30”；还不知道就删去这一行"
    reader.problems.append(source.problem(field.line, "A111", message, hint))
    return ""
