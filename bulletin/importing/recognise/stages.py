"""A Manuscript → a Draft: furniture, contents and colophon taken out, lines joined, articles parted.

The stages in reading order; each is a module of pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from bulletin.importing.fields import join_parted_name, parse_fields
from bulletin.importing.model import (
    BULLET,
    Area,
    Block,
    Draft,
    DraftArticle,
    Judgement,
    Kind,
    Leftover,
    Line,
    Look,
    Manuscript,
    Nature,
    Origin,
    Reason,
    Remark,
    Run,
    count_han,
)
from bulletin.importing.patterns import squeeze
from bulletin.importing.read.text import split_lines
from bulletin.importing.recognise.account import list_verdicts, number_lines
from bulletin.importing.recognise.contents.find import Contents, find_contents
from bulletin.importing.recognise.contents.match import compare_contents, find_title_spans
from bulletin.importing.recognise.contents.tables import open_contents_tables
from bulletin.importing.recognise.facts import Words, classify_lines, classify_words
from bulletin.importing.recognise.frame.cover import (
    Work,
    find_field_lines,
    merge_fields,
    open_field_tables,
    take_colophon,
    take_cover,
    take_margins,
)
from bulletin.importing.recognise.frame.furniture import drop_furniture, drop_typed_folios
from bulletin.importing.recognise.nature import judge_nature
from bulletin.importing.recognise.paragraphs.breaks import tidy_blocks
from bulletin.importing.recognise.paragraphs.marks import drop_rules, find_ruled, take_block_marks, take_marks
from bulletin.importing.recognise.paragraphs.measure import find_measure
from bulletin.importing.recognise.paragraphs.pages import join_pages
from bulletin.importing.recognise.paragraphs.viterbi import join_broken_lines
from bulletin.importing.recognise.signatures import align_by_blanks, align_signatures
from bulletin.importing.recognise.titles.articles import divide_articles, make_lone_article
from bulletin.importing.recognise.titles.captions import take_captions
from bulletin.importing.recognise.titles.lone import find_opening_lines, read_opening
from bulletin.importing.recognise.titles.ranks import find_body_look, stands_out
from bulletin.importing.recognise.titles.titlepage import settle_title_page
from bulletin.importing.recognise.titles.titles import mark_titles
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Rule

_SHOWN = 8  # characters of a paragraph that a remark shows


def recognise(
    manuscript: Manuscript,
    known_title: str = "",
    *,
    nature: Nature | None = None,
    explain: bool = False,
) -> Draft:
    """Make a draft of a manuscript; `known_title` is the name of the series, where it is known.

    `nature` says what the file is, where somebody has said so; else it is judged. With `explain` every line
    is followed into the draft, which then has a verdict for each; that takes a third longer, and twice the
    room.
    """
    manuscript = _take_lines(join_pages(manuscript))
    manuscript = replace(manuscript, blocks=take_block_marks(manuscript.blocks))
    if explain:
        manuscript = number_lines(manuscript)
    work = _join_text(manuscript) if manuscript.lines else _take_blocks(manuscript)
    work.known = known_title
    work.left[:0] = manuscript.left
    work.remarks[:0] = manuscript.remarks
    opened, cover = open_field_tables(work.blocks, work.cover)
    opened, cover = _tidy(opened, cover)
    bare = bool(manuscript.lines)
    printed = bare and find_measure([line.text for line in manuscript.lines]) > 0
    judgement = judge_nature(opened, cover, work.entries, known_title, bare=bare, printed=printed)
    if nature:
        against = "" if judgement.nature is nature else judgement.why
        judgement = Judgement(nature, f"用了 {_OPTIONS[nature]}", given=True, against=against)
    if judgement.nature is Nature.ISSUE:
        work.blocks, work.cover = opened, cover
        articles, differences = _divide_issue(work, manuscript)
        fields = merge_fields(work)
    else:
        work.blocks, work.cover = _tidy(work.blocks, work.cover)
        articles, differences, fields = _take_article(work, manuscript), False, ()
    called = {label for article in articles for label in article.notes}
    for label in sorted(manuscript.notes.keys() - called):
        work.left.append(Leftover("".join(run.text for run in manuscript.notes[label]), Reason.NOTE_LOST))
    return Draft(
        manuscript.file,
        fields,
        articles,
        work.entries if judgement.nature is Nature.ISSUE else (),
        manuscript.images,
        tuple(work.left),
        tuple(work.remarks),
        manuscript.words,
        manuscript.added + count_han(article.title for article in articles if article.untitled),
        manuscript.page_lines,
        differences,
        list_verdicts(manuscript, articles, work.left, work.fields) if explain else (),
        judgement,
    )


# What on the command line says so.
_OPTIONS = {Nature.ISSUE: "--whole-issue", Nature.MANUSCRIPT: "--article"}


def _tidy(blocks: Sequence[Block], cover: int) -> tuple[list[Block], int]:
    ahead = tidy_blocks(blocks[:cover])
    return ahead + tidy_blocks(blocks[cover:]), len(ahead)


def _divide_issue(work: Work, manuscript: Manuscript) -> tuple[tuple[DraftArticle, ...], bool]:
    """The articles of an issue, its frame taken off; and whether its contents list says otherwise."""
    take_margins(work)
    take_cover(work)
    take_colophon(work)
    body = find_body_look(work.blocks)
    work.blocks, captions = take_captions(work.blocks, body, work.entries)
    work.left += captions
    marked, remarks = mark_titles(work.blocks, work.entries)
    work.remarks += remarks
    stem = PurePath(manuscript.file).stem
    articles, left, doubts = divide_articles(marked, body, stem, manuscript.notes)
    work.left += left
    work.remarks += doubts
    listed = {squeeze(entry.title) for entry in work.entries}
    # Contents may list a title with its subtitle or without.
    titles = [a.whole_title if squeeze(a.whole_title) in listed else a.title for a in articles]
    differences = list(compare_contents(work.entries, titles))
    work.remarks += differences
    return articles, bool(differences)


def _take_article(work: Work, manuscript: Manuscript) -> tuple[DraftArticle, ...]:
    """The one article that a manuscript is; none where it holds nothing."""
    work.left = [
        replace(item, why=Reason.OWN_CONTENTS) if item.why in (Reason.CONTENTS, Reason.COLUMN) else item
        for item in work.left
    ]
    work.fields = []
    take_margins(work)
    work.left = [
        replace(item, why=item.why if item.why is not Reason.FIELDS else Reason.RUNNING) for item in work.left
    ]
    work.fields = []
    _take_listed(work)
    if not any(block.all_text().strip() or block.image for block in work.blocks):
        return ()
    body = find_body_look(work.blocks)
    ahead, captions = take_captions(work.blocks[: work.cover], body, ())
    text, others = take_captions(work.blocks[work.cover :], body, ())
    work.left += [*captions, *others]
    opening = read_opening([*ahead, *align_signatures(text)], body, len(ahead))
    blocks, badges = settle_title_page(opening.blocks, body)
    opening = replace(opening, blocks=blocks, left=(*opening.left, *badges))
    stem = PurePath(manuscript.file).stem
    article, left, remarks = make_lone_article(opening, body, stem, manuscript.notes)
    work.left += left
    work.remarks += remarks
    return (article,)


def _take_listed(work: Work) -> None:
    """Take out what Word says is of a contents list, of which no list was made."""
    listed = [block.listed and not classify_words(block.text).ends_sentence for block in work.blocks]
    pairs = list(zip(work.blocks, listed, strict=True))
    work.left += [Leftover(block.text, Reason.OWN_CONTENTS, block.origin) for block, own in pairs if own]
    work.cover -= sum(listed[: work.cover])
    work.blocks = [block for block, own in pairs if not own]


def _take_lines(manuscript: Manuscript) -> Manuscript:
    """Take a document for a text file where each of its paragraphs is a line that print has broken: so it is
    where somebody pasted a page of a PDF."""
    blocks = [block for block in manuscript.blocks if block.area is Area.BODY]
    texts = [block.text for block in blocks]
    if (
        len(blocks) < TUNING.pasted_paragraphs
        or len(blocks) < len(manuscript.blocks)
        or not find_measure(texts)
    ):
        return manuscript
    look = find_body_look(blocks)
    if any(
        block.kind is not Kind.PARAGRAPH or block.number or stands_out(block.look, look) for block in blocks
    ):
        return manuscript
    return replace(manuscript, lines=split_lines("\n".join(texts)), blocks=())


def _join_text(manuscript: Manuscript) -> Work:
    """The paragraphs of a text file."""
    lines, left = drop_furniture(manuscript.lines)
    ruled = find_ruled(lines)
    lines, rules = drop_rules(lines)
    lines = _join_names(lines)
    lines, levels = take_marks(lines)
    levels = levels or ruled
    texts = [line.text for line in lines]
    places = [line.origin for line in lines]
    contents = find_contents(texts, places)
    start = min(contents.taken, default=0)
    rest = [i for i in range(len(lines)) if i not in contents.taken | contents.columns]
    kept = [lines[i] for i in rest]
    cover = sum(1 for i in rest if i < start)
    words = [line.text for line in kept]
    measure = find_measure(words)
    facts = classify_lines(kept)
    alone = (i for i, own in enumerate(facts) if own.words.credit or _is_caption_line(own.words, measure))
    opening = find_opening_lines(words)
    singles = frozenset((*range(cover), *find_field_lines(words), *opening, *alone))
    spans = find_title_spans(contents.entries, words, singles)
    headings = (i for i, line in enumerate(kept) if line.number in levels)
    joined = join_broken_lines(kept, list(spans.values()), singles.union(headings))
    blocks = [_take_bullet(block) for block in joined.blocks]
    if levels:
        looks = {number: Look(level=level) for number, level in levels.items()}
        blocks = [replace(block, look=looks.get(block.origin.first, block.look)) for block in blocks]
    blocks = align_by_blanks(blocks, kept)
    work = Work(blocks, cover, contents.entries)
    work.left += [*left, *rules]
    for item in left:  # what stands on every page may name the issue, or its editor
        known = {found.name for found in work.fields}
        work.fields += [found for found in parse_fields(item.text, item.origin)[0] if found.name not in known]
    work.left += _list_contents(contents, texts, places)
    if joined.measure:
        work.remarks.append(Remark(f"每行约{joined.measure:.0f}个字就断开，已接成段落"))
    for block in joined.doubtful:
        message = f"“……{block.text[-_SHOWN:]}”是满行，到这里分段是猜的"
        work.remarks.append(Remark(message, block.origin, guess=True, code="I126"))
    for line in joined.unsure:
        message = f"“……{line.text[-_SHOWN:]}”是满行，也是一句的末尾，没有在这里分段是猜的"
        work.remarks.append(Remark(message, Origin.at_line(line.number), guess=True, code="I126"))
    paged = any(line.page for line in kept)
    for block in joined.mended:
        where = "在换页处断开" if paged else "断成了几行"
        message = f"“{block.text[:_SHOWN]}……”这一段{where}，已接上"
        work.remarks.append(Remark(message, block.origin))
    if joined.mended:
        work.remarks.append(Remark("一页如果正好结束在一句的末尾，认不出下一页是不是同一段，都分了段"))
    return work


def _is_caption_line(words: Words, measure: float) -> bool:
    """Whether a line is a caption, and not the first line of a paragraph, which is full."""
    return words.caption and words.width() < TUNING.caption_line * measure


def _join_names(lines: Sequence[Line]) -> tuple[Line, ...]:
    groups = join_parted_name([line.text for line in lines])
    return tuple(_join_lines([lines[i] for i in own]) for own in groups)


def _join_lines(lines: Sequence[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    traces = tuple(trace for line in lines for trace in line.traces)
    return replace(lines[0], text="".join(line.text for line in lines), trail=lines[-1].trail, traces=traces)


def _take_bullet(block: Block) -> Block:
    """A paragraph with the mark of a list in front (- 甲) as an item; the mark is that of the program which
    made the text where a number follows it."""
    bullet = classify_words(block.text).bullet
    if not bullet:
        return block
    words = block.text.removeprefix(bullet)
    return replace(block, runs=(Run(words),), number="" if classify_words(words).enumerated else BULLET)


def _list_contents(contents: Contents, texts: Sequence[str], places: Sequence[Origin]) -> list[Leftover]:
    listed = [Leftover(texts[i], Reason.CONTENTS, places[i]) for i in sorted(contents.taken)]
    column = Because(Rule.LISTED_COLUMN)
    named = sorted(contents.columns)
    return listed + [Leftover(texts[i], Reason.COLUMN, places[i].explain(column)) for i in named]


def _list_body(blocks: Sequence[Block]) -> list[str]:
    """The text of each block, "" of those that are not in the body."""
    return [block.text if block.area is Area.BODY else "" for block in blocks]


def _take_blocks(manuscript: Manuscript) -> Work:
    """The blocks of a document, less its contents list and page numbers."""
    typed, folios = drop_typed_folios(manuscript.blocks)
    blocks, rows = open_contents_tables(typed)
    texts = _list_body(blocks)
    contents = find_contents(texts, [block.origin for block in blocks], rows)
    if rows and not contents.taken & rows.keys():  # a timetable of what the text tells of stays a table
        blocks, texts = typed, _list_body(typed)
        contents = find_contents(texts, [block.origin for block in blocks], {})
    start = min(contents.taken, default=0)
    taken = {i for i in contents.taken if blocks[i].area is Area.BODY and blocks[i].kind is Kind.PARAGRAPH}
    contents = replace(contents, taken=frozenset(taken))
    kept = [block for i, block in enumerate(blocks) if i not in contents.taken | contents.columns]
    cover = sum(1 for i in range(start) if i not in taken)
    work = Work(kept, cover, contents.entries)
    work.left += folios
    work.left += _list_contents(contents, texts, [block.origin for block in blocks])
    return work
