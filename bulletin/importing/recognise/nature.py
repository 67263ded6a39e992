"""What was read of a file, before anything is taken out → whether it is one issue or one manuscript, and why.

What arrives on an editor's desk is one manuscript, and one manuscript is one article, however many chapters,
labels and lists it has. Only three things tell that a file is a whole issue: a masthead with the number of
the issue, the colophon of a periodical, or a contents list whose entries come again as titles with texts of
their own. A text that somebody copied out of an issue has lost all three; it may have lines that stand
alone, as no heading of a chapter is worded, each over a text of several paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Area, Block, Entry, Found, Judgement, Kind, Nature, Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.match import find_title_spans
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.frame.cover import count_named, find_colophon, may_be_masthead
from bulletin.importing.recognise.titles.labels import Label, find_label
from bulletin.importing.recognise.titles.titles import mark_titles
from bulletin.importing.recognise.tuning import TUNING

# A paper of a journal has the number of its issue above it, too (GB/T 7713.2—2022).
_PAPER = re.compile(
    r"\s*[【\[〔]?\s*(?:摘\s*要|关\s*键\s*[词字]|中图分类号|文章编号|Abstract|DOI)", re.IGNORECASE
)
_CHAPTER = re.compile(
    r"\s*(?:第[一二三四五六七八九十百0-9]+[章节篇部编条]|[0-9]{1,2}(?:\.[0-9]{1,2})*[.、．\s]*(?![0-9年月日%％.])|附[录件表图]|前\s*言|引\s*言|参考文献)"
)
_NO_NAME = re.compile("的|关于|通知|公告|方案|计划|讲座|培训|班|[　]")  # 讲座第3期的通知 names no series
_OF_ONE = {Label.ADDRESSEE, Label.DOCUMENT_NUMBER, Label.ATTACHMENT, Label.ABSTRACT}  # a paper by itself
# What only who brings out a periodical has in its colophon, beside the editor.
_BESIDE_EDITOR = {"phone", "publisher", "report_to", "copies"}


def judge_nature(
    blocks: Sequence[Block], cover: int, entries: Sequence[Entry], known: str, *, bare: bool, printed: bool
) -> Judgement:
    """Tell what a file is by its `blocks`, of which the first `cover` stand ahead of the contents list with
    these `entries`; `known` is the name of the series, "" where it is not known. `bare` says that nothing is
    known of looks, `printed` that print has broken the lines of which the paragraphs were joined."""
    body = [block for block in blocks if block.area in (Area.BODY, Area.BOX)]
    margins = [block for block in blocks if block.area in (Area.HEADER, Area.FOOTER)]
    if number := _find_masthead(body, cover, known):
        return Judgement(Nature.ISSUE, f"开头有期号“{number}”")
    if known and count_named(body, known):
        return Judgement(Nature.ISSUE, f"开头是刊名“{known}”")
    if shown := _find_colophon_of_series(body, margins):
        return Judgement(Nature.ISSUE, f"末尾有版记“{shown}”")
    if count := _count_articles(body, cover, entries):
        return Judgement(Nature.ISSUE, f"目录里的标题有 {count} 个在正文里，下面各有正文")
    if bare and (count := _count_lone_titles(body, printed=printed)):
        return Judgement(Nature.ISSUE, f"{count} 个标题各自成行，下面各有几段正文，像从一期里抄下来的")
    if entries:
        return Judgement(Nature.MANUSCRIPT, "目录列的是一篇文章的章节，没有期号，也没有版记")
    return Judgement(Nature.MANUSCRIPT, "没有期号，没有版记，也没有列出各篇文章的目录")


def _find_masthead(blocks: Sequence[Block], cover: int, known: str) -> str:
    """The line of the masthead with the number of the issue; "" where there is none, or a paper of a journal
    is below it."""
    if any(_PAPER.match(block.text) for block in blocks[: TUNING.opening_blocks]):
        return ""
    for block in _list_head(blocks, cover):
        for line in block.text.split("\n"):
            found, rest = parse_fields(line, block.origin)
            own = {field.name for field in found}
            name = not rest or squeeze(rest) == squeeze(known)
            name = name or (may_be_masthead(rest) and not _NO_NAME.search(rest))
            if "number" in own and name and not classify_words(line).bracketed:
                return line.strip()
    return ""


def _list_head(blocks: Sequence[Block], cover: int) -> Iterator[Block]:
    """The paragraphs ahead of the first sentence, or of the contents list; and those in boxes."""
    for i, block in enumerate(blocks[: max(cover, TUNING.cover_blocks)]):
        words = classify_words(block.text)
        if i >= cover and words.ends_sentence and len(block.text) >= TUNING.opening_sentence:
            break
        if block.kind is Kind.PARAGRAPH:
            yield block
    yield from (block for block in blocks if block.area is Area.BOX and block.kind is Kind.PARAGRAPH)


def _find_colophon_of_series(blocks: Sequence[Block], margins: Sequence[Block]) -> str:
    """The line of a colophon, at the end or in the margins, that names who edits a periodical, where the
    colophon has more of that kind."""
    start = find_colophon([None if block.cells else block.text.split("\n") for block in blocks])
    lines = [line for block in (*blocks[max(1, start) :], *margins) for line in block.text.split("\n")]
    found: dict[str, tuple[Found, str]] = {}
    for line in lines:
        for field in parse_fields(line, Origin())[0]:
            found.setdefault(field.name, (field, line))
    if "editor" in found and found.keys() & _BESIDE_EDITOR:
        return " ".join(found["editor"][1].split())
    return ""


def _count_articles(blocks: Sequence[Block], cover: int, entries: Sequence[Entry]) -> int:
    """How many entries of the contents list are titles of articles in the text; 0 where they are chapters."""
    texts = [block.text if block.kind is Kind.PARAGRAPH else "" for block in blocks]
    skip = frozenset(i for i, text in enumerate(texts) if i < cover or len(text) > TUNING.title_longest)
    spans = find_title_spans(entries, texts, skip)
    if len(spans) < 2 or len(spans) < TUNING.articles_share * len(entries):
        return 0
    starts = sorted(span.start for span in spans.values())
    own = sum(_has_text(blocks, span.stop, starts) for span in spans.values())
    chapters = sum(
        bool(classify_words(texts[span.start]).level or _CHAPTER.match(texts[span.start]))
        for span in spans.values()
    )
    lengths = sorted(len(squeeze(entries[number].title)) for number in spans)
    if 2 * chapters >= len(spans) or lengths[len(lengths) // 2] < TUNING.articles_title:
        return 0
    return own if own >= TUNING.articles_share * len(spans) else 0


def _has_text(blocks: Sequence[Block], first: int, starts: Sequence[int]) -> bool:
    """Whether a text stands between line `first` and the next title."""
    end = next((start for start in starts if start >= first), len(blocks))
    return any(len(block.all_text()) >= TUNING.opening_sentence for block in blocks[first:end])


def _count_lone_titles(blocks: Sequence[Block], *, printed: bool) -> int:
    """How many articles a text without looks is; 0 where its titles are not worded and placed as those of
    articles alone are: long, without a number, with several paragraphs below each. Of what is not `printed`
    all must be so."""
    marked, _ = mark_titles(blocks, ())
    starts = [i for i, block in enumerate(marked) if block.kind is Kind.TITLE]
    least = TUNING.lone_titles if printed else TUNING.lone_titles_typed
    if len(starts) < least or starts[0]:
        return 0
    alone = 0
    for start, end in pairwise((*starts, len(marked))):
        part = marked[start + 1 : end]
        if any(find_label(block.text) in _OF_ONE for block in part):
            return 0
        long = sum(len(block.text) for block in part) >= TUNING.lone_text and len(part) > 1
        alone += long and classify_words(marked[start].text).width() >= TUNING.lone_title
    share = TUNING.lone_share if printed else 1.0
    return len(starts) if alone >= share * len(starts) else 0
