"""The articles of an issue → the numbers in their addresses, which stay as they are once published."""

from __future__ import annotations

import re

from bulletin.model import Article, Issue
from bulletin.record import PublishedArticle, Record
from bulletin.workspace import ISSUE_FILE

_FILE_NUMBER = re.compile(r"([0-9]{1,3})(?![0-9])")


def number_articles(issue: Issue, record: Record | None) -> tuple[str, ...]:
    """The number of each article of `issue`, two digits at least: the one it was published under, else
    its file's, else the next that is free.

    An article that was published keeps its number though its file is renamed or its title changed; what
    was published and is gone keeps others off its number.
    """
    known = record.articles if record else ()
    taken = {published.address for published in known}
    numbers: list[str] = []
    for article in issue.articles:
        found = _find_published(article, [p for p in known if p.address not in numbers])
        numbers.append(found.address if found else "")
    for at, article in enumerate(issue.articles):
        own = f"{_read_number(article):02d}"
        if not numbers[at] and own != "00" and own not in taken | set(numbers):
            numbers[at] = own
    for at, number in enumerate(numbers):
        free = (f"{n:02d}" for n in range(at + 1, 10_000))
        numbers[at] = number or next(n for n in free if n not in taken | set(numbers))
    return tuple(numbers)


def _find_published(article: Article, known: list[PublishedArticle]) -> PublishedArticle | None:
    """The same file and title, else the same file where that tells, else the same title."""
    is_section = article.file.path.lower().endswith(f"/{ISSUE_FILE}")
    same_file = [p for p in known if p.path == article.file.path]
    same_title = [p for p in known if p.title == article.title]
    both = [p for p in same_file if p in same_title]
    return next(iter([*both, *([] if is_section else same_file), *same_title]), None)


def _read_number(article: Article) -> int:
    """3 of issues/2024-09/03-….md; 0 where the name has none, or the article is a section of issue.md."""
    match = _FILE_NUMBER.match(article.file.path.rpartition("/")[2])
    return int(match[1]) if match else 0
