"""An issue → its passages: each unit of text as it is printed, with where each character was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bulletin.document.tree import Heading, Inlines, References, Text
from bulletin.document.walk import list_inlines, name_role, walk_blocks, walk_inlines
from bulletin.errors import Problem, Severity, Spot
from bulletin.model import Article, Issue, Place, Source

# An address may hold Chinese; it ends at a space or a Chinese mark. The marks of HTML's entities and of other
# programs' signs are none of a sentence, either.
_URL = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s，。；、：！？（）“”《》]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
    r"|&(?:#[xX]?[0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});|:{3,}|:[a-z][a-z_+-]+:"
)

# What is printed or shown of an article besides its title and text.
_FIELDS = ("subtitle", "column", "editor_note", "author", "source", "summary")


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, cell, caption, note or title: its text, and its place in the source.

    `article` counts from 0. `places` holds for each character of `text` its line and column from 1.
    `urls` are the ranges of `text` that are addresses, or signs of other programs: their characters are not
    punctuation.
    """

    text: str
    role: str
    article: int
    file: Source
    places: Sequence[tuple[int, int]]
    level: int = 0  # of a heading, as typed: 2 for ##
    urls: Sequence[range] = field(default_factory=tuple)
    is_plain: bool = True  # typed as it is printed: a front-matter value may be folded or escaped
    is_reference: bool = False  # describes a document, with the marks of GB/T 7714

    @property
    def line(self) -> int:
        """The line of its first character."""
        return self.places[0][0] if self.places else 0

    def is_address(self, at: int) -> bool:
        """Whether the character at `at` belongs to an address."""
        return any(at in inside for inside in self.urls)

    def problem(
        self,
        start: int,
        end: int,
        code: str,
        severity: Severity,
        message: str,
        hint: str,
        fix: str | None = None,
        also: Sequence[tuple[int, int, str]] = (),
    ) -> Problem:
        """A problem of the characters from `start` to before `end`, and of those in `also`.

        A fix is kept only where the source has these very characters: no markup or line's end between them;
        of a problem with several, all or none.
        """
        spots = [self._locate(start, end, fix), *(self._locate(*other) for other in also)]
        if any(spot.fix is None for spot in spots):
            spots = [replace(spot, fix=None) for spot in spots]
        first, *others = spots
        source = self.file.lines[first.line - 1]
        return Problem(
            code,
            message,
            hint,
            self.file.path,
            first.line,
            source,
            severity,
            first.column,
            first.end_column,
            first.fix,
            tuple(others),
        )

    def _locate(self, start: int, end: int, fix: str | None) -> Spot:
        line, column = self.places[start]
        last_line, last = self.places[max(start, end - 1)]
        source = self.file.lines[line - 1]
        if last_line != line:
            last = len(source)
        if not self.is_plain or source[column - 1 : last] != self.text[start:end]:
            fix = None
        return Spot(line, column, max(last, column) + 1, fix)


def _find_urls(text: str) -> tuple[range, ...]:
    return tuple(range(*match.span()) for match in _URL.finditer(text))


def list_passages(issue: Issue) -> tuple[Passage, ...]:
    """Every passage of the articles that are printed, in reading order, notes after their article."""
    passages: list[Passage] = []
    for number, article in enumerate(issue.articles):
        passages.append(_locate_title(article, number))
        passages += _list_fields(article, number)
        passages += mark_references([*_list_text(article, number)])
    return tuple(passages)


def _locate_title(article: Article, number: int) -> Passage:
    title, places = article.title, article.title_places
    line, column = places[0] if places else (article.line, 1)
    is_plain = article.file.lines[line - 1].startswith(title, column - 1)
    return Passage(title, "Title", number, article.file, places, is_plain=is_plain)


def _list_fields(article: Article, number: int) -> Iterator[Passage]:
    """What its front matter has printed of an article besides the title, or shown of it."""
    for name in _FIELDS:
        value = getattr(article, name)
        place = article.places.get(name)
        for text in (value,) if isinstance(value, str) else value:
            if text and place:
                places = _find_places(article.file, place, text)
                is_plain = bool(places) and article.file.lines[places[0][0] - 1].startswith(
                    text, places[0][1] - 1
                )
                if places:
                    yield Passage(text, "Field", number, article.file, places, 0, _find_urls(text), is_plain)


