"""The proofreader: each rule on cases an editor can read, and on issues that really ran."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from markdown_it.utils import read_fixture_file

from bulletin.check import RULES, check_issue
from bulletin.check.fix import mend_sources
from bulletin.check.passages import list_passages
from bulletin.check.report import FORMATS
from bulletin.cli import cli
from bulletin.errors import Problem
from bulletin.source import read_issue
from bulletin.workspace import Workspace, open_workspace

from .conftest import REPOSITORY, SERIES, MakeWorkspace
from .wild import write_issue

CASES = read_fixture_file(REPOSITORY / "tests" / "fixtures" / "check.md")


def check_text(make_workspace: MakeWorkspace, text: str, **files: str) -> list[Problem]:
    workspace = make_workspace({"issues/2024-09/01.md": f"# 标题\n\n{text}", **files})
    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    return check_issue(issue)


def read_span(problem: Problem) -> str:
    return problem.source[problem.column - 1 : problem.end_column - 1]


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=[case[1] for case in CASES])
def test_fixture(make_workspace: MakeWorkspace, line: int, title: str, text: str, expected: str) -> None:
    found = [f"{p.code} {read_span(p).replace(' ', '␣')}" for p in check_text(make_workspace, text)]
    assert sorted(found) == sorted(expected.split("\n")[:-1] if expected.strip() else [])


def test_every_rule_has_a_case_and_a_page() -> None:
    shown = "\n".join(expected for *_, expected in CASES)
    page = (REPOSITORY / "docs" / "校对规则.md").read_text("utf-8")
    for rule in RULES:
        assert rule.code in shown or rule.code == "S103", rule.code
        assert f"| {rule.code} |" in page, rule.code
        assert (rule.check is None) != (rule.check_whole is None)
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})


def test_issues_that_ran(repository: Workspace) -> None:
    """Every finding on the real issues was looked at: all are slips that reached print, or sums of parts."""
    found = []
    for issue_id in repository.list_issues():
        issue, _ = read_issue(repository, issue_id)
        found += [(str(issue_id), p.code, p.line, read_span(p)) for p in check_issue(issue)]
    assert [entry for entry in found if entry[1] != "B112"] == [
        ("2023-a", "S102", 11, "三、"),
        ("2023-a", "C112", 9, "-"),
        ("2023-a", "C101", 9, "%"),
        ("2023-a", "N113", 13, "10"),  # 10家（国家级6家、省级3家）
        ("2023-b", "C101", 9, "％"),
        ("2023-b", "C103", 11, "-"),
        ("2023-c", "B102", 5, "("),
        ("2023-c", "C112", 5, "-"),
        ("2024-03", "B102", 27, "("),
        ("2024-03", "B102", 27, "("),
        ("2024-09", "C103", 11, "-"),
        ("2024-09", "C110", 13, "超过500万元及以上"),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_every_character_is_found_where_it_was_typed(make_workspace: MakeWorkspace, seed: int) -> None:
    workspace = make_workspace(write_issue(Random(seed)))
    issue, _ = read_issue(workspace, *workspace.list_issues())
    for passage in list_passages(issue):
        typed = [passage.file.lines[line - 1][column - 1 : column] for line, column in passage.places]
        assert len(typed) == len(passage.text)
        pairs = zip(typed, passage.text, strict=True)
        assert all(a == b or b.isspace() for a, b in pairs), passage.text
        assert list(passage.places) == sorted(set(passage.places))


def test_entities_escapes_and_titles(make_workspace: MakeWorkspace) -> None:
    text = "甲&lt;乙,丙\\*丁,戊&#39;己,庚。\n"
    columns = [p.column for p in check_text(make_workspace, text) if p.code == "B101"]
    assert columns == [text.index(",") + 1, text.index(",", 8) + 1, text.rindex(",") + 1]
    workspace = make_workspace({"issues/2024-09/01.md": "---\n标题: '甲,“乙”：'\n---\n文。\n"})
    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    assert [(p.code, p.line, read_span(p)) for p in check_issue(issue)] == [
        ("B101", 2, ","),
        ("S103", 2, "："),
    ]


def run_check(root: Path, *args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["check", "--root", str(root), *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


WRONG = "# 甲\n\n加大力度,帮助企业。\n\n增长3%，又增长4％。\n"


def test_json_says_all_that_the_contract_promises(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": WRONG})
    code, output, _ = run_check(workspace.root, "2024-09", "--format", "json")
    document = json.loads(output)
    assert (code, document["version"]) == (1, 1)
    first = document["problems"][0]
    assert first == {
        "code": "B101",
        "severity": "error",
        "path": "issues/2024-09/01.md",
        "line": 3,
        "column": 5,
        "end_column": 6,
        "message": "中文里用了半角的“,”",
        "hint": "改成全角的“，”（GB/T 15834—2011 5.1）",
        "fix": "，",
    }
    assert [problem["severity"] for problem in document["problems"]] == ["error", "warning"]


def test_every_format(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": WRONG})
    reports = {form: run_check(workspace.root, "--format", form)[1] for form in FORMATS}
    assert "issues/2024-09/01.md:3：中文里用了半角的“,” [B101]" in reports["text"]
    assert "\n            ^\n" in reports["text"]  # under the comma, behind four wide characters
    assert "::error file=issues/2024-09/01.md,line=3,col=5,endColumn=6,title=B101::" in reports["github"]
    assert "%25" in reports["github"]
    assert {entry["check_name"] for entry in json.loads(reports["gitlab"])} == {"B101", "C101"}
    result = json.loads(reports["sarif"])["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 5


def test_exit_codes(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n增长3%，又增长4％。\n"})
    assert run_check(workspace.root)[0] == 0
    assert run_check(workspace.root, "--strict")[0] == 1
    make_workspace({"issues/2024-09/01.md": "# 甲\n\n增长3%。\n"})
    code, output, _ = run_check(workspace.root, "--strict")
    assert (code, output.strip()) == (0, "没有发现问题")


def test_an_issue_that_cannot_be_read_is_reported_with_the_others(make_workspace: MakeWorkspace) -> None:
    broken = "# 乙\n\n<b>文</b>\n"
    workspace = make_workspace({"issues/2024-09/01.md": WRONG, "issues/2024-10/01.md": broken})
    code, output, _ = run_check(workspace.root)
    assert code == 1
    assert "[B101]" in output
    assert "issues/2024-10/01.md:3：" in output


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_fix_changes_nothing_else(make_workspace: MakeWorkspace, codec: str, end: str) -> None:
    text = '# 甲\n\n加大力度,帮助企业.  \n\n落实"规划"，，第１２条(试行)，**粗,体**。\n\n增长3%，又增长4％。'
    right = (
        "# 甲\n\n加大力度，帮助企业。  \n\n落实“规划”，第12条（试行），**粗，体**。\n\n增长3%，又增长4％。"
    )
    workspace = make_workspace({"issues/2024-09/01.md": text.replace("\n", end).encode(codec)})
    path = workspace.root / "issues/2024-09/01.md"
    _, output, diff = run_check(workspace.root, "--fix")
    assert path.read_bytes() == right.replace("\n", end).encode(codec)
    assert "-加大力度,帮助企业" in diff
    assert "+加大力度，帮助企业" in diff
    assert "[B1" not in output
    assert "C101" in output
    before = path.read_bytes()
    run_check(workspace.root, "--fix")
    assert path.read_bytes() == before


@pytest.mark.parametrize("seed", range(4))
def test_fix_on_random_issues_is_done_in_one_go(make_workspace: MakeWorkspace, seed: int) -> None:
    workspace = make_workspace(write_issue(Random(seed)))
    run_check(workspace.root, "--fix")
    files = {path: path.read_bytes() for path in workspace.root.rglob("*.md")}
    _, output, _ = run_check(workspace.root, "--fix", "--format", "json")
    assert {path: path.read_bytes() for path in workspace.root.rglob("*.md")} == files
    assert not [problem for problem in json.loads(output)["problems"] if problem["fix"] is not None]


def test_what_is_to_be_left(make_workspace: MakeWorkspace) -> None:
    article = "---\n标题: 甲\n忽略:\n{}\n---\n\n“蒙科聚 强首府”，加强 管理。\n"
    entry = "  - B112 “蒙科聚 强首府” 口号原文如此"

    def check(ignore: str, series: str = SERIES) -> list[Problem]:
        workspace = make_workspace({"bulletin.yaml": series, "issues/2024-09/01.md": article.format(ignore)})
        issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
        return check_issue(issue)

    def codes(ignore: str, series: str = SERIES) -> list[str]:
        return [problem.code for problem in check(ignore, series)]

    assert codes("  - B112 都是有意的") == []
    assert codes(entry) == ["B112"]  # the other stands on the same line
    assert codes("  - B112 “蒙科聚 强首府”") == ["X101", "B112"]  # no reason
    assert codes("  - B112 “加强 管理” 有“意”的") == ["B112"]
    assert codes("  - B101 没有这种错") == ["X102", "B112"]
    assert codes("  - B112") == ["X101", "B112"]
    unused = check("  - B112 “蒙科聚 强首府” 口号\n  - B101 没有这种错")[0]
    assert (unused.code, unused.line) == ("X102", 5)
    assert codes("  - 随便写的") == ["X101", "B112"]
    assert codes("  - B101 没有", SERIES + "忽略: B112 本刊的口号里有空格\n") == ["X102"]


def test_the_register(make_workspace: MakeWorkspace) -> None:
    register = """\
