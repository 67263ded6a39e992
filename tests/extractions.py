"""Issues of this repository → the text that programs take out of their printed pages, in several manners."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from .conftest import REPOSITORY

Articles = list[tuple[str, list[str]]]


def read_articles(issue: str) -> Articles:
    """The title and the paragraphs of each article of an issue without headings, tables and the like."""
    articles: Articles = []
    for path in sorted((REPOSITORY / "issues" / issue).glob("[0-9]*.md")):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        articles.append((head.removeprefix("标题: ").strip(), body.strip().split("\n\n")))
    return articles


def measure(text: str) -> float:
    """The width of `text` in em as printers have it, whatever the importer reckons: a letter is half."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def wrap(text: str, width: float, indent: float = 0.0) -> list[str]:
    """Break `text` into lines of `width` em as print does: no mark at a line's start, no number parted."""
    units: list[str] = []
    for unit in re.findall(r"[A-Za-z0-9.,%+\-/&]+|.", text):
        if units and (unit in "，。、；：！？）》”％%" or units[-1][-1] in "“（《"):
            units[-1] += unit
        else:
            units.append(unit)
    lines, line, room = [], "", width - indent
    for unit in units:
        if line and measure(line + unit) > room + 0.15 * len(re.findall("[，。、；：“”（）《》]", line)):
            lines.append(line)
            line, room = "", width
        line += unit
    return [*lines, line]


def extract_lines(articles: Articles, width: float, indent: float = 2.0) -> list[tuple[str, str]]:
    """Every printed line with what it is: t (of a title), f (first of a paragraph), c (goes on)."""
    lines: list[tuple[str, str]] = []
    for title, paragraphs in articles:
        broken = wrap(title, width - 4) if measure(title) > width else [title]
        lines += [(line, "t" if i == 0 else "u") for i, line in enumerate(broken)]
        for paragraph in paragraphs:
            lines += [(line, "f" if i == 0 else "c") for i, line in enumerate(wrap(paragraph, width, indent))]
    return lines


def space_out(text: str) -> str:
    """Put in the spaces that a program reads where Han and Latin meet."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9A-Za-z])", " ", text)
    return re.sub(r"(?<=[0-9A-Za-z%])(?=[\u4e00-\u9fff])", " ", text)


def extract_with_hints(articles: Articles, width: float = 30.0, page: int = 21) -> str:
    """Empty lines between lines, a space behind the last of a paragraph, one before the first of a page."""
    lines = extract_lines(articles, width)
    out = ""
    for i, (line, _) in enumerate(lines):
        ends = i + 1 == len(lines) or lines[i + 1][1] in "tf"
        new_page = i % page == 0
        out += ("\n" if i else "") + ("" if new_page or not i else "\n") + (" " if new_page else "")
        out += space_out(line) + (" " if ends else "")
    return out + "\n "


def extract_by_pages(
    articles: Articles, cover: Sequence[str], colophon: Sequence[str], page: int = 20
) -> str:
    """A paragraph a line, an empty line between, but parted where a page ends; cover and contents ahead."""
    parts: list[str] = [*cover]
    parts.append("\n".join(f"- ★ {title} …… {i + 2}" for i, (title, _) in enumerate(articles)))
    count = 0
    for title, paragraphs in articles:
        parts.append(title)
        count += 1
        for paragraph in paragraphs:
            lines = wrap(paragraph, 30, 2)
            piece = ""
            for i, line in enumerate(lines):
                piece += line
                count += 1
                last = i + 1 == len(lines)
                if last or (count % page == 0 and 0 < i < len(lines) - 2):
                    parts.append(space_out(piece))
                    piece = ""
    return "\n\n".join([*parts, *colophon])
