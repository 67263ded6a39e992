"""The PDF as an archive and a screen reader take it: validators, the tag tree, the sources inside."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import page as page_validation
import pikepdf
import pikepdf.pdfa
import pydyf
import pytest

from bulletin.build import build_issue
from bulletin.document.tree import Paragraph
from bulletin.pdf.archive import settle_stream_ends
from bulletin.source import read_issue
from bulletin.workspace import Workspace

from .conftest import MakeWorkspace


@pytest.fixture(scope="module")
def pdfs(stress_pdf: Path, real_issue: Path) -> dict[str, Path]:
    """The finished PDFs by name."""
    return {"stress": stress_pdf, "real": real_issue / "2024-09.pdf"}


@pytest.mark.parametrize("name", ["real", "stress"])
@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_3A"])
def test_a_validator_finds_nothing(pdfs: dict[str, Path], name: str, profile: str) -> None:
    """PDF/UA-1 and PDF/A-3a at once, in one file."""
    report = page_validation.validate_pdf_bytes(
        pdfs[name].read_bytes(), profile=getattr(page_validation.ValidationProfile, profile)
    )
    assert report.is_compliant, list(report.failures)[:5]


@pytest.mark.parametrize("name", ["real", "stress"])
def test_a_validator_that_approves_only_what_it_knows(pdfs: dict[str, Path], name: str) -> None:
    with pikepdf.open(pdfs[name]) as pdf:
        rules = {finding.rule for finding in pikepdf.pdfa.check(pdf, "3b").violations}
    # It knows no extension schema, which PDF/UA's mark needs, and asks for 3b where the file says 3a.
    assert rules <= {"ISO_19005_3:6.6.2.3.1-1", "ISO_19005_3:6.6.4-3"}


@pytest.mark.parametrize("name", ["real", "stress"])
def test_the_syntax_is_sound(pdfs: dict[str, Path], name: str) -> None:
    with pikepdf.open(pdfs[name]) as pdf:
        assert pdf.check_pdf_syntax() == []
        for page in pdf.pages:
            operators = Counter(str(step.operator) for step in pikepdf.parse_content_stream(page))
            assert operators["BDC"] + operators["BMC"] == operators["EMC"]
        for stream in pdf.objects:
            if isinstance(stream, pikepdf.Stream):
                assert not stream.read_raw_bytes().endswith((b"\r", b"\n"))


def walk(
    node: pikepdf.Object, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], pikepdf.Object]]:
    """Every structure element and content reference below `node`, in reading order, with its path."""
    kids = node.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if "/S" in kid:
            here = (*path, str(kid.S)[1:])
            yield here, kid
            yield from walk(kid, here)
        else:
            yield (*path, "#"), kid


def count_roles(pdf: pikepdf.Pdf) -> Counter[str]:
    return Counter(path[-1] for path, _ in walk(pdf.Root.StructTreeRoot))


def test_one_tag_for_each_element(pdfs: dict[str, Path], repository: Workspace) -> None:
    issue, _ = read_issue(repository, repository.find_issue("2024-09"))
    paragraphs = sum(isinstance(block, Paragraph) for a in issue.articles for block in a.document.blocks)
    with pikepdf.open(pdfs["real"]) as pdf:
        roles = count_roles(pdf)
    # Two on the cover, three in the colophon.
    assert roles["P"] == paragraphs + 5
    assert roles["H1"] == 1
    assert roles["H2"] == roles["TOCI"] == roles["Link"] == roles["Art"] == len(issue.articles)


def test_the_tree_is_what_an_author_would_draw(pdfs: dict[str, Path]) -> None:
    with pikepdf.open(pdfs["stress"]) as pdf:
        roles = count_roles(pdf)
        tree = list(walk(pdf.Root.StructTreeRoot))
        paths = {path for path, _ in tree}
        alternatives = [str(node.Alt) for path, node in tree if path[-1] == "Figure"]
        headers = [node for path, node in tree if path[-1] == "TH"]
        languages = {str(node.Lang) for path, node in tree if "/Lang" in node}
        notes = [str(node.ID) for path, node in tree if path[-1] == "Note"]
    assert roles["P"] == 3 + 45 + 2 + 1 + 1 + 2 + 5 + 1 - 1  # text, quotations, byline, source, list item …
    assert (roles["Table"], roles["THead"], roles["TR"], roles["TH"], roles["TD"]) == (1, 1, 60, 4, 59 * 4)
    assert (roles["L"], roles["LI"], roles["Lbl"]) == (4, 7, 7 + 3)
    assert (roles["Figure"], roles["Note"], roles["H3"], roles["H4"], roles["H5"]) == (2, 3, 1, 1, 1)
    assert alternatives == ["红圆", "图表"]
    assert {str(header.A.Scope) for header in headers} == {"/Column"}
    assert languages == {"en"}
    assert len(set(notes)) == 3
    article = ("Document", "Part", "Art")
    for path in (
        ("Document", "TOC", "TOCI", "Reference", "Link"),
        (*article, "Table", "Caption"),
        (*article, "Figure", "Caption"),
        (*article, "BlockQuote", "P"),
        (*article, "L", "LI", "LBody", "L", "LI", "LBody", "L", "LI", "LBody"),
        (*article, "P", "Note", "Link"),
        (*article, "P", "Span"),
    ):
        assert path in paths, path


Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


def is_pagination(step: Instruction) -> bool:
    """Whether marked content begins that stands in a page's margins."""
    if str(step.operator) != "BDC" or str(step.operands[0]) != "/Artifact":
        return False
    artifact = step.operands[1]
    left, bottom, right, top = map(float, artifact.BBox)
    return artifact.Type == "/Pagination" and left < right and -1 < bottom < top < 100  # pt; the foot


