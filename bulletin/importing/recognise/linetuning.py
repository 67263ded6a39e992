"""Every price and threshold by which lines become paragraphs: its unit and what it weighs.

How they were found, and the units: `tuning`, which has the others.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineTuning:
    """The figures of `recognise/paragraphs`."""

    # How wide text is in print.
    latin_widths: tuple[float, ...] = (0.5, 0.56, 0.64)
    """em; a digit in 仿宋, Times New Roman and Calibri; in Arial; in DejaVu Sans. Tried in this order."""
    latin_gap: float = 0.25
    """em between Han and Latin, as CLREQ and docs/line-breaking.md have it."""
    narrowed_mark: float = 0.5
    """em that a mark behind the first word of a line asks for: it may be narrowed to keep the line."""
    first_indent: float = 2.0
    """em, of a paragraph's first line (GB/T 9704—2012 7.3.3)."""

    kept_longest: int = 256
    """characters of a line whose facts and width are kept for who asks again; a longer one is a paragraph."""

    # The measure that a text was broken at.
    measure_least_lines: int = 3
    """lines that a text has at least, to have a measure."""
    measure_many_lines: int = 20
    """lines from which on a few overlong ones are passed over."""
    measure_quantile: float = 0.95
    """share of the lines that are no wider than full ones, where there are many."""
    measure_narrowest: float = 12.0
    """em; narrower lines are no text of a page."""
    measure_widest: float = 64.0
    """em; no page has longer lines."""
    measure_near: float = 2.6
    """em below the widest that a full line may be: an indent, or what did not fit."""
    measure_beyond: float = 1.5
    """em above it: marks that were narrowed."""
    measure_share: float = 0.3
    """share of the lines that are full, at least, where print has broken them."""
    measure_full_lines: int = 2
    """full lines that there are at least."""
    measure_open_share: float = 0.5
    """share of the full lines that end within a sentence; paragraphs of one length do not."""
    measure_close: float = 1.1
    """em below the widest within which the middle one is the measure."""

    # Signs of a paragraph that some programs keep (a space behind it, an indent, an empty line).
    hint_full: float = 4.5
    """em below the measure that a line may be and still count as full."""
    hint_most: float = 0.8
    """share of the lines that have the sign at most, else it stands everywhere."""
    hint_full_share: float = 0.9
    """share of the lines without the sign that must be full."""
    hint_short_share: float = 0.7
    """share of the short lines that must have it."""

    # Readings of broken lines: which line begins a paragraph.
    well_read: float = 0.03
    """price of a line where nothing is in doubt: other widths of digits are not tried."""
    close_call: float = 2.0
    """price by which two readings of a line differ, less than this, where the choice is called a guess."""
    full_room: float = 0.25
    """em left at the end of a line that counts as full."""
    trail_room: float = 0.5
    """em left at most, where a space behind Latin is a gap and no end of a paragraph."""
    plainly_short: float = 3.0
    """em left, that no word or mark explains."""
    overfull_free: float = 1.3
    """em beyond the measure that narrowed marks explain."""
    overfull: float = 3.0
    """price of each em beyond that."""
    unindented: float = 4.0
    """price of a paragraph without an indent where the file keeps indents."""
    title_line: float = 2.0
    """price of taking a line for the first of a title that no contents list names."""
    title_next_line: float = 1.6
    """price of each further line of it."""
    title_stop: float = 8.0
    """price of a 。 in a title or heading."""
    title_comma: float = 0.7
    """price of each ， in a title."""
    title_enumerated: float = 5.0
    """price of a title that begins with a number or is a note in brackets."""
    title_indented: float = 4.0
    """price of an indented title where the file keeps indents."""
    title_after_title: float = 4.0
    """price of two titles in a row: there is no text between them."""
    title_after_colon: float = 6.0
    """price of a title that a colon announces."""
    heading_line: float = 0.3
    """price of taking a numbered line for a heading."""
    heading_next_line: float = 1.6
    """price of each further line of it."""
    enumerated_begins: float = -1.5
    """price of a paragraph that begins with a number or 一是: a sign for it."""
    broken_off: float = 6.0
    """price of a paragraph of several lines that ends without a mark, on top of `ends_open`."""
    ends_in_quotation: float = 10.0
    """price of an end within quotation marks or brackets."""
    ends_open: float = 8.0
    """price of a paragraph that ends with a comma or without a mark."""
    ends_unclear: float = 1.0
    """price of one that ends with a colon, a semicolon or a bracket."""
    title_ends_sentence: float = 8.0
    """price of a title or heading that ends as a sentence does (！ and ？ are free)."""
    title_ends_in_mark: float = 8.0
    """price of one that ends with a comma, a colon or the like."""
    title_goes_on_past_stop: float = 4.0
    """price of a title or heading that goes on behind the end of a sentence."""
    ends_full: float = 2.5
    """price of a last line that is full, as by chance one in thirty is."""
    unsigned_trail: float = 4.0
    """price of an end without the space that the file keeps behind paragraphs."""
    unsigned_gap: float = 3.0
    """price of an end without the empty line that the file keeps."""
    unsigned_lead: float = 3.0
    """price of an end where the next line lacks the indent that the file keeps."""
    passed_trail: float = 6.0
    """price of going on past such a space."""
    passed_sign: float = 6.0
    """price of going on with a line that has an indent or an empty line above it."""
    room_tiny: float = 0.6
    """em left, that narrowed marks may have saved."""
    room_small: float = 1.0
    """em left, less than a character."""
    goes_on_tiny: float = 1.5
    """price of going on behind a line with as little room as `room_tiny`."""
    goes_on_small: float = 3.0
    """price with as little as `room_small`."""
    goes_on_short: float = 6.0
    """price with as little as `plainly_short`."""
    goes_on_plainly_short: float = 10.0
    """price with more."""
    goes_on_by_em: float = 0.3
    """price of each em of that room, on top."""
    goes_on_most_room: float = 20.0
    """em that are counted for it."""
    goes_on_opening: float = 4.0
    """price of going on with a line that begins as paragraphs do: a number, 问：, a note in brackets."""
    goes_on_enumerated: float = 2.0
    """price of going on with 一是 or 其一."""

    indent_blanks: int = 2
    """narrow blanks ahead of a line, at least, that are an indent."""

    flush_right: float = 6.0
    """em of blanks ahead of a line, at least, that put a signature to the right: as the articles have it."""

    # Halves of paragraphs that a page has parted.
    half_lines: int = 8
    """lines that tell whether a paragraph breaks off."""
    half_long: int = 46
    """characters; a title is shorter, half a paragraph of two lines is longer."""
    half_narrowest: float = 12.0
    """em; a printed line is wider."""
    half_narrowest_numbered: float = 19.0
    """em; a numbered heading is no wider."""
    half_line: float = 20.0
    """em of a line with an indent, where lines are as short as 22."""
    half_numbered: int = 28
    """characters, about what a line holds: a numbered line without a comma is a heading up to it."""
    half_heading: int = 20
    """characters of a heading without a number."""
    half_scrap: int = 7
    """characters of the end of a sentence that a page begins with; no paragraph is so short."""
    half_least: int = 3
    """first halves of paragraphs that tell the measure."""
    half_measures: tuple[float, ...] = tuple(n / 2 for n in range(40, 81))
    """em; the measures that are tried."""
    half_usual: float = 29.0
    """em; GB/T 9704—2012 5.2.3 has 28 characters, offices set a bit wider."""
    half_unusual: float = 0.03
    """price of each em that a measure is away from the usual."""
    half_most_slack: float = 2.0
    """price of a width that does not fit a measure at all."""
    half_fits: float = 0.75
    """price at most, on average, of a measure that the widths tell."""
    half_slack: float = 1.0
    """em that a width may be off full lines …"""
    half_slack_by_line: float = 0.1
    """… and em more for each of these lines; share of `half_slack`."""
    half_full: float = 1.0
    """slack of lines that are full."""
    half_spaced: float = 0.5
    """share of the lines with an empty line above, beyond which such a line parts no paragraphs."""
    half_flush: float = 0.25
    """share of the lines that have no indent, where an indent does not mean the first line of a paragraph."""

    # Lines of pages, by where they stand.
    page_size: float = 10.5
    """pt; the size of the text where no line tells one (五号)."""
    page_body_size: float = 0.1
    """share by which the size of a line of the text may differ."""
    page_body_least: int = 8
    """characters that a line of the text has more than."""
    page_edge: float = 0.8
    """share of the lines that end within the right edge of the text."""
    page_beyond: float = 0.1
    """share of the lines that end beyond that edge, from which on it is doubted."""
    page_edges: int = 2
    """left edges that many lines have: of the first lines of paragraphs and of the others."""
    page_most_pitch: float = 4.0
    """em; what is farther apart tells no pitch."""
    page_pitch: float = 1.6
    """em; the pitch where none is told."""
    page_centred_apart: float = 0.8
    """em from both edges that a centred line is, at least …"""
    page_display_apart: float = -0.5
    """… and one that is bigger or bolder than the text."""
    page_centred_off: float = 1.2
    """em that its two gaps may differ by."""
    page_display: float = 1.1
    """size above which a line is bigger than the text."""
    page_other_size: float = 0.12
    """em by which two sizes differ."""
    page_title_gap: float = 2.2
    """em between the lines of one title, at most."""
    page_gap: float = 1.7
    """pitches between paragraphs that a gap parts, more than this."""
    page_small_gap: float = 1.25
    """pitches between them where the one above ends a sentence."""
    page_small: float = 0.88
    """size of a note or a caption, at most; no line of the text is so small."""
    page_asides: int = 8
    """captions and notes that a paragraph is parted by, at most."""
    page_caption_lines: int = 2
    """lines that the caption of a table or a picture has at most."""
    page_frame_lines: int = 6
    """lines of the text, at least, that tell the edges of a column or of a page of its own."""
    page_moved: float = 0.8
    """em that both edges of a page stand elsewhere than those of the others, together, at least."""
    page_same_width: float = 1.0
    """em by which the widths of the text on two facing pages differ."""
    page_wider: float = 4.0
    """em that a page is wider than the others, at least."""
    page_across: float = 0.6
    """share of the width of all columns together, or of other pages, that text across a page has at least."""
    page_full_share: float = 0.4
    """share of the lines of such a page that are full."""
    page_far_right: float = 0.4
    """share of the column that a line at its right leaves empty on its left, at least …"""
    page_right_of: float = 0.5
    """… and share of that at most, which it leaves on its right: a signature stands 2 to 7 em in."""
    page_inset: float = 12.0
    """em of a line of a paragraph that is narrower than the column, at least."""
    page_address: float = 2.0
    """em that a line may leave empty which ends within an address of the net, less than this."""
    page_inset_sure: float = 16.0
    """em of a line of such a paragraph, above which its right edge need not be like its left one."""
    page_inset_even: float = 4.0
    """times what it leaves on its left, that such a paragraph leaves on its right: less than this."""
    page_wrapped: float = 6.0
    """em of a line beside a picture, at least."""
    hang_least: float = 0.6
    """em that the lines of an item begin farther in than its number, more than this …"""
    hang_most: float = 6.0
    """… and less than this."""
    hang_room: float = 1.6
    """em that a full line of an item may have left beyond what the next begins with."""
    hang_many: int = 3
    """lines set in under full ones that are an item's, though the first ends a sentence."""
    page_indent_least: float = 1.2
    """em of an indent, more than this …"""
    page_indent_most: float = 4.0
    """… and less than this."""
    page_same_indent: float = 0.4
    """em by which two indents differ that are the same."""
    page_stretched: float = 0.8
    """share of the width of a line that its characters take up; justified ones take up more."""
    page_widest_margin: float = 0.16
    """share of the width of a sheet that a margin has at most; Word's usual one is 0.15."""
    page_told_lines: int = 4
    """lines that end within a sentence, at least, by which the right edge of the text is told."""
    page_hanging: float = 2.0
    """em that a line may leave empty beside others whose last mark hangs over the edge."""
    page_ragged: float = 6.0
    """em that a line set ragged may leave empty."""
    page_full_room: float = 0.4
    """em that a full line may have left beyond what the next begins with."""
    page_far: float = 3.0
    """em from the left edge that a title stands which is centred by blanks."""

    # Soft line breaks and lines centred by hand.
    typed_measure: float = 28.0
    """em, about what a line of a manuscript holds (GB/T 9704—2012 5.2.3)."""
    wide_blank: float = 1.0
    """em of a full-width space."""
    tab: float = 2.0
    """em of a tab."""
    narrow_blank: float = 0.5
    """em of any other blank."""
    centred_blank: float = 3.0
    """em of blanks in front by which a line is centred by hand."""
    centred_off: float = 3.5
    """em from the middle that it may miss."""
    broken_heading: float = 0.75
    """share of the longest line that a heading, or a line ended on purpose, has at most, before a soft line
    break …"""
    break_full: float = 0.6
    """… and share of `typed_measure` that the longest has at least, where it tells how wide the page is."""

    # Which lines stand alone.
    pasted_paragraphs: int = 12
    """paragraphs that a pasted page has at least."""
    ruled_lines: int = 3
    """lines that a heading between two drawn rules has at most."""
    caption_line: float = 0.75
    """share of the measure that a caption has at most; the first line of a paragraph is full."""
    markdown_headings: int = 2
    """headings with # that make a text Markdown: a single # may be a number sign …"""
    markdown_bold: int = 3
    """… or paragraphs with words between ** and ** …"""
    markdown_others: int = 2
    """… or items, rules and bold words that stand in Word beside headings of one level."""
    markdown_close: float = 0.4
    """share of the lines with # right above another of the same, beyond which these are comments of code."""
