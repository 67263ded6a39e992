"""Every price and threshold of the rules of an import: its unit and what it weighs.

`recognise/` has no other: frame, contents, titles here, paragraphs in `linetuning`. What a reader measures on
a page of its format is its own (`read/`), and so is how long a word may be within an expression (`patterns`).

Units: *em*, the width of one Chinese character; *characters*; *share*, from 0 to 1; *size*, a multiple of the
size of the text; *lines*; *price*. A price is about the natural logarithm of how much rarer one reading of a
line is than another (3 is once in twenty), so prices add up; only their differences count, and the cheapest
reading is taken.

Where no source is named, the figure was set by hand until the printed issues, Word files and typed texts of
tests/test_importing*.py came back as they were written; change one, and run those.
"""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.importing.recognise.linetuning import LineTuning


@dataclass(frozen=True, slots=True)
class Tuning(LineTuning):
    """The figures of `recognise`; `TUNING` holds those that are in use."""

    # The contents list.
    contents_most_tried: int = 8
    """headings, or places that look like a list, that are tried in one text."""
    contents_reach: int = 4
    """lines between two entries, or a heading and the first, that belong to the list: fewer than these."""
    contents_stretch: float = 0.6
    """share of the lines from 目录 to where its first entry stands again, that a list has at least."""
    contents_least: int = 3
    """entries of a list that is believed for its page numbers."""
    contents_falls: float = 0.25
    """share of the page numbers that may be less than the one before, by a slip."""
    contents_page: int = 100
    """letters, digits and Han that a page holds at least."""
    contents_sentences: int = 2
    """sentences above a list …"""
    contents_sentence: int = 30
    """… or characters of one of them, by which it is a list within a text."""
    entry_longest: int = 120
    """characters of a line of the list, leaders and all."""
    listed_most_lines: int = 5
    """lines of a title that the list has, there or above its text …"""
    listed_longest: int = 90
    """… and letters, digits and Han of all of them; it may have more than one that nobody vouches for."""
    page_digits: int = 3
    """digits of a page number."""
    column_longest: int = 10
    """letters, digits and Han of the name of a column."""
    again_most_tried: int = 50
    """places where the same words stand within other lines, that are looked at."""
    apart_pieces: int = 2
    """lines of bullets, leaders or page numbers alone, at least, by which a program took a list apart."""
    apart_near: int = 12
    """lines among which those of one title are, empty ones between them."""
    match_same: float = 0.75
    """share of their characters that a title and its entry have in common, but for a slip."""
    match_longer: float = 1.5
    """times as long as its entry that a title may be, …"""
    match_more: int = 6
    """… and letters, digits and Han more."""

    # What stands around the articles.
    cover_blocks: int = 14
    """paragraphs that a cover may have ahead of its contents list."""
    colophon_blocks: int = 12
    """paragraphs of a colophon."""
    colophon_unknown: int = 3
    """lines in a row within it that nobody knows."""
    masthead_lines: int = 2
    """lines at the very beginning that may name the series."""
    masthead_longest: int = 20
    """characters of the name of a series."""
    masthead_han: float = 0.6
    """share of them that are Han."""
    masthead_more: int = 8
    """letters, digits and Han that a line may have behind the known name: 工作参考 2024年."""
    head_often: int = 3
    """times that a line comes, at least, to be a running head."""
    head_share: float = 0.6
    """share of them that stand beside a page number, where it names neither series nor issue."""
    head_reach: int = 2
    """lines from a page number that are beside it."""
    head_cover: int = 5
    """lines that may belong to the cover: the first of the running heads stays there."""
    head_longest: int = 40
    """characters of a running head."""
    folio_apart: int = 2
    """lines from one page number to the next, more than these: in a column of a table they are nearer."""

    # One issue or one manuscript, and the head of a manuscript.
    articles_share: float = 0.6
    """share of the entries of a contents list that come again, and of these that have a text of their own."""
    articles_title: int = 8
    """letters, digits and Han that the middle one of these has at least; chapters have shorter names."""
    lone_titles: int = 3
    """titles, at least, of articles that somebody copied out of a printed issue …"""
    lone_titles_typed: int = 4
    """… and where each paragraph is one line, as a writer's subheads are, too."""
    lone_title: float = 13.0
    """… em of a title, at least; subheads are shorter …"""
    lone_text: int = 200
    """… characters of the text below each …"""
    lone_share: float = 0.6
    """… and share of them that have both."""
    opening_blocks: int = 30
    """paragraphs that may stand ahead of the text: letterhead, title, byline, or a cover."""
    opening_lines_most: int = 12
    """lines of a text among which those ahead of it are looked for."""
    opening_sentence: int = 20
    """characters of a line with a full stop that is text."""
    opening_longest: int = 110
    """characters of a title that stands out, all its lines together."""
    opening_lines: int = 6
    """lines of it; a cover is set in large characters."""
    cover_line: int = 30
    """characters of a line on a cover, beside the title."""
    title_page_labels: int = 2
    """lines with a label, at least, on the page of a title …"""
    title_page_line: int = 40
    """… characters of a line on it …"""
    title_page_blocks: int = 24
    """… and lines of it."""
    preface_blocks: int = 4
    """paragraphs of text that may stand ahead of a title which stands out."""
    title_lower: float = 0.8
    """size, of that of the line above, of one that says what kind of paper it is, at least."""
    title_smaller: float = 0.6
    """size, of that of a line which only says what kind of paper it is, of the line above, at least …"""
    title_kind: int = 6
    """… and characters of that line."""
    opening_series: int = 2
    """lines further down with the look of a line, at least, by which that is one of several headings."""
    byline_line: int = 160
    """characters of a line under a title that says who, whence, when and how often it was read."""
    byline_lines: int = 4
    """lines under a title that may be of its byline."""
    byline_pieces: int = 3
    """words of the line that says who wrote for an account: 张三 某某社区."""
    byline_name: int = 8
    """characters of a name; those of many peoples have more than those of Han."""
    repetition_blocks: int = 40
    """paragraphs among which the title may stand again, behind a cover and a contents list."""

    signers_most: int = 6
    """lines above a date that sign a text together."""
    signer_longest: int = 30
    """characters of one of them."""

    # Titles.
    title_longest: int = 64
    """characters of a title, all its lines together."""
    title_shortest: int = 2
    """characters, and letters among them; also of a masthead, a running head, the name of a column."""
    title_distinct: int = 5
    """letters, digits and Han that tell one title from another."""
    title_most_lines: int = 3
    """lines of a title, where no contents list says which they are."""
    title_clear_looks: int = 2
    """signs in its look by which a title is no guess."""
    body_han: int = 3
    """characters of another script that one of Han weighs more than, where the look of the text is told."""
    title_bigger: float = 1.12
    """size of a title or heading, at least, that is bigger than the text."""
    row_few_cells: int = 2
    """cells that any line with blanks may have: a row of short ones has more."""
    row_cell: int = 8
    """characters of a cell of a table that is typed as text."""
    title_spread: int = 8
    """characters of a title that may be spread with spaces: 工 作 简 报."""
    series_short: float = 11.0
    """em of a line that may be one of several headings in a row, in bare text …"""
    series_far_shorter: float = 0.65
    """… and share of what most titles have, that it has at most."""
    series_usual: float = 0.75
    """share of the titles that are no wider than what most have."""
    bare_title_least: float = 11.0
    """em of a title in bare text that is no guess, more than this …"""
    bare_title_most: float = 44.0
    """… and this at most, …"""
    bare_title_text: int = 30
    """… with a text of as many characters below it."""

    # Headings, captions, bylines.
    heading_shortest: int = 2
    """characters of a heading."""
    heading_longest: int = 40
    """characters of a heading, and of an item of a list."""
    heading_alone_shortest: int = 4
    """characters of a heading that only its place shows …"""
    heading_alone_longest: int = 26
    """… and at most; also those of the paragraph before it, at least."""
    series_heads: float = 0.49
    """share of the short lines of a series of numbers, more than this, that have a text below: all are
    headings …"""
    series_shown: float = 0.34
    """… and where all of them stand out from the text."""
    series_said: int = 2
    """times as many whole sentences that look alike as short lines: their look means no headings."""
    labelled_least: int = 3
    """headings 问题1、 问题2、 …, at least, that their word and numbers tell, …"""
    labelled_longest: int = 160
    """… and characters of one of them."""
    headings_alike: int = 2
    """headings without numbers, at least, that look alike and are no guess."""
    headings_announced: int = 3
    """labels with a colon, at least, each over a text, that are headings; others that look alike count."""
    heading_levels: int = 4
    """levels of headings that an article has."""
    caption_shortest: int = 2
    """characters of a caption."""
    caption_longest: int = 40
    """characters of a caption."""
    caption_smaller: float = 0.97
    """size below which a centred line under a picture is a caption, however bold."""
    caption_bigger: float = 1.05
    """size above which it is none: it may be the next title."""
    byline_blocks: int = 2
    """paragraphs below a title that may be its byline."""
    byline_longest: int = 24
    """characters of names alone, centred."""
    bold_most: float = 0.7
    """share of a paragraph; beyond it the paragraph is bold, not a part of it."""


TUNING = Tuning()