@pytest.mark.parametrize("name", ["real", "stress"])
def test_every_content_is_in_the_tree_once_and_furniture_is_not(pdfs: dict[str, Path], name: str) -> None:
    with pikepdf.open(pdfs[name]) as pdf:
        numbers: dict[object, int] = {page.objgen: index for index, page in enumerate(pdf.pages)}
        tagged = Counter(
            (numbers[node.Pg.objgen], int(node.MCID))
            for path, node in walk(pdf.Root.StructTreeRoot)
            if path[-1] == "#" and "/MCID" in node
        )
        drawn = Counter(
            (index, int(step.operands[1].MCID))
            for index, page in enumerate(pdf.pages)
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "BDC" and str(step.operands[0]) != "/Artifact"
        )
        assert tagged == drawn
        assert set(tagged.values()) == {1}
        artifacts = [
            sum(is_pagination(step) for step in pikepdf.parse_content_stream(page))
            for page in list(pdf.pages)[1:]
        ]
    assert min(artifacts) >= 1  # the page number


def test_the_order_read_aloud_is_the_order_of_the_sources(pdfs: dict[str, Path]) -> None:
    with pikepdf.open(pdfs["stress"]) as pdf:
        tree = list(walk(pdf.Root.StructTreeRoot))
    order = [path[-1] for path, _ in tree if path[:3] == ("Document", "Part", "Art")]
    firsts = {role: order.index(role) for role in ("H2", "H3", "H4", "BlockQuote", "L", "Table", "Figure")}
    assert list(firsts) == sorted(firsts, key=lambda role: firsts[role])
    called, note = order.index("Reference"), order.index("Note")
    assert called < note < order.index("H3")


def test_the_sources_lie_inside_and_no_draft(pdfs: dict[str, Path], stress: Workspace) -> None:
    with pikepdf.open(pdfs["stress"]) as pdf:
        names = set(pdf.attachments)
        assert names == {"bulletin.yaml", "issue.md", "01.md", "03-尾篇.md"}
        for name in names:
            path = next(stress.root.rglob(name))
            assert pdf.attachments[name].get_file().read_bytes() == path.read_bytes()
        assert {str(spec.AFRelationship) for spec in pdf.Root.AF} == {"/Source"}
        assert re.search(rb'pdfuaid:part="1"', pdf.Root.Metadata.read_bytes())
        assert re.search(rb'pdfaid:part="3"', pdf.Root.Metadata.read_bytes())


