"""The articles of an issue beside each other → those that say the same, or have one title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bulletin.document.walk import list_texts
from bulletin.errors import Problem, Severity
from bulletin.hanzi import squeeze_text
from bulletin.model import Article
from bulletin.source.folder import find_original

_CLAUSE = re.compile("[。！？；，：、]")
_SHORTEST = 12  # characters of a text that does not stand in two articles by chance: 待补
_LEAST = 40  # of one of which a part may be compared
_COMMON = 0.8  # share of the shorter text's
_SHORTEST_TITLE = 5  # characters; 简讯 may stand over many


@dataclass(frozen=True, slots=True)
class Alike:
    """Two articles, by their place in the issue from 0: whether their texts are the same, or most of them."""

    first: int
    second: int
    is_same: bool


def find_alike(articles: Sequence[Article]) -> list[Alike]:
    """The articles that say what an earlier one says, each beside the first of them."""
    texts = [squeeze_text("".join(text.content for text in list_texts(a.document))) for a in articles]
    clauses = [Counter(filter(None, _CLAUSE.split(text))) for text in texts]
    found: list[Alike] = []
    for second, text in enumerate(texts):
        for first in range(second):
            is_same = len(text) >= _SHORTEST and text == texts[first]
            if is_same or _share(clauses[first], clauses[second]) >= _COMMON:
                found.append(Alike(first, second, is_same))
                break
    return found


def _share(first: Mapping[str, int], second: Mapping[str, int]) -> float:
    """How much of the shorter of two texts stands in the other, of 1; 0 for a text too short to tell."""
    sizes = [sum(len(clause) * count for clause, count in text.items()) for text in (first, second)]
    if min(sizes) < _LEAST:
        return 0
    common = sum(len(clause) * min(first[clause], second[clause]) for clause in first.keys() & second.keys())
    return common / min(sizes)


def check_likeness(articles: Sequence[Article]) -> Iterator[Problem]:
    """A warning for each article that is a copy of another by its name, its text or its title."""
    names = [article.file.path.rpartition("/")[2] for article in articles]
    alike = {pair.second: pair for pair in find_alike(articles)}
    titles: dict[str, int] = {}
    for number, (article, name) in enumerate(zip(articles, names, strict=True)):
        pair, original = alike.get(number), find_original(name, names)
        title = squeeze_text(article.title)
        before = titles.setdefault(title, number)
        first = names.index(original) if original else pair.first if pair else before
        here, there = _name(article, name, names), _name(articles[first], names[first], names)
        if original:
            same = _describe(pair if pair and pair.first == first else alike.get(first))
            message = f"“{name}”像是“{original}”的副本{same}，两篇都会印出来"
            hint = "只留一篇，删去另一个文件；两篇都要，就给文件改个名字"
            yield Problem("A126", message, hint, article.file.path, severity=Severity.WARNING)
        elif find_original(names[first], names) == name:
            continue  # the copy comes first: it was told of
        elif pair:
            message = f"{here}和{there}{_describe(pair).removeprefix('，')}"
            hint = "多半是一篇存了两次：删去一篇"
            yield article.file.problem(article.line, "A129", message, hint, Severity.WARNING)
        elif before != number and len(title) >= _SHORTEST_TITLE:
            message, hint = (
                f"{here}和{there}的标题一样：{article.title}",
                "核对是不是贴错了标题，或一篇存了两次",
            )
            yield article.file.problem(article.line, "A130", message, hint, Severity.WARNING)


def _describe(pair: Alike | None) -> str:
    return "" if pair is None else "，文字一样" if pair.is_same else "，文字大半一样"


def _name(article: Article, name: str, names: Sequence[str]) -> str:
    """An article as its editor knows it: by its file, or by its line where the file holds several."""
    return f"“{name}”" if names.count(name) == 1 else f"“{name}”第 {article.line} 行的一篇"
