"""Drafts of one or several files → the files of an issue: issue.md, one Markdown file an article, images."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bulletin.errors import BulletinError, Problem
from bulletin.hanzi import parse_number
from bulletin.importing.model import Draft, DraftArticle, Found, Origin, Remark
from bulletin.importing.patterns import squeeze
from bulletin.importing.write.longcells import divide_long_cells
from bulletin.importing.write.longtables import divide_long_tables
from bulletin.importing.write.markdown import check_article, lay_out_article, render_value
from bulletin.importing.write.tables import list_unmerged
from bulletin.model import IssueId
from bulletin.workspace import ISSUE_FILE

MAX_ARTICLES = 300  # of one import: a bound volume of a year has two hundred
_NAME_LENGTH = 12  # characters of a title in a file name
_TITLE_LINE = 2  # of an article's file, behind the ---
_LATE_MONTHS = 3  # of the next year, in which the last number of a year may come out
_NUMBERED = re.compile(r"([0-9]+)")
_ROWS = (
    ("title", "刊名"),
    ("date", "日期"),
    ("mark", "标识"),
    ("publisher", "编辑单位"),
    ("editor", "编辑"),
    ("phone", "电话"),
    ("report_to", "报送"),
    ("copy_to", "抄送"),
    ("copies", "印数"),
    ("layout", "版式"),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words of a manuscript went: the place of them in it, the number (from 0) of its draft among those
    of an import, the article's file and the line of that (from 1)."""

    draft: int
    origin: Origin
    name: str
    line: int
    text: str


@dataclass(frozen=True)
class Written:
    """The files to write (name → bytes), which file each article became, where each block of them went, and
    what is to be said of them."""

    files: Mapping[str, bytes]
    names: tuple[tuple[str, str], ...]  # file name, title
    fields: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())
    head: bool = False  # whether issue.md is among the files
    placed: tuple[Placed, ...] = ()


def render_drafts(
    drafts: Sequence[Draft],
    issue_id: IssueId,
    path: str,
    existing: frozenset[str] | None = None,
    layouts: Mapping[int, str] | None = None,
    known: Mapping[str, str] | None = None,
) -> Written:
    """All files of a new issue, or, beside the `existing` ones, those of more articles.

    Raises BulletinError where there are more articles than one import makes.
    """
    for draft in drafts:
        if len(draft.articles) > MAX_ARTICLES:
            raise _refuse_many(len(draft.articles), draft.file)
    if (count := sum(len(draft.articles) for draft in drafts)) > MAX_ARTICLES:
        raise _refuse_many(count, drafts[0].file)
    if existing is None:
        return render_issue(drafts, issue_id, path, layouts, known)
    return render_articles(drafts, _next_number(existing), existing, path)


def _refuse_many(count: int, file: str) -> BulletinError:
    hint = "检查是不是选错了文件；确实有这么多，就把文件分成几份，分别导入"
    message = f"认出了 {count} 篇文章，一次最多导入 {MAX_ARTICLES} 篇"
    return BulletinError([Problem("I104", message, hint, file)])


def _next_number(names: Iterable[str]) -> int:
    """The number after the highest that an article of the folder begins with."""
    found = [
        int(match[1]) for name in names if name.lower().endswith(".md") and (match := _NUMBERED.match(name))
    ]
    return max(found, default=0) + 1


def render_issue(
    drafts: Sequence[Draft],
    issue_id: IssueId,
    path: str,
    layouts: Mapping[int, str] | None = None,
    known: Mapping[str, str] | None = None,
) -> Written:
    """All files of a new issue in the folder `path` (as messages show it).

    `layouts` are the names of layouts by the lines of their pages, for a text that tells how many it had;
    `known` are the fields of the series, which an issue does not put aside without a word.
    """
    fields, remarks = merge_fields(drafts, issue_id)
    remarks += _compare_series(fields, known or {})
    page_lines = max((draft.page_lines for draft in drafts), default=0)
    layout = (layouts or {}).get(page_lines, "")
    if layout:
        remarks.append(Remark(f"原稿每页{page_lines}行，版式用“{layout}”"))
        fields = (*fields, Found("layout", (layout,)))
    head = render_issue_file(fields, issue_id)
    written = render_articles(drafts, 1, frozenset(), path)
    files = {ISSUE_FILE: head.encode(), **written.files}
    return replace(written, files=files, fields=fields, remarks=(*remarks, *written.remarks), head=True)


def render_issue_file(fields: Sequence[Found], issue_id: IssueId) -> str:
    """issue.md with the fields that were found."""
    values = {found.name: found.text for found in fields}
    rows = [f"期号: {issue_id.number or '不详'}"]
    rows += [f"总期号: {serial}"] if (serial := read_total(values.get("total", ""))) else []
    rows += [f"{chinese}: {render_value(values[name])}" for name, chinese in _ROWS if values.get(name)]
    return "\n".join(["---", *rows, "---", ""])


