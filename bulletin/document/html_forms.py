"""The forms of offices → HTML: signatures, attachments, sources, questions, pictures side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bulletin.document.html_inlines import InlineRenderer, name_entry
from bulletin.document.tree import Attachments, Caption, Entry, Figure, Figures, Signature, Speech
from bulletin.document.widths import estimate_width

# In em, what --label and --number are in content.css and print.css: of 问：, of 1. and of [1], the numbers
# with the air behind them. Only what is wider is said in HTML.
LABEL, NUMBER, SOURCE_NUMBER = 2.0, 1.25, 2.2
_AIR = 0.3
_GAP = 0.04  # between pictures side by side, of the measure
_HIGHEST = 1.0  # a picture, of the measure: print.css has 160 mm, about that
_MOST_IN_ROW = 3


def render_signature(output: InlineRenderer, signature: Signature) -> None:
    """Add who signs, and the date."""
    name = "signature" if signature.is_dated else "signature plain"
    output.add(f'<div class="{name}"{output.locate(signature.lines)}>\n')
    last = len(signature.paragraphs) - 1
    for number, paragraph in enumerate(signature.paragraphs):
        style = ' class="date"' if signature.is_dated and number == last else ""
        output.add(f"<p{style}{output.locate(paragraph.lines)}>")
        output.render_inlines(paragraph.children)
        output.add("</p>\n")
    output.add("</div>\n")


def render_attachments(output: InlineRenderer, attachments: Attachments) -> None:
    """Add the list of what goes with a document."""
    output.add(f'<div class="attachments"{output.locate(attachments.lines)}>\n<p class="label">')
    output.render_inlines(attachments.label)
    output.add(f"</p>\n<ol{_make_room(attachments.entries, NUMBER)}>\n")
    for entry in attachments.entries:
        _render_entry(output, entry, "")
    output.add("</ol>\n</div>\n")


def render_sources(output: InlineRenderer, entries: Sequence[Entry], named: set[int]) -> None:
    """Add the entries of a list of sources. What was `named` in another list of the article is no aim of its
    citations."""
    output.add(f"<ol{_make_room(entries, SOURCE_NUMBER)}>\n")
    for entry in entries:
        is_new = entry.number not in named
        named.add(entry.number)
        _render_entry(
            output, entry, f' id="{name_entry(output.context.prefix, entry.number)}"' if is_new else ""
        )
    output.add("</ol>\n")


def _make_room(entries: Sequence[Entry], usual: float) -> str:
    """The room of the numbers, in em, where the usual is too little: 10. or （1）."""
    width = max(estimate_width(entry.label.content) for entry in entries) + _AIR
    return f' style="--number: {width:.3g}em"' if width > usual else ""


def _render_entry(output: InlineRenderer, entry: Entry, name: str) -> None:
    bare = "" if entry.label.content else ' class="bare"'
    output.add(f"<li{name}{bare}{output.locate(entry.lines)}>")
    if entry.label.content:
        output.add('<span class="n">')
        output.render_inlines((entry.label,))
        output.add(" </span>")  # a space for who reads it without a style, as in a feed
    output.render_inlines(entry.children)
    output.add("</li>\n")


def render_speeches(output: InlineRenderer, speeches: Sequence[Speech]) -> None:
    """Add questions and answers that follow each other."""
    output.add('<div class="qa">\n')
    for speech in speeches:
        name = "q" if speech.is_question else "a"
        # Its lines hang by the width of the label, in em, where that is not the two of 问：.
        width = estimate_width(speech.label.content)
        style = f' style="--label: {width:.3g}em"' if width != LABEL else ""
        output.add(f'<p class="{name}"{style}{output.locate(speech.lines)}><b>')
        output.render_inlines((speech.label,))
        output.add("</b>")
        output.render_inlines(speech.children)
        output.add("</p>\n")
    output.add("</div>\n")


def render_figure(output: InlineRenderer, figure: Figure) -> None:
    """Add a picture on its own, with its caption."""
    width = figure.picture.width
    shape = _measure_shape(output, figure)
    if width is not None and shape:
        width = min(width, shape * _HIGHEST)
    output.add(f"<figure{output.locate(figure.lines)}>")
    output.render_picture(figure.picture, _say_width(width))
    _render_caption(output, figure.caption)
    output.add("</figure>\n")


def render_figures(output: InlineRenderer, figures: Figures) -> None:
    """Add pictures side by side, in rows, as high as each other where their widths are not given."""
    where = output.locate(figures.lines)
    if figures.caption:
        output.add(f'<figure class="together"{where}>\n')
        where = ""
    for row in _share_widths(output, figures.figures):
        output.add(f'<div class="side-by-side"{where}>\n')
        for figure, width in row:
            output.add(f'<figure style="width: {_say_width(width)}"{output.locate(figure.lines)}>')
            output.render_picture(figure.picture)
            _render_caption(output, figure.caption)
            output.add("</figure>\n")
        output.add("</div>\n")
    if figures.caption:
        _render_caption(output, figures.caption)
        output.add("</figure>\n")


def _render_caption(output: InlineRenderer, caption: Caption | None) -> None:
    if caption:
        output.add(f"<figcaption{output.locate(caption.lines)}>")
        output.render_inlines(caption.children)
        output.add("</figcaption>\n")


def _measure_shape(output: InlineRenderer, figure: Figure) -> float:
    """How wide a picture is for its height; 0 where it is not known."""
    image = output.context.images.get(figure.picture.address)
    return image.width / image.height if image and image.height else 0.0


def _say_width(width: float | None) -> str:
    return "" if width is None else f"{width * 100:.4g}%"


def _share_widths(output: InlineRenderer, figures: Sequence[Figure]) -> Iterator[list[tuple[Figure, float]]]:
    """The rows of `figures`, each with its width: as given, else such that all of a row are as high."""
    rows = -(-len(figures) // _MOST_IN_ROW)
    size = -(-len(figures) // rows)  # rows of like length
    for start in range(0, len(figures), size):
        row = figures[start : start + size]
        shapes = [_measure_shape(output, figure) or 1.0 for figure in row]
        free = 1 - _GAP * (len(row) - 1)
        given = sum(figure.picture.width or 0 for figure in row)
        rest = sum(shape for figure, shape in zip(row, shapes, strict=True) if figure.picture.width is None)
        height = max(free - given, 0.0) / rest if rest else 0.0
        widths = [
            shape * height if figure.picture.width is None else figure.picture.width
            for figure, shape in zip(row, shapes, strict=True)
        ]
        if given and rest and height < free / sum(shapes) / 2:  # what was given leaves the others no room
            widths = [shape * free / sum(shapes) for shape in shapes]
        highest = max(width / shape for width, shape in zip(widths, shapes, strict=True))
        scale = min(1.0, free / sum(widths), _HIGHEST / highest)
        yield [(figure, width * scale) for figure, width in zip(row, widths, strict=True)]
