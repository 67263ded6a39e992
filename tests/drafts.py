"""A file of any kind → the draft that is made of it; whatever else is tested, its characters are counted."""

from __future__ import annotations

from bulletin.importing.model import Draft, Nature
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.markdown import render_article
from bulletin.importing.write.report import check_balance

from .extractions import Articles


def draft_of(
    data: str | bytes,
    name: str = "稿.txt",
    series: str = "",
    nature: Nature | None = Nature.ISSUE,
) -> Draft:
    """What is made of the file `name`, of an office whose periodical is called `series`."""
    manuscript = read_manuscript(data if isinstance(data, bytes) else data.encode(), name)
    draft = recognise(manuscript, series, nature=nature)
    assert check_balance(draft) == []
    return draft


def articles_of(draft: Draft) -> Articles:
    """The title and the paragraphs of each article."""
    return [(article.title, [block.text for block in article.blocks]) for article in draft.articles]


def markdown_of(draft: Draft) -> str:
    """The first article as it is written, without its front matter; its pictures are 图1.png and so on."""
    names = {name: f"图{number}.png" for number, name in enumerate(draft.images, 1)}
    return render_article(draft.articles[0], names).split("---\n", 2)[2].strip()