def read_total(text: str) -> str:
    """The digits of （总第189期）; empty where there are none."""
    match = re.search(r"[0-9]+|[〇零一二三四五六七八九十百]+", unicodedata.normalize("NFKC", text))
    number = match and (int(match[0]) if match[0].isdecimal() else parse_number(match[0]))
    return str(number) if number else ""


def merge_fields(drafts: Sequence[Draft], issue_id: IssueId) -> tuple[tuple[Found, ...], list[Remark]]:
    """The fields of all files, each once; the number of the issue is the one it is imported as."""
    merged: dict[str, Found] = {}
    remarks: list[Remark] = []
    for draft in drafts:
        for found in draft.fields:
            if found.name == "number":
                remarks += _compare_number(found, issue_id)
            if found.name == "date":
                remarks += _compare_date(found, issue_id)
            first = merged.setdefault(found.name, found)
            if first.values != found.values and found.name != "number":
                message = f"几个文件里的不一样：{first.text}、{found.text}，用了前一个"
                remarks.append(Remark(message, found.origin, guess=True, code="I133"))
    return tuple(merged.values()), remarks


def _compare_series(fields: Sequence[Found], known: Mapping[str, str]) -> Iterator[Remark]:
    """Say where an issue and bulletin.yaml disagree; the issue is written as it was printed."""
    names = dict(_ROWS)
    for found in fields:
        own = known.get(found.name, "")
        if own and squeeze(own) != squeeze(found.text):
            message = (
                f"{names[found.name]}：原稿上是“{found.text}”，bulletin.yaml 里是“{own}”，这一期写了原稿上的"
            )
            yield Remark(message, found.origin, guess=True, code="I143")


def _compare_date(found: Found, issue_id: IssueId) -> list[Remark]:
    """Say where the date of an issue is of another year; the last of a year may come out in the next."""
    year, month, _ = map(int, found.text.split("-"))
    late = year == issue_id.year + 1 and month <= _LATE_MONTHS
    if year == issue_id.year or late:
        return []
    message = f"原稿上的日期是 {found.text}，与 {issue_id} 不是同一年"
    return [Remark(message, found.origin, guess=True, code="I144")]


def _compare_number(found: Found, issue_id: IssueId) -> list[Remark]:
    year, _, number = found.text.rpartition("-")
    agrees = int(number) == issue_id.number and (not year or int(year) == issue_id.year)
    if agrees:
        return []
    printed = f"{year}年第{number}期" if year else f"第{number}期"
    message = f"原稿上印的是{printed}，导入的是 {issue_id}"
    return [Remark(message, found.origin, guess=True, code="I134")]


def render_articles(drafts: Sequence[Draft], first: int, taken: frozenset[str], path: str) -> Written:
    """The article files, numbered from `first`, and their images; no name is one of `taken`."""
    files: dict[str, bytes] = {}
    names: list[tuple[str, str]] = []
    problems: list[Problem] = []
    placed: list[Placed] = []
    remarks: list[Remark] = []
    number = first
    for place, draft in enumerate(drafts):
        for whole in draft.articles:
            article, divided = divide_long_cells(whole)
            article, parted = divide_long_tables(article)
            remarks += [*divided, *parted, *list_unmerged(article)]
            images, data = _name_images(article, draft, number, taken | files.keys())
            name = choose_name(article.title, number, taken | files.keys())
            text, lines = lay_out_article(article, images)
            placed.append(Placed(place, article.origin, name, _TITLE_LINE, article.title))
            placed += [
                Placed(place, block.origin, name, line, block.all_text())
                for block, line in zip(article.blocks, lines, strict=True)
            ]
            problems += check_article(text, f"{path}/{name}", article)
            files |= {name: text.encode(), **data}
            names.append((name, article.title))
            number += 1
    return Written(
        files, tuple(names), problems=tuple(problems), remarks=tuple(remarks), placed=tuple(placed)
    )


def choose_name(title: str, number: int, taken: frozenset[str] | set[str]) -> str:
    """01-南京市扎实推进原始创新和.md: two digits, and the beginning of the title without its marks."""
    words = re.sub(r"[^\w]|_", "", title)[:_NAME_LENGTH]
    stem = f"{number:02d}-{words or '文章'}"
    name, copy = f"{stem}.md", 2
    lower = {other.lower() for other in taken}
    while name.lower() in lower:
        name, copy = f"{stem}-{copy}.md", copy + 1
    return name


def _name_images(
    article: DraftArticle, draft: Draft, number: int, taken: frozenset[str] | set[str]
) -> tuple[dict[str, str], dict[str, bytes]]:
    """File names for the pictures of an article: 01-图1.png, in the order of use."""
    names: dict[str, str] = {}
    data: dict[str, bytes] = {}
    stems = {other.lower().rpartition(".")[0] for other in taken}
    count = 0
    for picture in (picture for block in article.blocks for picture in block.pictures):
        if picture.image in names:
            continue
        suffix = ".jpg" if draft.images[picture.image].startswith(b"\xff\xd8") else ".png"
        count += 1
        while f"{number:02d}-图{count}" in stems:
            count += 1
        names[picture.image] = name = f"{number:02d}-图{count}{suffix}"
        data[name] = draft.images[picture.image]
    return names, data
