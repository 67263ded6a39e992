"""The articles of an issue → the same, where 见本期《标题》 leads to the article that it names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bulletin.document.rewrite import change_blocks
from bulletin.document.tree import ArticleLink, Document, Heading, Inline, Inlines, Link, Span, Text
from bulletin.document.walk import list_texts
from bulletin.errors import Problem, Severity
from bulletin.model import Article, Place, Reference

_LONGEST = 120  # characters of a title between its marks
_NEAR = 0.6  # likeness of what is taken for a slip
# 见本期《…》, 详见本期刊发的《…》; the verb, where there is one, says that the title must be here.
_CALL = re.compile(
    r"(?P<verb>见|参见|参阅|参看|参考|阅|看|读|刊于|载于|登于|刊|载)?(?:于|在)?本期"
    r"(?P<between>(?:中|里)?(?:的|刊登的|刊发的|刊载的|所载|所刊|登载的|文章|专文|同期)?[ \u3000]?)(?=《)"
)
_NEXT = re.compile(r"[ \u3000]*(?:[、，,和及与]|以及)?[ \u3000]*(?=《)")
_NOT_TITLES = re.compile(r"[ \u3000]*(?:栏|专栏|专题|专刊|版|副刊|封面|封底)")
_PAGE = re.compile(r"[ \u3000]*[（(](?:见)?(?:本期)?第?[ \u3000]*[0-9０-９]{1,4}[ \u3000]*页[）)]")
_QUOTES = re.compile("[“”‘’「」『』\"']")
_MARKS = re.compile(r"[\s《》〈〉<>·•\-‐‑–—―─－~～_\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class _Titles:
    """What may be named: normalized titles with the number of their article in the issue, those of drafts,
    and 栏目."""

    numbers: Mapping[str, int]
    drafts: frozenset[str]
    columns: frozenset[str]
    as_typed: Mapping[str, str]


def link_articles(
    printed: Sequence[Article], drafts: Sequence[Article], problems: list[Problem]
) -> tuple[Article, ...]:
    """Lead each 《标题》 behind 本期 to the article of `printed` whose title it is; one that is not there is
    added to `problems` with the nearest title."""
    titles = _collect_titles(printed, drafts)
    linked = []
    for number, article in enumerate(printed, 1):
        linker = _Linker(article, number, titles, problems)
        note_links = tuple(map(linker.find_in_note, article.editor_note))
        linked.append(
            replace(
                article,
                document=linker.link(article.document),
                note_links=note_links if any(note_links) else (),
            )
        )
    return tuple(linked)


def _collect_titles(printed: Sequence[Article], drafts: Sequence[Article]) -> _Titles:
    numbers: dict[str, int] = {}
    for number, article in enumerate(printed, 1):
        numbers.setdefault(_normalize(article.title), number)
    for number, article in enumerate(printed, 1):
        if article.subtitle:
            numbers.setdefault(_normalize(article.title + article.subtitle), number)
    return _Titles(
        numbers,
        frozenset(_normalize(article.title) for article in drafts),
        frozenset(_normalize(article.column) for article in printed),
        {_normalize(article.title): article.title for article in printed},
    )


def _normalize(title: str) -> str:
    """A title as it may be told from others: without white space, dashes and the marks of titles, which are
    〈〉 inside others (GB/T 15834—2011 4.15.3.5), and whatever the form of its quotation marks."""
    return _MARKS.sub("", _QUOTES.sub('"', unicodedata.normalize("NFKC", title))).casefold()


class _Linker:
    """Rewrites the inlines of one article."""

    def __init__(self, article: Article, number: int, titles: _Titles, problems: list[Problem]) -> None:
        self._article = article
        self._number = number
        self._titles = titles
        self._problems = problems

    def link(self, document: Document) -> Document:
        """The document with its links, but none in headings: a bookmark has no second place."""
        if "本期" not in "".join(text.content for text in list_texts(document)):
            return document
        notes = {
            label: replace(note, blocks=change_blocks(note.blocks, self._link_inlines, kept=Heading))
            for label, note in document.notes.items()
        }
        return replace(
            document, blocks=change_blocks(document.blocks, self._link_inlines, kept=Heading), notes=notes
        )

    def find_in_note(self, paragraph: str) -> tuple[Reference, ...]:
        """What a paragraph of 编者按 says of other articles."""
        place = self._article.places.get("editor_note", self._article.file.place(self._article.line))
        return tuple(self._find_links(paragraph, lambda _: place))

    def _link_inlines(self, inlines: Inlines) -> Inlines:
        """Inlines in a row with the links that their texts hold; texts that follow each other are one, and
        what is a link already has none inside."""
        linked: list[Inline] = []
        run: list[Text] = []
        for inline in inlines:
            if isinstance(inline, Text):
                run.append(inline)
                continue
            linked += self._link_run(run)
            run = []
            if isinstance(inline, Span) and not isinstance(inline, Link | ArticleLink):
                inline = replace(inline, children=self._link_inlines(inline.children))
            linked.append(inline)
        return (*linked, *self._link_run(run))

    def _link_run(self, run: Sequence[Text]) -> Sequence[Inline]:
        text = "".join(part.content for part in run)
        if "本期" not in text:
            return run
        offsets = [offset for part in run for offset in part.offsets]
        document, file = self._article.document, self._article.file
        found = list(self._find_links(text, lambda at: file.place(document.find_line(offsets[at]))))
        if not found:
            return run
        pieces: list[Inline] = []
        position = 0
        for start, end, number in found:
            pieces += _cut_run(run, position, start)
            inside = _cut_run(run, start, end)
            pieces.append(ArticleLink(tuple(inside), number, inside[0].offsets[0]))
            position = end
        return [*pieces, *_cut_run(run, position, len(text))]

    def _find_links(self, text: str, locate: Callable[[int], Place]) -> Iterator[Reference]:
        """The ranges of `text` that are titles with their 《》, and the number of the article each names;
        `locate` knows the place of a character of it."""
        for match in _CALL.finditer(text):
            must_be = bool(match["verb"]) and not match["between"].strip()
            start: int | None = match.end()
            while start is not None:
                end = _find_close(text, start)
                if not end:
                    break
                title = _normalize(text[start + 1 : end - 1])
                number = self._titles.numbers.get(title)
                if number and number != self._number:
                    yield Reference(start, end, number)
                elif not number and not _NOT_TITLES.match(text, end):
                    self._report(text[start:end], title, locate(start), must_be=must_be)
                if number and (page := _PAGE.match(text, end)):
                    self._report_page(page[0], text[start:end], locate(end))
                following = _NEXT.match(text, end)
                start, must_be = following.end() if following else None, False

    def _report_page(self, page: str, title: str, where: Place) -> None:
        message = f"{title}后面的“{page.strip()}”会印两遍：页码由程序印，印出来总是对的"
        self._problems.append(where.problem("A120", message, f"删去“{page.strip()}”", Severity.WARNING))

    def _report(self, typed: str, title: str, where: Place, *, must_be: bool) -> None:
        """Report a title that is none of this issue's, where it is said to be or is one but for a slip."""
        near = difflib.get_close_matches(title, self._titles.numbers, n=1, cutoff=_NEAR)
        if title in self._titles.columns or not (near or must_be):
            return
        if title in self._titles.drafts:
            hint = "把那一篇写完，删去“状态: 草稿”；或不写“本期”"
            self._problems.append(
                where.problem("A119", f"{typed}还是草稿，不在本期里", hint, Severity.WARNING)
            )
            return
        known = self._titles.as_typed.get(near[0], "") if near else ""
        hint = f"是不是《{known}》？" if known else ""
        hint += "标题要与本期的文章一字不差，才能印上页码、点得过去；不是本期的文章，就不写“本期”"
        self._problems.append(where.problem("A119", f"本期没有{typed}这一篇", hint, Severity.WARNING))


def _find_close(text: str, start: int) -> int:
    """The end of the title whose 《 stands at `start`, behind its 》; 0 where it is not closed."""
    depth = 0
    for index in range(start, min(start + _LONGEST, len(text))):
        depth += (text[index] == "《") - (text[index] == "》")
        if not depth:
            return index + 1
    return 0


def _cut_run(run: Sequence[Text], start: int, end: int) -> list[Text]:
    """The characters from `start` to before `end` of texts that follow each other."""
    pieces = []
    position = 0
    for part in run:
        first, last = max(start - position, 0), min(end - position, len(part.content))
        if first < last:
            pieces.append(Text(part.content[first:last], part.offsets[first:last]))
        position += len(part.content)
    return pieces
