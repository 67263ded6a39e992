"""The 栏目 of an issue's articles → a warning where one is torn: its contents would not count upwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bulletin.errors import Problem, Severity
from bulletin.model import Article, group_by_column


def check_columns(articles: Sequence[Article]) -> Iterator[Problem]:
    """Find articles that stand apart from the others of their 栏目: paper follows the files, contents
    group them."""
    for name, members in group_by_column([article.column for article in articles]):
        for before, index in pairwise(members):
            if index == before + 1 or not name:
                continue
            article, between = articles[index], articles[index - 1]
            message = f"栏目“{name}”的文章没有排在一起：中间隔着“{between.title}”，目录的页码会跳来跳去"
            hint = "改文件名开头的数字，让同一栏目的文章挨着；一定要这样排，就不写这一行栏目"
            place = article.places.get("column", article.file.place(article.line))
            yield place.problem("A118", message, hint, Severity.WARNING)
