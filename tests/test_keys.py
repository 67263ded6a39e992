"""The keys of front matter that offices ask for: read as typed, printed and shown where they belong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bulletin.build import build_issue
from bulletin.check.neighbours import check_neighbours
from bulletin.cli import cli
from bulletin.errors import BulletinError
from bulletin.hanzi import dash_subtitle
from bulletin.model import Issue, group_by_column
from bulletin.proof.readback import read_pdf
from bulletin.record import digest_words
from bulletin.site.build import build_site
from bulletin.source import read_issue
from bulletin.workspace import Workspace

from .conftest import SERIES, MakeWorkspace

HEAD = """\
---
总期号: 128
日期: 2025-02-28
标识: 内部资料　注意保存
报送: 省科学技术厅，市委办公室
抄送:
  - 各县（区）人民政府；
  - 市直各单位。
印数: 200
封面图: 会场.png
图说: 对接会的会场
---
"""
ARTICLES = {
    "issues/2025-02/01.md": (
        "---\n标题: |-\n  “链”上发力：三年推动\\\n  一百二十项成果转化\n副标题: ——全市情况分析\n"
        "栏目: 本期关注\n编者按: |-\n  编者按：第一段按语。\n\n  第二段按语。\n"
        "摘要: 摘要的话。\n---\n\n正文一。\n"
    ),
    "issues/2025-02/02.md": "---\n标题: 没有栏目的一篇\n---\n\n正文二。\n",
    "issues/2025-02/03.md": "---\n标题: 《指引》印发\n栏目: 工作动态\n---\n\n正文三。\n",
}


def make_files(picture: bytes) -> dict[str, str | bytes]:
    return {
        "bulletin.yaml": f"{SERIES}网址: https://kj.example.gov.cn/qk\n",
        "issues/2025-02/issue.md": HEAD,
        "issues/2025-02/会场.png": picture,
        **ARTICLES,
    }


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, stress: Workspace) -> Workspace:
    return make_workspace(make_files((stress.root / "issues/2024-09/a.png").read_bytes()))


def read(workspace: Workspace, name: str = "2025-02") -> Issue:
    return read_issue(workspace, workspace.find_issue(name))[0]


def test_values_are_read_as_they_are_printed(workspace: Workspace) -> None:
    issue = read(workspace)
    assert (issue.serial, issue.copies, issue.mark) == ("128", "200", "内部资料　注意保存")
    assert issue.report_to == "省科学技术厅，市委办公室"
    assert issue.copy_to == "各县（区）人民政府，市直各单位"
    assert issue.cover is not None
    assert issue.cover in issue.assets
    first = issue.articles[0]
    assert first.title == "“链”上发力：三年推动一百二十项成果转化"
    assert first.title_lines == ("“链”上发力：三年推动", "一百二十项成果转化")
    assert (first.subtitle, first.column) == ("全市情况分析", "本期关注")
    assert first.editor_note == ("第一段按语。", "第二段按语。")
    line, column = first.title_places[-1]
    assert first.file.lines[line - 1][column - 1] == "化"


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("二〇二五年五月八日", "2025-05-08"),
        ("二○二五年十二月三十一日", "2025-12-31"),
        ("二零二五年十月二十日", "2025-10-20"),
        ("二〇二五年二月三十日", ""),
        ("五月八日", ""),
    ],
)
def test_a_date_in_chinese_digits(make_workspace: MakeWorkspace, typed: str, iso: str) -> None:
    files = {"issues/2024-09/issue.md": f"---\n日期: {typed}\n---\n# 甲\n\n正文。\n"}
    workspace = make_workspace(files)
    if iso:
        assert read(workspace, "2024-09").date == iso
        return
    with pytest.raises(BulletinError) as raised:
        read(workspace, "2024-09")
    assert [problem.code for problem in raised.value.problems] == ["A111"]


def test_a_subtitle_in_brackets_has_no_dash() -> None:
    assert dash_subtitle("2025年1月8日在市五届人大四次会议上").startswith("——2025")
    assert dash_subtitle("（2025年1月8日通过）") == "（2025年1月8日通过）"
    assert dash_subtitle("（试行）的说明").startswith("——")
    assert not dash_subtitle("")


@pytest.mark.parametrize(
    ("typed", "title", "lines"),
    [
        ("|-\n  甲乙\\\n  丙丁", "甲乙丙丁", ("甲乙", "丙丁")),
        ("|\n  甲乙\n  丙丁", "甲乙丙丁", ("甲乙", "丙丁")),
        (">-\n  甲乙\\\n  丙\n  丁", "甲乙丙丁", ("甲乙", "丙丁")),
        ("'甲乙\\\n  丙：丁'", "甲乙丙：丁", ("甲乙", "丙：丁")),
        ('"甲乙\\\n  丙：丁"', "甲乙丙：丁", ("甲乙", "丙：丁")),
        ("甲乙\\\n  丙丁", "甲乙丙丁", ("甲乙", "丙丁")),
        ("|-\n  甲 AI\\\n  plan 丙\\\n  丁", "甲 AI plan 丙丁", ("甲 AI", "plan 丙", "丁")),
        (">-\n  甲乙\n  丙丁", "甲乙丙丁", ()),
        ("甲\\乙", "甲\\乙", ()),
    ],
)
def test_a_backslash_at_a_lines_end_breaks_a_title(
    make_workspace: MakeWorkspace, typed: str, title: str, lines: tuple[str, ...]
) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": f"---\n标题: {typed}\n---\n\n文。\n"})
    article = read(workspace, "2024-09").articles[0]
    assert (article.title, article.title_lines) == (title, lines)


def test_other_values_keep_their_backslash(make_workspace: MakeWorkspace) -> None:
    text = "---\n标题: 甲\n摘要: |-\n  路径是 C:\\\n  两行\n来源: 乙\\\n---\n\n文。\n"
    article = read(make_workspace({"issues/2024-09/01.md": text}), "2024-09").articles[0]
    assert article.summary == "路径是 C:\\\n两行"
    assert article.source == "乙\\"


def test_an_issue_goes_without_what_its_series_has(make_workspace: MakeWorkspace) -> None:
    series = f"{SERIES}标识: 内部资料\n报送: 省厅\n抄送: 各县\n"
    files = {"bulletin.yaml": series, "issues/2024-09/01.md": "# 甲\n\n文。\n"}
    issue = read(
        make_workspace({**files, "issues/2024-09/issue.md": "---\n报送: 无\n标识: 无\n---\n"}), "2024-09"
    )
    assert (issue.mark, issue.report_to, issue.copy_to) == ("", "", "各县")


def test_serial_typed_behind_the_number(make_workspace: MakeWorkspace) -> None:
    files = {
        "issues/2024-09/01.md": "# 甲\n\n文。\n",
        "issues/2024-09/issue.md": "---\n期号: 第9期（总第189期）\n---\n",
    }
    assert read(make_workspace(files), "2024-09").serial == "189"


@given(st.lists(st.sampled_from(["", "甲", "乙", "丙"]), max_size=12))
def test_columns_hold_every_article_once(columns: list[str]) -> None:
    groups = group_by_column(columns)
    assert sorted(index for _, members in groups for index in members) == list(range(len(columns)))
    named = [name for name, _ in groups if name]
    assert len(named) == len(set(named))
    assert [members[0] for _, members in groups] == sorted(members[0] for _, members in groups)
    for name, members in groups:
        assert {columns[index] for index in members} == {name}
        assert list(members) == sorted(members)


def test_print_and_web_page_say_all_of_it(workspace: Workspace) -> None:
    built = build_issue(workspace, workspace.find_issue("2025-02"), strict=True)  # every proof holds
    document = pypdfium2.PdfDocument(built.pdf)
    printed = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    page = (built.pdf.parent / "index.html").read_text("utf-8")
    web = re.sub(r"<[^>]*>|\s", "", page)
    for said in (
        "内部资料注意保存",
        "总第128期",
        "报送：省科学技术厅，市委办公室。",
        "共印200份",
        "——全市情况分析",
    ):
        assert said in printed, said
        assert said in web, said
    for said in ("编者按第一段按语。第二段按语。", "抄送：各县（区）人民政府，市直各单位。"):
        assert said in printed, said
        assert said in web, said
    assert "对接会的会场" in web  # on paper where the layout has a place for it
    assert "三年推动<br>一百二十项" in page
    titles = [bookmark for bookmark, _ in read_pdf(built.pdf.read_bytes()).bookmarks]
    assert titles == ["“链”上发力：三年推动一百二十项成果转化", "没有栏目的一篇", "《指引》印发"]
    assert page.index(">本期关注<") < page.index(">工作动态<")


def test_contents_group_what_paper_keeps_apart(make_workspace: MakeWorkspace) -> None:
    """栏目 in the order of their first article, pages as they are: the proof of contents bears it."""
    texts = {
        f"issues/2024-09/0{n}.md": f"---\n标题: 第{n}篇\n栏目: {name}\n---\n\n文。\n"
        for n, name in enumerate(["动态", "政策", "动态", "政策", "动态"], 1)
    }
    workspace = make_workspace(texts)
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    assert {problem.code for problem in built.problems} == {"A118"}
    lines = [block.text for block in read_pdf(built.pdf.read_bytes()).blocks if block.role == "TOCI"]
    assert [re.findall(r"第(\d)篇", line)[0] for line in lines] == list("13524")


def test_site_feeds_and_search_say_it_too(workspace: Workspace) -> None:
    site = build_site(workspace)
    article = (site.folder / "2025-02/01/index.html").read_text("utf-8")
    assert "三年推动<br>一百二十项" in article
    assert '<meta name="ColumnName" content="本期关注">' in article
    assert '"articleSection": "本期关注"' in article
    assert '"alternativeHeadline": "全市情况分析"' in article
    assert "《指引》印发" in (site.folder / "columns/工作动态/index.html").read_text("utf-8")
    assert "栏目" in (site.folder / "tags/index.html").read_text("utf-8")
    issue = (site.folder / "2025-02/index.html").read_text("utf-8")
    assert issue.index(">本期关注<") < issue.index(">工作动态<")
    assert "抄送：</span><span>各县（区）人民政府，市直各单位。" in issue
    item = json.loads((site.folder / "feed.json").read_text("utf-8"))["items"][0]
    assert "“链”上发力：三年推动一百二十项成果转化——全市情况分析：摘要的话；" in item["summary"]
    assert "<p>——全市情况分析</p>" in item["content_html"]
    assert "第二段按语。" in item["content_html"]
    texts = "".join(p.read_text("utf-8") for p in (site.folder / "search").rglob("*") if p.is_file())
    assert "摘要的话" in texts
    assert "第二段按语" in texts


def test_a_digest_knows_each_key(make_workspace: MakeWorkspace) -> None:
    """A key that changes is a change of the published words; one that is not given changes no digest."""
    body = {"issues/2024-09/01.md": "---\n标题: 甲\n---\n\n文。\n"}
    digests = {digest_words(read(make_workspace(body), "2024-09"))}
    keys = ["总期号: 9", "标识: 内部", "报送: 省厅", "抄送: 省厅", "印数: 9"]
    for key in keys:
        head = {"issues/2024-09/issue.md": f"---\n{key}\n---\n"}
        digests.add(digest_words(read(make_workspace({**body, **head}), "2024-09")))
    for key in ("副标题: 乙", "栏目: 乙", "编者按: 乙"):
        text = {"issues/2024-09/issue.md": "", "issues/2024-09/01.md": f"---\n标题: 甲\n{key}\n---\n\n文。\n"}
        digests.add(digest_words(read(make_workspace(text), "2024-09")))
    assert len(digests) == 1 + len(keys) + 3


def test_a_new_issue_counts_on(make_workspace: MakeWorkspace) -> None:
    files = {"issues/2024-12/01.md": "# 甲\n\n文。\n", "issues/2024-12/issue.md": "---\n总期号: 128\n---\n"}
    workspace = make_workspace(files)
    for name, serial in (("2025-01", "总期号: 129\n"), ("2025-02", "总期号: 130\n"), ("2025-07", "")):
        assert CliRunner().invoke(cli, ["new", name, "--root", str(workspace.root)]).exit_code == 0
        text = (workspace.root / "issues" / name / "issue.md").read_text("utf-8")
        assert ("总期号" in text) is bool(serial)
        assert serial in text


@pytest.mark.parametrize(
    ("serials", "found"), [(("7", "8"), 0), (("7", "7"), 1), (("7", "9"), 1), (("7", ""), 0)]
)
def test_serials_of_issues_in_a_row(
    make_workspace: MakeWorkspace, serials: tuple[str, str], found: int
) -> None:
    files = {}
    for number, serial in enumerate(serials, 1):
        files[f"issues/2024-0{number}/issue.md"] = f"---\n总期号: {serial}\n---\n"
        files[f"issues/2024-0{number}/01.md"] = f"# 第{number}篇\n\n文。\n"
    workspace = make_workspace(files)
    issues = [read(workspace, str(name)) for name in workspace.list_issues()]
    assert sum(problem.code == "H106" for problem in check_neighbours(issues)) == found


def test_the_code_on_the_cover_holds_the_address(workspace: Workspace) -> None:
    """Each dark module is drawn at its place, inside the quiet zone."""
    import segno

    from bulletin.qr import draw_qr, locate_issue, show_address

    issue = read(workspace)
    assert locate_issue(issue) == "https://kj.example.gov.cn/qk/2025-02/"
    assert show_address(issue) == "kj.example.gov.cn/qk/2025-02/"
    svg = draw_qr(locate_issue(issue)).decode()
    matrix = segno.make_qr(locate_issue(issue), error="M", boost_error=False).matrix
    dark = {(int(x) - 4, int(y) - 4) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg)}
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, cell in enumerate(row) if cell}
    assert f'viewBox="0 0 {len(matrix) + 8} {len(matrix) + 8}"' in svg


def test_files_of_a_build_name_the_cover_once(workspace: Workspace) -> None:
    built = build_issue(workspace, workspace.find_issue("2025-02"))
    manifest = json.loads(Path(built.pdf.parent / "manifest.json").read_text("utf-8"))
    assert "issues/2025-02/会场.png" in manifest["inputs"]
    assert sum(name.startswith("images/") for name in manifest["outputs"]) == 1