@pytest.mark.parametrize("name", ["real", "stress"])
def test_a_link_is_one_stop_of_the_tab_key(pdfs: dict[str, Path], name: str) -> None:
    """One annotation for each link on a page, over all of its lines, and none lies over another."""
    with pikepdf.open(pdfs[name]) as pdf:
        tags = [node for path, node in walk(pdf.Root.StructTreeRoot) if path[-1] == "Link"]
        annotations = [a for page in pdf.pages for a in page.get("/Annots", [])]
        assert len(annotations) == len(tags)
        for page in pdf.pages:
            boxes = [sorted_box(annotation.Rect) for annotation in page.get("/Annots", [])]
            for index, (left, bottom, right, top) in enumerate(boxes):
                for other in boxes[index + 1 :]:
                    across = min(right, other[2]) - max(left, other[0])
                    apart = across < 0.1 or min(top, other[3]) - max(bottom, other[1]) < 0.1
                    assert apart, (left, bottom, right, top, other)


def sorted_box(rectangle: pikepdf.Object) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = map(float, rectangle)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def test_a_link_over_two_lines_is_where_its_words_are(make_workspace: MakeWorkspace) -> None:
    text = f"# 甲\n\n{'文' * 20}[{'链接的文字' * 6}](https://example.gov.cn/)，后文。\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    with pikepdf.open(build_issue(workspace, workspace.find_issue("2024-09")).pdf) as pdf:
        (annotation,) = (a for a in pdf.pages[1].Annots if "/A" in a)
        corners = list(map(float, annotation.QuadPoints))
        left, bottom, right, top = sorted_box(annotation.Rect)
    assert len(corners) == 16  # two lines
    assert (min(corners[::2]), max(corners[::2])) == pytest.approx((left, right))
    assert (min(corners[1::2]), max(corners[1::2])) == pytest.approx((bottom, top))
    assert corners[0] > corners[8]  # the first line begins further right


def test_elements_with_an_id_are_found_by_it(pdfs: dict[str, Path]) -> None:
    with pikepdf.open(pdfs["stress"]) as pdf:
        known = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert {str(name): str(note.ID) for name, note in known.items()} == {
            f"a1-n{n}": f"a1-n{n}" for n in (1, 2, 3)
        }


def test_a_title_and_its_page_are_not_read_as_one_number(pdfs: dict[str, Path]) -> None:
    with pikepdf.open(pdfs["real"]) as pdf:
        said = [
            str(node.ActualText)
            for path, node in walk(pdf.Root.StructTreeRoot)
            if path[-4:] == ("TOCI", "Reference", "Link", "Span") and "/ActualText" in node
        ]
    assert said == [f"，第{page}页" for page in (2, 3, 4, 5, 6, 10)]


def make_small_pdf(number: int) -> bytes:
    pdf = pydyf.PDF()
    pdf.add_object(pydyf.Dictionary({"Text": pydyf.String("a" * number)}))
    written = io.BytesIO()
    pdf.write(written, version=b"1.7", identifier=True, compress=True)
    return written.getvalue()


def find_line_ends(data: bytes) -> list[bytes]:
    """The streams whose data ends in a line end."""
    found = re.finditer(rb"/Length (\d+)>>\nstream\n", data)
    streams = [data[match.end() : match.end() + int(match[1])] for match in found]
    assert streams
    return [stream for stream in streams if stream.endswith((b"\r", b"\n"))]


def test_no_stream_ends_in_a_line_end_even_those_that_are_written_last() -> None:
    numbers = range(400)
    assert any(find_line_ends(make_small_pdf(number)) for number in numbers)
    with settle_stream_ends():
        assert not any(find_line_ends(make_small_pdf(number)) for number in numbers)
