"""Covers of the layout 2025: mastheads of any length, contents of any number, with and without a foot."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import page as page_validation
import pypdfium2
import pytest
from PIL import Image

from bulletin.build import build_issue
from bulletin.cover import CoverFit, fit_cover
from bulletin.source import Reading

from .conftest import MakeWorkspace
from .pdftext import Line, read_lines

FOLDER = "issues/2024-09"
SUMMARY = "全市技术合同成交额由九亿元增至二十一亿元，靠的是需求先行、中试补链、金融跟进。"


def write_files(
    titles: list[str], *, series: str = "", issue: str = "", article: str = ""
) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "bulletin.yaml": f"刊名: 青山科技参考\n编辑单位: 青山市科学技术局\n版式: '2025'\n{series}",
        f"{FOLDER}/issue.md": f"---\n日期: 2024-09-30\n{issue}---\n",
    }
    for number, title in enumerate(titles):
        files[f"{FOLDER}/{number:02d}.md"] = f"---\n标题: {title}\n{article}---\n\n正文一段。\n"
    return files


def fit(make_workspace: MakeWorkspace, files: dict[str, str | bytes]) -> CoverFit:
    workspace = make_workspace(files)
    issue, _ = Reading(workspace).survey(workspace.find_issue("2024-09"))
    return fit_cover(issue)


def build(make_workspace: MakeWorkspace, files: dict[str, str | bytes]) -> tuple[Path, list[Line]]:
    workspace = make_workspace(files)
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf  # every proof holds
    return pdf, read_lines(pdf)


TITLES = [f"第{n}篇关于科技成果就地转化的调查" for n in range(40)]


def test_contents_shrink_as_they_grow(make_workspace: MakeWorkspace) -> None:
    """Summaries where there is room for them, then none, then small type, then the room of the foot."""
    article = f"摘要: {SUMMARY}\n"
    fits = [fit(make_workspace, write_files(TITLES[:n], article=article)) for n in (2, 5, 7, 12, 17, 30)]
    assert [cover.contents for cover in fits] == ["roomy", "roomy", "plain", "plain", "dense", "crowded"]
    assert fits[0].gap >= fits[1].gap
    assert not any(cover.is_grouped for cover in fits)


@pytest.mark.parametrize(
    ("size", "count", "height", "is_whole"),
    [
        ((1600, 900), 3, 252, False),  # its own shape
        ((1600, 400), 3, 112, False),
        ((1600, 100), 3, 107.7, False),  # never lower than a strip
        ((1600, 1200), 1, 300, False),  # a part of it is cut
        ((900, 1600), 1, 300, True),  # upright: too much of it would be
        ((900, 1600), 12, 107.7, True),
        ((1600, 900), 12, 107.7, True),
        ((1600, 600), 12, 107.7, False),
    ],
)
def test_a_picture_takes_the_room_that_the_contents_leave(
    make_workspace: MakeWorkspace, size: tuple[int, int], count: int, height: float, is_whole: bool
) -> None:
    files = write_files(TITLES[:count], issue="封面图: a.png\n图说: 会场\n")
    buffer = BytesIO()
    Image.new("RGB", size, "navy").save(buffer, "PNG")
    files[f"{FOLDER}/a.png"] = buffer.getvalue()
    cover = fit(make_workspace, files)
    assert cover.picture == pytest.approx(height, abs=0.1)
    assert cover.is_whole is is_whole
    _, lines = build(make_workspace, files)
    assert {line.page for line in lines if line.text.startswith("★第")} == {1}


@pytest.mark.parametrize("count", [1, 6, 9, 15, 20, 40])
def test_contents_of_any_number_keep_clear_of_the_foot(make_workspace: MakeWorkspace, count: int) -> None:
    series = "网址: https://kj.example.gov.cn/x\n电话: '123456'\n"
    article = f"摘要: {SUMMARY}\n"
    _, lines = build(make_workspace, write_files(TITLES[:count], series=series, article=article))
    entries = [line for line in lines if line.text.startswith("★第")]
    assert len(entries) == count
    first = [line.baseline for line in entries if line.page == 1]
    foot = [line.baseline for line in lines if line.page == 1 and "扫码" in line.text]
    assert not foot or min(first) > foot[0] + 30
    assert foot or count > 15
    if count > 2:  # the air between entries is the same
        assert len({round(a - b) for a, b in pairwise(first)}) <= 2


@pytest.mark.parametrize(
    ("title", "is_full"),
    [("参考", False), ("科技简报", False), ("青山科技参考", True), ("青山市科学技术创新工作情况通报", True)],
)
def test_a_masthead_is_as_wide_as_the_rule(make_workspace: MakeWorkspace, title: str, is_full: bool) -> None:
    files = write_files(TITLES[:2], issue=f"刊名: {title}\n")
    assert fit(make_workspace, files).is_full == is_full
    _, lines = build(make_workspace, files)
    masthead = next(line for line in lines if line.text == title)
    left, right = 27 / 25.4 * 72, (210 - 24.8) / 25.4 * 72
    assert left - 3 <= masthead.left
    assert masthead.right <= right + 3
    if is_full:
        assert masthead.right > right - 12
    else:
        assert (masthead.left + masthead.right) / 2 == pytest.approx((left + right) / 2, abs=14)


def test_columns_head_the_contents(make_workspace: MakeWorkspace) -> None:
    files = write_files(TITLES[:3], article="栏目: 工作动态\n")
    files[f"{FOLDER}/03.md"] = "---\n标题: 《办法》印发\n---\n\n正文。\n"
    assert fit(make_workspace, files).is_grouped
    _, lines = build(make_workspace, files)
    cover = [line for line in lines if line.page == 1]
    assert sum(line.text.startswith("工作动态") for line in cover) == 1
    assert not any("★" in line.text for line in cover)
    hung = next(line for line in cover if line.text.startswith("《办法"))
    other = next(line for line in cover if line.text.startswith("第1篇"))
    assert hung.left == pytest.approx(other.left - 8, abs=1)  # an opening mark hangs by half an em
    # And once in the text, where its first article begins.
    assert [line.page for line in lines].count(2) > 4
    assert sum(line.text == "工作动态" for line in lines if line.page > 1) == 1


@pytest.mark.parametrize("count", [3, 6])
def test_long_names_of_columns_stand_below_each_other(make_workspace: MakeWorkspace, count: int) -> None:
    """Beside a title of one line, too; the proofs find texts that overlap."""
    names = ["政策解读与问答（一）", "科技体制改革专题栏目", "Technology and innovation news"] * 2
    files = write_files([])
    for number, name in enumerate(names[:count]):
        head = f"标题: 短题\n栏目: {name}{number}\n摘要: {SUMMARY * (number % 2)}一段。\n"
        files[f"{FOLDER}/{number:02d}.md"] = f"---\n{head}---\n\n文。\n"
    _, lines = build(make_workspace, files)
    assert sum("短题" in line.text for line in lines if line.page == 1) == count


def test_a_picture_takes_the_room_of_summaries(make_workspace: MakeWorkspace) -> None:
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (800, 200), (90, 120, 90)).save(data, "PNG")
    files = write_files(TITLES[:3], issue="封面图: 封面.png\n图说: 中试基地\n", article=f"摘要: {SUMMARY}\n")
    files[f"{FOLDER}/封面.png"] = data.getvalue()
    assert fit(make_workspace, files).contents == "plain"
    pdf, lines = build(make_workspace, files)
    assert any(line.text == "中试基地" for line in lines if line.page == 1)
    assert not any(SUMMARY[:9] in line.text for line in lines)
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil()
    assert any(image.getpixel((300, y)) == (90, 120, 90) for y in range(250, 500))
    report = page_validation.validate_pdf_bytes(
        pdf.read_bytes(), profile=page_validation.ValidationProfile.PDF_A_3A
    )
    assert report.is_compliant, list(report.failures)


def test_margins_mirror_and_heads_run(make_workspace: MakeWorkspace) -> None:
    text = "科技创新引领产业发展，各县区认真落实。" * 90
    files = write_files([])
    files[f"{FOLDER}/01.md"] = f"---\n标题: 成果转化\n---\n\n{text}\n"
    _, lines = build(make_workspace, files)
    left = {
        page: min(line.left for line in lines if line.page == page and len(line.text) > 20) for page in (2, 3)
    }
    assert left[3] - left[2] == pytest.approx((27 - 24.8) / 25.4 * 72, abs=0.5)
    heads = {page: next(line.text for line in lines if line.page == page) for page in (2, 3)}
    assert heads == {2: "青山科技参考2024年第9期", 3: "成果转化"}
    rows = [line for line in lines if line.page == 3 and len(line.text) > 20]
    assert len(rows) == 22
    assert len(rows[1].text) >= 28


def test_no_head_runs_over_an_opening(make_workspace: MakeWorkspace) -> None:
    files = write_files([])
    files[f"{FOLDER}/01.md"] = "---\n标题: 成果转化\n---\n\n前文。\n\n【分页】\n"
    files[f"{FOLDER}/02.md"] = "---\n标题: 平台建设\n---\n\n文。\n\n【分页】\n\n又。\n\n【分页】\n\n再。\n"
    _, lines = build(make_workspace, files)
    tops = {page: next(line for line in lines if line.page == page) for page in (3, 5)}
    assert [top.text for top in tops.values()] == ["平台建设", "平台建设"]
    assert tops[3].baseline < 842 - 37 / 25.4 * 72 < tops[5].baseline  # the title; the head above the text
