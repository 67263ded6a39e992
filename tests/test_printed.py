"""What reaches the paper: numbers as typed, notes as called, English as written, nothing off the page."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bulletin.build import build_issue
from bulletin.cli import cli
from bulletin.errors import BulletinError
from bulletin.frontmatter import parse_fields
from bulletin.model import SERIES as SERIES_PLACE
from bulletin.model import Source
from bulletin.svg import set_svg_fonts

from .conftest import MakeWorkspace
from .pdftext import read_lines


def print_articles(make_workspace: MakeWorkspace, *articles: str) -> list[str]:
    files = {f"issues/2024-09/{number:02d}.md": text for number, text in enumerate(articles, 1)}
    workspace = make_workspace(files)
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
    return [line.text for line in read_lines(pdf) if line.page > 1]


def test_the_number_that_is_typed_is_printed(make_workspace: MakeWorkspace) -> None:
    text = "# 甲\n\n3. 丙\n5. 戊\n   1. 子一\n   2. 子二\n6. 己\n\n段\n\n9) 九\n10) 十\n"
    text += "\n1. 一段。\n\n   二段。\n"
    lines = print_articles(make_workspace, text)
    assert lines[1:12] == [
        *("3.丙", "5.戊", "1.子一", "2.子二", "6.己", "段", "9)九", "10)十", "1.一段。", "二段。"),
        lines[11],
    ]


def test_notes_are_numbered_through_the_issue(make_workspace: MakeWorkspace) -> None:
    lines = print_articles(
        make_workspace,
        "# 甲\n\n一注[^1]。\n\n[^1]: 甲注\n",
        "# 乙\n\n首注[^1]，次注[^b]，再引[^1]，又引[^b]。\n\n[^1]: 乙一\n[^b]: 乙二\n",
    )
    assert "首注2，次注3，再引2，又引3。" in lines
    assert lines[-7:-4] == ["1甲注", "2乙一", "3乙二"]  # above the colophon


@pytest.mark.parametrize("ahead", [12, 14])
def test_no_note_is_lost_where_others_make_room(make_workspace: MakeWorkspace, ahead: int) -> None:
    """A line that fits only because notes move on calls a note itself: WeasyPrint alone drops that one."""
    text = "# 甲\n\n" + "一行。\n\n" * ahead + "短句[^1]。\n\n短句[^2]。\n\n"
    text += "长" * 50 + "[^3]" + "长" * 60 + "。\n\n" + "尾。\n\n" * 5
    text += "".join(f"[^{n}]: {'注' * 90}完{n}。\n\n" for n in (1, 2, 3))
    printed = "".join(print_articles(make_workspace, text))
    assert [f"完{n}。" in printed for n in (1, 2, 3)] == [True] * 3


@pytest.mark.parametrize(
    "text",
    [
        "平台采用OpenAI API接口，遵循RESTful API设计规范，已接入全市23个部门的86套系统。",
        "与World Trade Organization、Academy of Agriculture、New York University和Texas A&M等签约。",
        "采用efficient office与waffle AVATAR To Yield P. Ty. LT. VA. 11.1等，“don’t”并用。",
    ],
)
def test_english_phrases(make_workspace: MakeWorkspace, text: str) -> None:
    lines = print_articles(make_workspace, f"# 甲\n\n{text * 6}\n")
    printed = "".join(lines[1:-4]).replace("\x02", "")
    assert "".join(text.split())[:20] in printed


def test_a_long_word_breaks_wherever_it_stands(make_workspace: MakeWorkspace) -> None:
    """A check code that a PDF gave in the middle of a line, an address in a list of attachments or a cell."""
    word, address = "WUDWqPnQyQnPpNp" * 6, f"https://www.example.gov.cn/{'a' * 150}"
    lines = print_articles(
        make_workspace,
        f"# 甲\n\n前文。\n\n{chr(0x3000) * 16}{word}\n",
        f"# 乙\n\n前文。\n\n附件：1．{word}\n　　　2．{address}\n",
        f"# 丙\n\n- {word}\n  - {address}\n\n| 甲 | 乙 |\n| --- | --- |\n| {word} | {address} |\n",
    )
    printed = "".join(lines)
    assert printed.count(word) == 3  # those of the cells stand side by side; the proofs look at them
    assert printed.count(address) == 2


def test_a_table_too_wide_is_refused_with_its_article(make_workspace: MakeWorkspace) -> None:
    wide = "|".join(f"第{n}栏" for n in range(40)), "|".join(["---"] * 40), "|".join(["1234567"] * 39)
    table = "\n".join(wide) + "|有注[^1]\n\n[^1]: 有注的表横不过来。"
    with pytest.raises(BulletinError, match=r"issues/2024-09/02\.md:3：.*L105"):
        print_articles(make_workspace, "# 甲\n\n文\n", f"# 乙\n\n{table}\n")


def test_a_table_of_many_columns_is_set_smaller(make_workspace: MakeWorkspace) -> None:
    table = "\n".join(
        [
            "|".join(f"第{n}栏" for n in range(12)),
            "|".join(["---"] * 12),
            "|".join(["联系人", *["12345"] * 11]),
        ]
    )
    lines = print_articles(make_workspace, f"# 甲\n\n{table}\n")
    assert lines[2] == "联系人" + "12345" * 11


def test_the_colophon_keeps_room_for_all_its_lines(make_workspace: MakeWorkspace) -> None:
    publisher, names = "某某自治区某某市科学技术局综合保障中心" * 3, "、".join(["欧阳小明"] * 13)
    paragraphs = "\n\n".join(["一行"] * 15)
    workspace = make_workspace(
        {
            "bulletin.yaml": f"刊名: 甲\n编辑单位: {publisher}\n编辑: {names}\n电话: 1234567\n",
            "issues/2024-09/01.md": f"---\n标题: 甲\n来源: 科技日报\n---\n\n{paragraphs}\n",
        }
    )
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
    by_page: dict[int, list[float]] = {}
    for line in read_lines(pdf):
        by_page.setdefault(line.page, []).append(line.baseline)
    for baselines in list(by_page.values())[1:]:
        steps = [upper - lower for upper, lower in itertools.pairwise(baselines)]
        assert min(steps, default=99) > 14


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("王　芳　李　涛", ("王芳", "李涛")),
        ("王　芳　欧阳小明", ("王芳", "欧阳小明")),
        ("李涛 王小芳", ("李涛", "王小芳")),
        ("王 芳", ("王芳",)),
        ("李涛、王　芳", ("李涛", "王芳")),
        ("市水利局党组书记 王芳", ("市水利局党组书记　王芳",)),
        ("农学院2023级 李　涛、欧阳 小明", ("农学院2023级　李涛", "欧阳小明")),
    ],
)
def test_names_as_they_are_set(typed: str, names: tuple[str, ...]) -> None:
    fields = parse_fields(Source("bulletin.yaml", (f"编辑: {typed}",)), range(1, 2), SERIES_PLACE, [])
    assert fields["editor"].values == names


def run_build(root: Path, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(root), *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_an_out_folder_that_cannot_be_and_a_damaged_manifest(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n", "afile": "x"})
    code, text = run_build(workspace.root, "--out", str(workspace.root / "afile" / "x"))
    assert (code, "E305" in text) == (3, True)
    assert run_build(workspace.root)[0] == 0
    for damaged in ('{"outputs": 5}', '{"outputs": [1, 2]}', '{"outputs": {"a\\u0000b": "x"}}', "[]", "{"):
        (workspace.out / "2024-09" / "manifest.json").write_text(damaged, "utf-8")
        assert run_build(workspace.root)[0] == 0


def test_a_folder_in_the_way_leaves_everything_as_it_was(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n"})
    assert run_build(workspace.root)[0] == 0
    folder = workspace.out / "2024-09"
    before = (folder / "2024-09.pdf").read_bytes()
    (folder / "index.html").unlink()
    (folder / "index.html").mkdir()
    (workspace.root / "issues/2024-09/01.md").write_text("# 乙\n\n文\n", "utf-8")
    code, text = run_build(workspace.root)
    assert (code, "E302" in text) == (3, True)
    assert (folder / "2024-09.pdf").read_bytes() == before


def test_the_manifest_knows_the_templates(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n"})
    assert run_build(workspace.root)[0] == 0
    inputs = json.loads((workspace.out / "2024-09" / "manifest.json").read_text("utf-8"))["inputs"]
    assert "templates/print.css" in inputs
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates" / "web.css").write_text("p { color: red }", "utf-8")
    result = CliRunner().invoke(cli, ["list", "--root", str(workspace.root)])
    assert "生成后改过" in result.output


@pytest.mark.parametrize("text", ["{{ 1 / 0 }}", "{{ issue.title + 1 }}", b"\xff\xfe{{"])
def test_a_template_that_goes_wrong(make_workspace: MakeWorkspace, text: str | bytes) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n", "templates/web.html": text})
    code, output = run_build(workspace.root)
    assert (code, "L102" in output) == (1, True)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "<style>rect{fill:u&#114;l(http://example.com/x)}</style>",
        "<style>@im&#112;ort 'x';</style>",
        '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
    ],
)
def test_an_svg_cannot_hide_what_it_loads(make_workspace: MakeWorkspace, inside: str) -> None:
    for drawing in (SVG.format(inside), '<?xml-stylesheet href="x.css"?>' + SVG.format("")):
        files = {"issues/2024-09/01.md": "# 甲\n\n![图](a.svg)\n", "issues/2024-09/a.svg": drawing}
        workspace = make_workspace(files)
        with pytest.raises(BulletinError, match="P109"):
            build_issue(workspace, workspace.find_issue("2024-09"))


def test_lettering_keeps_its_size_and_weight() -> None:
    drawing = SVG.format('<text style="font: bold 40px SimHei; fill: red">字</text>').encode()
    made = set_svg_fonts(drawing, ["Bulletin Hei"]).decode()
    assert "font-size:40px" in made
    assert "font-weight:bold" in made
    assert "SimHei" not in made