def _find_places(file: Source, place: Place, text: str) -> tuple[tuple[int, int], ...]:
    """Where each character of a field's text was typed, in order; nothing where one of them was not."""
    lines = range(place.line, max(place.line, place.last) + 1)
    for line in lines:
        if (whole := file.lines[line - 1].find(text)) >= 0:
            return tuple((line, whole + at + 1) for at in range(len(text)))
    typed = [(line, column) for line in lines for column in range(1, len(file.lines[line - 1]) + 1)]
    places: list[tuple[int, int]] = []
    following = iter(typed)
    for char in text:
        found = next(((n, c) for n, c in following if file.lines[n - 1][c - 1] == char), None)
        if found is None:
            return ()
        places.append(found)
    return tuple(places)


# The type of a document, as GB/T 7714—2015 §8.2 has it behind a title; its carrier behind a slash.
_DOCUMENT_TYPE = re.compile(r"[\[［](?:[MCGNJDRSPACZ]|DB|CP|EB|CM|DS)(?:[/／](?:MT|DK|CD|OL))?[\]］]")
_REFERENCES = re.compile(r"(?:主要|引用|参考)*(?:参考文献|引用文献|文献)(?:目录|列表)?[：:]?|References:?")
_BRACKETED = re.compile(r"[\[［〔【（(]?\d{1,3}[\]］〕】）).．、]")
_NUMBERED = re.compile(r"[\[［〔【（(]?\d{1,3}[\]］〕】）).．、]?\s*\S")
# Marks of a description that are half-width: a name or place ends in a point, a year follows a comma.
_DESCRIBED = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z\]）)]\s?[.．]|[:：,，])\s?(?:[^.．]{0,60}[,，.．:：(（]\s?)?(?:19|20)\d\d"
)
_MOST_DESCRIBED = 600  # characters


def mark_references(passages: Sequence[Passage]) -> list[Passage]:
    """`passages` of an article with those that describe a document (GB/T 7714) marked as such: one has the
    type of the document behind its title, or stands in a list of sources or below the heading 参考文献."""
    marked: list[Passage] = []
    listed = False
    for passage in passages:
        is_reference = passage.is_reference or (
            bool(_DOCUMENT_TYPE.search(passage.text)) and _is_described(passage.text)
        )
        if _REFERENCES.fullmatch(passage.text):
            listed = True
        elif listed and not is_reference:
            text = passage.text[:_MOST_DESCRIBED]
            is_reference = bool(_NUMBERED.match(text) or _DESCRIBED.search(text)) and not passage.level
            listed = is_reference
        marked.append(replace(passage, is_reference=is_reference) if is_reference else passage)
    return marked


def _is_described(text: str) -> bool:
    """Whether a text with the sign of a document's type is its description: a number begins it or no sentence
    ends ahead of the sign, and it goes on with a mark."""
    signs = list(_DOCUMENT_TYPE.finditer(text))
    is_entry = bool(_BRACKETED.match(text)) or not re.search("[。；！？]", text[: signs[0].start()])
    return is_entry and any(text[sign.end() : sign.end() + 1] in {"", *"./,:．，。：( （"} for sign in signs)


def _list_text(article: Article, number: int) -> Iterator[Passage]:
    document = article.document
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        sources: set[int] = set()
        for node in walk_blocks(blocks):
            if isinstance(node, References):
                sources |= set(map(id, node.entries))
            if inlines := list_inlines(node):
                level = node.look if isinstance(node, Heading) else 0
                passage = _make_passage(article, number, inlines, name_role(node), level)
                if passage.text:
                    yield replace(passage, is_reference=True) if id(node) in sources else passage


def _make_passage(article: Article, number: int, inlines: Inlines, role: str, level: int = 0) -> Passage:
    """The text of `inlines` without the white space around it; a picture says nothing here."""
    texts = [inline for inline in walk_inlines(inlines) if isinstance(inline, Text)]
    whole = "".join(text.content for text in texts)
    offsets = [offset for text in texts for offset in text.offsets]
    stripped = whole.strip()
    start = whole.find(stripped)
    find_place = article.document.find_place
    places = tuple(find_place(offset) for offset in offsets[start : start + len(stripped)])
    return Passage(stripped, role, number, article.file, places, level, _find_urls(stripped))