- 写法: 科学技术局
  误写: [科技技术局, 科学技局]
  旧称: 科委
  简称: 市科技局
  除外: 社科委
- 写法: 汇报
  误写: 会报
  除外: 党代会报告、大会报告
"""
    text = "# 甲\n\n市科技局会报。科技技术局、市科委、社科委，党代会报告。科学技术局。\n"
    workspace = make_workspace({"words.yaml": register, "issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    found = [(p["code"], p["column"], p["fix"]) for p in json.loads(output)["problems"]]
    assert found == [
        *[("R103", 1, None), ("R104", 5, "汇报"), ("R104", 8, "科学技术局"), ("R102", 15, None)],
    ]
    make_workspace({"words.yaml": "写法: 甲\n"})
    assert "X103" in run_check(workspace.root)[1]
    make_workspace({"words.yaml": "- 写: 甲\n"})
    assert "words.yaml:1：" in run_check(workspace.root)[1]
    make_workspace(
        {"words.yaml": "- 写法: 汇报\n  误写：会报\n- 写法: 乙\n  写法: 丙\n- 写法: 甲\n  错误: 丁\n"}
    )
    _, output, _ = run_check(workspace.root, "--format", "json")
    found = [(p["code"], p["line"], p["message"]) for p in json.loads(output)["problems"]]
    assert [entry for entry in found if entry[0] == "X103"] == [
        ("X103", 2, "冒号是全角的“：”"),
        ("X103", 4, "“写法”写了两次"),
        ("X103", 6, "“错误”不是词表里的项"),
    ]
    assert "R104" in {entry[0] for entry in found}  # the entry with the wide colon is read all the same


def test_a_broken_article_does_not_keep_the_others_from_being_read(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        {
            "issues/2024-09/01.md": "# 甲\n\n<b>文</b>\n\n甲,乙。\n",
            "issues/2024-09/02.md": "# 乙\n\n丙,丁。\n",
            # What is wrong beside the text does not keep it from being read.
            "issues/2024-09/03.md": "---\n题目: 丙\n---\n\n![图](没.png)\n\n戊,己。\n",
        }
    )
    code, output, _ = run_check(workspace.root, "--format", "json")
    found = [(p["code"], p["path"][-5:]) for p in json.loads(output)["problems"]]
    assert code == 1
    assert [entry for entry in found if entry[1] != "03.md"] == [
        *[("X104", "01.md"), ("M101", "01.md"), ("B101", "02.md")]
    ]
    assert {code for code, path in found if path == "03.md"} >= {"Y109", "P103", "B101"}


def test_issues_beside_each_other(make_workspace: MakeWorkspace) -> None:
    random = Random(1)
    long = (
        "，".join("".join(chr(random.randint(0x4E00, 0x5000)) for _ in range(15)) for _ in range(40)) + "。"
    )
    head = "---\n日期: {}\n电话: {}\n---\n"
    workspace = make_workspace(
        {
            "issues/2024-01/issue.md": head.format("2024-01-31", "04366683"),
            "issues/2024-01/01.md": f"# 甲\n\n{long}\n",
            "issues/2024-04/issue.md": head.format("2024-01-05", "0471-6683123"),
            "issues/2024-04/01.md": f"# 乙\n\n另起一头。{long[60:]}\n",
        }
    )
    _, output, _ = run_check(workspace.root, "--format", "json")
    problems = json.loads(output)["problems"]
    found = [(p["code"], p["path"]) for p in problems if p["code"].startswith("H")]
    assert found == [
        ("H101", "issues/2024-04"),
        ("H105", "issues/2024-01/issue.md"),
        ("H102", "issues/2024-04/issue.md"),
        ("H103", "issues/2024-04/issue.md"),
        ("H104", "issues/2024-04/01.md"),
    ]


HALF = dict(zip("，；：。？！", ",;:.?!", strict=True))
TURNED = dict(zip("“”（）《》", "”“）（》《", strict=True))
DIGITS = "一二三四五六七八九"
SLIPS: dict[str, tuple[str, Callable[[re.Match[str], Random], str]]] = {
    "a half dropped": (r"[“”（）《》]", lambda match, random: ""),
    "an end dropped": (r"。(?=\n|\Z)", lambda match, random: ""),
    "a mark doubled": (r"[，。、；：]", lambda match, random: match[0] * 2),
    "a mark in half width": (r"[，；：。？！]", lambda match, random: HALF[match[0]]),
    "a half turned": (r"[“”（）《》]", lambda match, random: TURNED[match[0]]),
    "a number of a series": (
        r"(?:(?<=\n)|(?<=[。；]))[一二三四五六](?=是)",
        lambda match, random: random.choice(
            [d for d in DIGITS[: DIGITS.index(match[0]) + 3] if d != match[0]]
        ),
    ),
    "a number of a sum": (
        r"(?<=家、乙类)40(?=家)",
        lambda match, random: str(random.choice([n for n in range(25, 99) if n != 40])),
    ),
}
SUM = "\n\n企业100家，其中甲类60家、乙类40家。\n"


def test_slips_put_in_on_purpose_are_found(tmp_path: Path, repository: Workspace) -> None:
    """200 mutations of the real issues; and what --fix makes of one is what stood there before."""
    random = Random(1)
    shutil.copytree(repository.root / "issues", tmp_path / "issues")
    shutil.copy(repository.root / "bulletin.yaml", tmp_path)
    workspace = open_workspace(tmp_path, None)
    articles = [path for path in sorted(tmp_path.rglob("*.md")) if path.name != "issue.md"]
    tried: Counter[str] = Counter()
    missed: Counter[str] = Counter()

    def check(path: Path) -> tuple[Counter[tuple[str, str]], bytes]:
        issue, _ = read_issue(workspace, workspace.find_issue(path.parent.name))
        problems = [p for p in check_issue(issue) if p.path.endswith(path.name)]
        mended = mend_sources(issue.sources, problems)
        return Counter((p.code, p.message) for p in problems), (
            mended[0].data if mended else path.read_bytes()
        )

    while sum(tried.values()) < 200:
        path, name = random.choice(articles), random.choice(list(SLIPS))
        pattern, spoil = SLIPS[name]
        before = path.read_text("utf-8")
        whole = before.rstrip() + SUM
        places = [m for m in re.finditer(pattern, whole) if m.start() > whole.index("\n---\n")]
        if not places:
            continue
        match = random.choice(places)
        path.write_text(whole, "utf-8")
        usual, right = check(path)
        path.write_text(whole[: match.start()] + spoil(match, random) + whole[match.end() :], "utf-8")
        found, mended = check(path)
        tried[name] += 1
        missed[name] += found <= usual
        if found - usual and name in {"a mark doubled", "a mark in half width"} and match[0] != "。":
            assert mended == right, match
        path.write_text(before, "utf-8")
    assert min(tried.values()) > 10
    assert sum(missed.values()) <= 10, missed  # of 200: the issue asks for nine in ten


@pytest.mark.parametrize(
    "text",
    [
        "---\n标题: 落实,双碳\n  目标,甲\n---\n文。\n",
        "---\n标题: >\n  落实,双碳\n  目标,甲\n---\n文。\n",
        '---\n标题: "落实\\"双碳\\"目标"\n---\n文。\n',
        "# 甲\n\n甲&#44;乙。丙&quot;丁&quot;，乙&#40;试行&#41;。\n",
        "# 甲\n\n<https://www.a.cn/中文,附件>，https://a.cn/中文,中文。\n",
        "# 甲\n\n约翰.史密斯，二〇二四.九，（一）.加强。\n",
        "# 甲\n\n洞庭湖区、?水灌区，值守?长，泵站??修好了，产品”人 员”市场。\n",
        "# 甲\n\n修改为：“第一款。“第二款。\n",
        '# 甲\n\n推进“十四五"规划和"双碳”，要"落实"双碳"目标"，8"和12"晶圆，1，2，…，n。\n',
    ],
)
def test_fix_leaves_what_is_not_certain(make_workspace: MakeWorkspace, text: str) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": text})
    run_check(workspace.root, "--fix")
    assert (workspace.root / "issues/2024-09/01.md").read_text("utf-8") == text


def test_fix_is_done_in_one_run(make_workspace: MakeWorkspace) -> None:
    text = "# 甲\n\n１．总则\n\n２． 分则\n\n共１．５亿元，14．6亿元(试行(修订)),１２家，，，力度,,帮助:: \n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    run_check(workspace.root, "--fix")
    mended = (workspace.root / "issues/2024-09/01.md").read_text("utf-8")
    assert (
        mended == "# 甲\n\n1.总则\n\n2\\. 分则\n\n共1.5亿元，14.6亿元（试行（修订）），12家，力度，帮助： \n"
    )


@pytest.mark.skipif(os.name != "posix", reason="modes and links of POSIX")
def test_fix_keeps_modes_and_links_and_respects_read_only(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": WRONG, "elsewhere.md": WRONG})
    path = workspace.root / "issues/2024-09/01.md"
    path.chmod(0o640)
    assert run_check(workspace.root, "--fix")[0] == 0
    assert path.stat().st_mode & 0o777 == 0o640
    path.write_text(WRONG, "utf-8")
    path.chmod(0o440)
    code, _, shown = run_check(workspace.root, "--fix")
    assert (code, "E307" in shown, path.read_text("utf-8")) == (3, True, WRONG)


def test_radicals_of_a_pdf_are_mended_in_one_go(make_workspace: MakeWorkspace) -> None:
    text = "---\n标题: ⼈才⼯作\n来源: ⻄部⽇报\n---\n\n⽅案由⼈⼤审议，\n⻓期坚持。\n\n- ⾯向⽣活\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    problems = json.loads(output)["problems"]
    assert [(p["code"], p["line"]) for p in problems] == [("T108", 2)]
    assert "第2、3、6、7、9行" in problems[0]["message"]
    code, output, _ = run_check(workspace.root, "--fix")
    assert (code, output.strip()) == (0, "没有发现问题")
    right = "---\n标题: 人才工作\n来源: 西部日报\n---\n\n方案由人大审议，\n长期坚持。\n\n- 面向生活\n"
    assert (workspace.root / "issues/2024-09/01.md").read_text("utf-8") == right


def test_what_no_font_draws_is_told_once_for_what_is_mended_alike(make_workspace: MakeWorkspace) -> None:
    text = "# 甲\n\n藏文：བོད་ཡིག，\n又是བོད。\n\n🧑‍🦽家庭，𪛖面。约翰‧史密斯。\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    problems = json.loads(output)["problems"]
    assert [(p["code"], p["line"]) for p in problems] == [("T101", 3), ("T101", 6), ("T101", 6), ("T101", 6)]
    words = ("藏文", "表情", "补字字体: simsunb.ttf", "间隔号")
    assert all(word in problem["hint"] for word, problem in zip(words, problems, strict=True))
    assert problems[0]["message"] == "藏文没有字体能排，在第3、4行"


def test_a_list_of_rare_names_has_one_message_that_names_each(make_workspace: MakeWorkspace) -> None:
    names = [chr(0x2A700 + 97 * number) for number in range(12)]
    text = "# 名单\n\n" + "\n\n".join(f"王{name}，李{name}。" for name in names) + "\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    (problem,) = json.loads(output)["problems"]
    assert (problem["code"], problem["line"]) == ("T101", 3)
    for line, name in enumerate(names):
        assert f"{name}（U+{ord(name):04X}，第{3 + 2 * line}行）" in problem["message"]
    assert "simsunb.ttf" in problem["hint"]


def test_headings_without_their_space_are_mended(make_workspace: MakeWorkspace) -> None:
    text = "# 甲\n\n##一、腾仓\n腾空仓容。\n\n  ＃＃＃　（一）验质\n\n逐车检验。\n\n#夏收#正忙。\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    assert run_check(workspace.root)[0] == 1
    code, output, _ = run_check(workspace.root, "--fix")
    assert (code, output.strip()) == (0, "没有发现问题")
    right = "# 甲\n\n## 一、腾仓\n腾空仓容。\n\n  ### （一）验质\n\n逐车检验。\n\n#夏收#正忙。\n"
    assert (workspace.root / "issues/2024-09/01.md").read_text("utf-8") == right


def test_what_is_missing_all_over_an_article_is_told_once(make_workspace: MakeWorkspace) -> None:
    rows = "\n".join(f"| 网点{n} | 🦄 已验收 |" for n in range(9))
    text = f"# 甲\n\n| 名称 | 情况 |\n| --- | --- |\n{rows}\n\n🧑‍🦽\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    problems = json.loads(output)["problems"]
    assert [(p["code"], p["line"]) for p in problems] == [("T101", 5)]
    assert "🦄（U+1F984，第5、6、7、8、9、10、11、12……行）" in problems[0]["message"]


def test_what_is_half_width_all_over_an_article_is_told_once_and_mended_whole(
    make_workspace: MakeWorkspace,
) -> None:
    lines = [f"第{number}座泵站,已检修(全部)。" for number in range(14)]
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n" + "\n\n".join(lines) + "\n"})
    _, output, _ = run_check(workspace.root, "--format", "json")
    problems = json.loads(output)["problems"]
    assert [(p["code"], p["line"]) for p in problems] == [("B101", 3), ("B102", 3)]
    assert problems[0]["message"].endswith("这一篇共14处：第3、5、7、9、11、13、15、17……行")
    assert run_check(workspace.root, "--fix")[0] == 0
    mended = (workspace.root / "issues/2024-09/01.md").read_text("utf-8")
    assert not set(",()") & set(mended)


def test_what_is_garbled_all_over_an_article_is_told_once(make_workspace: MakeWorkspace) -> None:
    text = "# 甲\n\n" + "\n\n".join(f"\uf06c 第{number}项，\uf077。" for number in range(12)) + "\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    (problem,) = [p for p in json.loads(output)["problems"] if p["code"] == "T107"]
    assert problem["line"] == 3
    assert "U+F06C、U+F077" in problem["message"]
    assert problem["message"].endswith("这一篇共12行有乱码：第3、5、7、9、11、13、15、17……行")


def test_references_are_left_by_fix(make_workspace: MakeWorkspace) -> None:
    text = (
        "# 甲\n\n见[1]。\n\n参考文献\n\n[1] 王芳, 李明. 科技创新[J]. 科学管理研究, 2024, 42(3): 12-18.\n\n"
        "[2] 国务院. 条例: 试行(2024)[Z]. 2024-01-02.\n"
    )
    workspace = make_workspace({"issues/2024-09/01.md": text})
    code, output, _ = run_check(workspace.root, "--fix", "--strict")
    assert (code, output.strip()) == (0, "没有发现问题")
    assert (workspace.root / "issues/2024-09/01.md").read_text("utf-8") == text


@pytest.mark.parametrize(
    "unit", ["甲乙 ", "甲乙　", "”甲“", "》甲《", "(甲）", "[J]", "⽅", "甲,", "合计，", "1."]
)
def test_a_line_of_20_000_characters(make_workspace: MakeWorkspace, unit: str) -> None:
    """No rule looks from each character to the line's end: that took a minute. Slow ones show in the run."""
    line = unit * (20_000 // len(unit))
    workspace = make_workspace({"issues/2024-09/01.md": f"# 甲\n\n参考文献：\n\n[1] {line}\n\n{line}\n"})
    run_check(workspace.root, "--format", "json")
