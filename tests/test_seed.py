"""issues/2024-09 against the text it was taken from, where that lies beside the checkout."""

from __future__ import annotations

import re

import pytest

from bulletin.document.tree import Paragraph
from bulletin.document.walk import list_inlines, list_texts, read_text, walk_blocks
from bulletin.source import read_issue
from bulletin.workspace import Workspace

from .conftest import REPOSITORY
from .pdftext import squeeze

SEED = REPOSITORY.parent / "shared" / "seeds" / "003_3231920850ce857c.txt"


@pytest.mark.skipif(not SEED.is_file(), reason="the seed text is not beside this checkout")
def test_the_issue_is_the_seed_verbatim(repository: Workspace) -> None:
    issue, _ = read_issue(repository, repository.find_issue("2024-09"))
    seed = SEED.read_text("utf-8")
    body = seed[seed.index("6\n\n“蒙科聚”" if "6\n\n“蒙科聚”" in seed else "…10") :].partition("\n")[2]
    body = body[: body.index("呼和浩特市科学技术局综合保障中心编辑")]
    written = "".join(
        article.title + "".join(text.content for text in list_texts(article.document))
        for article in issue.articles
    )
    assert squeeze(written) == squeeze(body)
    # The extraction's spaces are gone; the author's stay: one in a title, two in a name.
    assert re.findall(r"\S{2} +\S{2}", written) == ["子” 深耕", "科聚 强首", "科聚 强首"]
    assert (issue.editor, issue.phone) == (("李涛",), "4366683")


@pytest.mark.skipif(not SEED.is_file(), reason="the seed texts are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "seed"), [("2023-a", "000_4faf4ce9d4d6a8b1"), ("2023-b", "001_50b0b65ae0e5ba88")]
)
def test_a_back_issue_is_its_seed_paragraph_by_paragraph(repository: Workspace, name: str, seed: str) -> None:
    """The text has a blank behind the last line of each title and paragraph, and behind no other."""
    issue, _ = read_issue(repository, repository.find_issue(name))
    text = SEED.with_name(f"{seed}.txt").read_text("utf-8")
    printed = [squeeze(part) for part in re.split(r" +(?:\n|$)", text)]
    written: list[str] = []
    for article in issue.articles:
        texts = (read_text(list_inlines(node)) for node in walk_blocks(article.document.blocks))
        written += [squeeze(article.title), *filter(None, map(squeeze, texts))]
    assert written == [part for part in printed if part]


@pytest.mark.skipif(not SEED.is_file(), reason="the issues as handed in are not beside this checkout")
@pytest.mark.parametrize("name", ["2024-03", "2023-c"])
def test_an_issue_is_what_was_handed_in(repository: Workspace, name: str) -> None:
    given = sorted((SEED.parent.parent / "issues" / name).glob("*.md"))
    kept = sorted((repository.root / "issues" / name).glob("*.md"))
    assert [path.read_text("utf-8") for path in kept] == [path.read_text("utf-8") for path in given]
    assert all(path.stem.startswith(f"{number:02}-") for number, path in enumerate(kept[:-1], 1))


def test_paragraphs(repository: Workspace) -> None:
    issue, _ = read_issue(repository, repository.find_issue("2024-09"))
    counts = [
        sum(isinstance(block, Paragraph) for block in article.document.blocks) for article in issue.articles
    ]
    assert counts == [5, 4, 4, 3, 4, 5]
