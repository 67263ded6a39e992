"""What stands where on a page: the 版记 at the foot of the last, notes above it, like air, what leads on."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bulletin.build import build_issue, typeset_issue
from bulletin.pdf import TypesetPdf
from bulletin.prepare import prepare
from bulletin.source import Reading

from .conftest import MakeWorkspace
from .pdftext import Line, read_lines

FOLDER = "issues/2024-09"
LAYOUTS = ["2024", "2025"]
SENTENCE = "科技创新引领产业发展，各县区认真落实。"
MORE = "总期号: 128\n报送: 省科学技术厅，市委办公室\n抄送: 各县（区）人民政府，市委各部门\n印数: 200\n"


def write_files(text: str, layout: str, issue: str = "") -> dict[str, str | bytes]:
    pictures = {}
    for name, size in (("a", (300, 170)), ("b", (410, 233))):
        data = io.BytesIO()
        Image.new("RGB", size, (90, 120, 90)).save(data, "PNG")
        pictures[f"{FOLDER}/{name}.png"] = data.getvalue()
    return {
        **pictures,
        f"{FOLDER}/issue.md": f"---\n版式: '{layout}'\n日期: 2024-09-30\n{issue}---\n",
        f"{FOLDER}/01.md": f"---\n标题: 甲\n---\n\n{text}\n",
    }


def build(make_workspace: MakeWorkspace, text: str, layout: str, issue: str = "") -> list[Line]:
    workspace = make_workspace(write_files(text, layout, issue))
    return read_lines(build_issue(workspace, workspace.find_issue("2024-09")).pdf)  # every proof holds


def typeset(make_workspace: MakeWorkspace, text: str, layout: str) -> TypesetPdf:
    workspace = make_workspace(write_files(text, layout))
    return typeset_issue(prepare(Reading(workspace), workspace.find_issue("2024-09")))


@pytest.mark.parametrize("above", range(16, 21))
def test_a_question_stands_with_its_answer(make_workspace: MakeWorkspace, above: int) -> None:
    text = "\n\n".join([*(f"第{n}段。" for n in range(above)), "问：夏粮怎么收？", "答：提前腾仓。"])
    pages = {line.text: line.page for line in build(make_workspace, text, "2024")}
    assert pages["问：夏粮怎么收？"] == pages["答：提前腾仓。"]


NAME = "青江市人民代表大会常务委员会农业与农村工作委员会"


@pytest.mark.parametrize("layout", ["2024", "2025"])
def test_a_long_signature_stands_on_one_line(make_workspace: MakeWorkspace, layout: str) -> None:
    names = [NAME[:length] for length in range(8, 24)]
    text = "\n\n".join(f"正文。\n\n　　　　　　{name}\n　　　　　　2025年2月1日" for name in names)
    lines = {line.text for line in build(make_workspace, text, layout)}
    assert [name for name in names if name not in lines] == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("issue", ["", MORE])
def test_the_colophon_closes_the_last_page(make_workspace: MakeWorkspace, layout: str, issue: str) -> None:
    """At the same height with notes or without, however many lines they have; notes stand above it."""
    feet = []
    for note in ("", "注文。", "很长的注文，" * 40):
        text = f"正文[^1]。\n\n[^1]: {note}" if note else "正文。"
        lines = build(make_workspace, text, layout, issue)
        own = [line for line in lines if line.page == lines[-1].page]
        colophon = [
            line for line in own if line.text.startswith(("电话", "编辑：", "报送", "某市科技局编辑"))
        ]
        assert colophon
        feet.append(min(line.baseline for line in colophon))
        assert feet[-1] == pytest.approx(35 / 25.4 * 72 + 8, abs=8)  # on the foot of the type area
        notes = [line.baseline for line in own if "注文" in line.text]
        assert not notes or min(notes) > max(line.baseline for line in colophon)
        assert bool(notes) == bool(note)
    assert len({round(foot, 1) for foot in feet}) == 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_colophon_takes_a_page_where_notes_leave_no_room(
    make_workspace: MakeWorkspace, layout: str
) -> None:
    """Whatever the text leaves of the last page, nothing lies over anything and the 版记 comes last."""
    pages = set()
    for count in range(13, 24, 2):
        text = f"正文[^1]。{'字' * 26 * count}\n\n[^1]: {'注文，' * 30}"
        lines = build(make_workspace, text, layout)
        pages.add(lines[-1].page)
        assert [line.page for line in lines if line.text == "电话：04366683"] == [lines[-1].page]
    assert pages == {2, 3}


def test_notes_that_run_on_stand_before_the_colophon(make_workspace: MakeWorkspace) -> None:
    notes = "".join(f"[^{n}]: {'很长的注文，' * 60}\n\n" for n in range(1, 7))
    calls = "".join(f"文[^{n}]" for n in range(1, 7))
    lines = build(make_workspace, f"{calls}\n\n{notes}", "2024")
    last = lines[-1].page
    assert last > 2
    assert any("注文" in line.text for line in lines if line.page == last)
    assert [line.page for line in lines if line.text == "电话：04366683"] == [last]


BLOCKS = [
    "![图1　甲](a.png)",
    "![图1　甲](b.png)",
    "表1　甲\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |",
    "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |",
    "![图1　甲](a.png) ![图2　乙](b.png)",
    "![图1　甲](a.png)\n\n![图2　乙](b.png)",
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_stands_apart_has_like_air(make_workspace: MakeWorkspace, tmp_path: Path, layout: str) -> None:
    """Of whatever height it is, it stands in the middle of whole lines of the text."""
    places = set()
    for block in BLOCKS:
        printed = typeset(make_workspace, f"一段。\n\n二段。\n\n{block}\n\n三段。\n\n四段。", layout)
        pdf = tmp_path / "a.pdf"
        pdf.write_bytes(printed.data)
        heights = {line.text: 842 - line.baseline for line in read_lines(pdf) if line.page == 2}
        pitch = heights["二段。"] - heights["一段。"]
        room = (heights["三段。"] - heights["二段。"]) / pitch
        assert room == pytest.approx(round(room), abs=0.02)
        inside = [
            (found.y * 0.75, (found.y + found.height) * 0.75)
            for found in printed.blocks
            if found.page == 2 and 9 <= read_line(found.source) < 9 + len(block.splitlines())
        ]
        top, bottom = min(top for top, _ in inside), max(bottom for _, bottom in inside)
        middle = (heights["二段。"] + heights["三段。"]) / 2
        places.add((top + bottom) / 2 - middle)
        assert top - heights["二段。"] > 14  # 5 mm
    assert max(places) - min(places) < 0.8


def read_line(source: str) -> int:
    """The line where a block was typed; 0 where it is none of the article."""
    return int(source.rpartition(":")[2].partition("-")[0]) if "/01.md:" in source else 0


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_leads_on_stands_with_what_follows(make_workspace: MakeWorkspace, layout: str) -> None:
    for before in range(14, 22):
        text = f"{SENTENCE}\n\n" * before + f"主要做法如下：\n\n{SENTENCE}\n\n{SENTENCE}"
        lines = build(make_workspace, text, layout)
        (led,) = [line for line in lines if line.text == "主要做法如下："]
        after = [line for line in lines if line.page == led.page and line.baseline < led.baseline]
        assert any(line.text.startswith("科技") for line in after)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_title_has_two_lines_of_text_below_it(make_workspace: MakeWorkspace, layout: str) -> None:
    for before in range(10, 20):
        files = write_files(f"{SENTENCE}\n\n" * before, layout)
        files[f"{FOLDER}/02.md"] = f"---\n标题: 乙\n---\n\n各县区：\n\n{SENTENCE * 3}\n\n{SENTENCE}\n"
        files[f"{FOLDER}/03.md"] = f"---\n标题: 丙\n---\n\n短。\n\n{SENTENCE * 3}\n"
        workspace = make_workspace(files)
        lines = read_lines(build_issue(workspace, workspace.find_issue("2024-09")).pdf)
        for title in "乙丙":
            head = next(line for line in lines if line.page > 1 and line.text == title)
            below = [
                line
                for line in lines
                if line.page == head.page and line.baseline < head.baseline and not line.text.startswith("—")
            ]
            assert len(below) >= 2


def test_sent_and_printed_stand_in_the_colophon(make_workspace: MakeWorkspace) -> None:
    """GB/T 9704 7.4: 报送 and 抄送 hang under their first office and end in a stop; 印数 is the last line."""
    long = "抄送: " + "，".join(f"第{n}县人民政府" for n in range(1, 9)) + "\n"
    lines = build(
        make_workspace, "文。", "2025", MORE.replace("抄送: 各县（区）人民政府，市委各部门\n", long)
    )
    own = [line for line in lines if line.page == 2]
    sent = next(line for line in own if line.text.startswith("报送："))
    assert sent.text == "报送：省科学技术厅，市委办公室。"
    index = next(number for number, line in enumerate(own) if line.text.startswith("抄送："))
    assert own[index + 1].left == pytest.approx(own[index].left + 3 * 14, abs=3)
    assert own[-2].text.endswith("共印200份")
    assert "2024年9月30日印发" in own[-3].text
