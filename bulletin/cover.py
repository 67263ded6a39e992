"""An issue → the measures of its cover: how large the masthead is, and how the contents fill the page.

They are those of the layout 2025; a layout with a cover of its own may leave them. The contents have their
summaries where the page has room for them, then go without, then are smaller, then have the room of the foot,
and last run on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bulletin.document.widths import estimate_width
from bulletin.model import Article, Issue

# All in pt, as templates/2025/layout.css has them.
_MEASURE = 448.0
_DEPTH = 680.0  # from the top of the type area to 20 mm above the edge
_PITCH = 29.0
_HEAD = 5.45 * _PITCH + 27.0  # masthead, number, publisher, rule, and the air below it
_FOOT = 80.0  # with the air above it
_LEAST_PICTURE, _MOST_PICTURE = 107.7, 300.0
_PICTURE_AIR, _CAPTION = 14.3, 18.0
_PICTURED_GAP = 12.0  # behind an entry, before a picture takes more of the page
_LEAST_SHOWN = 0.6  # of a picture's height
_GROUP = 9.0
_COLUMN, _STAR, _FOLIO = 72.0, 28.0, 2.2  # the last in em of the title
_SUMMARY, _SUMMARY_LINE = 12.0, 17.0
_LARGE, _SMALL = (16.0, 23.0), (14.0, 19.0)  # type, line
_LARGE_NAME, _SMALL_NAME = 5, 6  # characters of a 栏目 on a line of its margin
_LARGEST, _MASTHEAD = 66.0, 440.0
_WIDEST_TRACKING = 24.0
_FEW = 6  # characters from which a masthead is as wide as the line below it
_LEAST_ROOMY, _MOST_ROOMY = 5.0, 16.0  # air behind an entry
_LEAST_PLAIN, _MOST_PLAIN = 4.0, 26.0
_DENSE = 3.0


@dataclass(frozen=True, slots=True)
class CoverFit:
    """What a template may use of a cover: `size` and `tracking` of the masthead in pt, and whether it is as
    wide as the measure (`is_full`); what the `contents` are: roomy with summaries, plain, dense in small
    type, or crowded, without the foot; the `gap` behind each of their entries in pt; whether they are grouped
    by 栏目, and the depth in pt that the name of each takes in the margin beside its entries; how high the
    `picture` is in pt, and whether it keeps its shape there (`is_whole`).
    """

    size: float
    tracking: float
    is_full: bool
    contents: str
    gap: float
    is_grouped: bool
    depths: tuple[float, ...]
    picture: float
    is_whole: bool


def fit_cover(issue: Issue) -> CoverFit:
    """The measures of an issue's cover."""
    ems = max(estimate_width(issue.title), 1.0)
    count = len(issue.title)
    size = min(_LARGEST, _MASTHEAD / ems)
    tracking = min((_MEASURE - 1 - ems * size) / max(count - 1, 1), _WIDEST_TRACKING)
    is_grouped = any(name for name, _ in issue.columns)
    picture, is_whole = _fit_picture(issue, is_grouped)
    contents, gap = _fit_contents(issue, is_grouped, picture)
    is_full = count >= _FEW and tracking < _WIDEST_TRACKING
    is_small = contents in ("dense", "crowded")
    depths = tuple(_measure_name(name, is_small=is_small) for name, _ in issue.columns)
    return CoverFit(
        round(size, 1),
        round(max(tracking, 0.0), 2),
        is_full,
        contents,
        round(gap, 1),
        is_grouped,
        depths,
        round(picture, 1),
        is_whole,
    )


def _fit_picture(issue: Issue, is_grouped: bool) -> tuple[float, bool]:
    """How high the picture is: as high as its shape asks for, where the titles leave it the room; and whether
    it is narrower rather than cut, since a strip across the page would show too little of it."""
    if issue.cover is None:
        return 0.0, False
    natural = _MEASURE * issue.cover.height / max(issue.cover.width, 1)
    edge = _COLUMN if is_grouped else _STAR
    titles = _measure_titles(issue, edge, is_small=False) + _PICTURED_GAP * len(issue.articles)
    free = _find_room(issue) - titles - _PICTURE_AIR
    height = min(max(free, _LEAST_PICTURE), _MOST_PICTURE, max(natural, _LEAST_PICTURE))
    return height, height < natural * _LEAST_SHOWN


def _find_room(issue: Issue) -> float:
    """What the head, the foot and the names of the 栏目 leave of the page, a picture's caption, too."""
    room = _DEPTH - _HEAD - _FOOT - _GROUP * len(issue.columns) - (_PITCH if issue.mark else 0)
    return room - (_CAPTION if issue.cover and issue.cover_caption else 0)


def _fit_contents(issue: Issue, is_grouped: bool, picture: float) -> tuple[str, float]:
    articles = issue.articles
    count = max(len(articles), 1)
    room = _find_room(issue) - (picture + _PICTURE_AIR if issue.cover else 0)
    edge = _COLUMN if is_grouped else _STAR
    titles = _measure_titles(issue, edge, is_small=False)
    summaries = sum(_measure_summary(article, edge) for article in articles)
    free = (room - titles - summaries) / count
    if summaries and not issue.cover and free >= _LEAST_ROOMY:
        return "roomy", min(free, _MOST_ROOMY)
    free = (room - titles) / count
    if free >= _LEAST_PLAIN:
        return "plain", min(free, _MOST_PLAIN)
    small = _measure_titles(issue, edge, is_small=True)
    return ("dense" if (room - small) / count >= _DENSE else "crowded"), _DENSE


def _measure_titles(issue: Issue, edge: float, *, is_small: bool) -> float:
    """How deep all titles are, one below the other, or the names beside them where those are deeper."""
    depth = 0.0
    for name, members in issue.columns:
        type_and_line = _SMALL if is_small else _LARGE
        titles = sum(_measure_title(issue.articles[index], edge, *type_and_line) for index in members)
        depth += max(titles, _measure_name(name, is_small=is_small))
    return depth


def _measure_name(name: str, *, is_small: bool) -> float:
    most = _SMALL_NAME if is_small else _LARGE_NAME
    width = estimate_width(name)
    # As of a title, each of several lines may lose some.
    return (_SMALL if is_small else _LARGE)[1] * (
        math.ceil(width / (most - 1)) if width > most else width > 0
    )


def _measure_title(article: Article, edge: float, size: float, line: float) -> float:
    measure = (_MEASURE - edge) / size - _FOLIO
    # A line that is not the last loses some of its measure to marks that may not begin the next.
    return line * math.ceil((estimate_width(article.title) + 1) / (measure - 1))


def _measure_summary(article: Article, edge: float) -> float:
    return _SUMMARY_LINE * math.ceil(estimate_width(article.summary) / ((_MEASURE - edge) / _SUMMARY - 1))
