"""`bulletin import --explain`: each line of any manuscript has one verdict, and the drafts bear it out."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin.chinese import translate_click
from bulletin.cli import cli
from bulletin.errors import measure_columns
from bulletin.importing.model import Area, Block, Draft, Kind, Look, Manuscript, Nature, PageLine, Run
from bulletin.importing.patterns import squeeze
from bulletin.importing.read.text import read_text
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.verdicts import Because, Role, Rule, Verdict
from bulletin.importing.write.explain import render_explanation

from .conftest import MakeWorkspace
from .manuscripts import make_docx, make_png, paragraph, picture, title
from .test_importing import BLOCKS, CHARACTERS, PHRASES, TABLES
from .test_importing_texts import MANNERS, SERIES, choose_articles

LONG = "今年以来，我市科技局深入实施创新驱动发展战略，推进科技成果转化，区域创新能力持续提升，成效明显。"
OTHER = "近年来，乙市坚持企业主体，深入实施三年行动，高新技术企业达到二百多家，创新能力不断地增强。"
STARTS = {Role.HEADING, Role.PARAGRAPH, Role.ITEM, Role.CAPTION, Role.TABLE, Role.IMAGE}


def explain(text: str, known: str = "") -> Draft:
    return recognise(read_text(text.encode(), "稿.txt"), known, explain=True, nature=Nature.ISSUE)


def find(draft: Draft, words: str) -> Verdict:
    return next(verdict for verdict in draft.verdicts if words in verdict.text)


def rebuild(verdicts: tuple[Verdict, ...]) -> list[list[tuple[Role, str]]]:
    """The articles as the verdicts say them: the first has no title where a file has none."""
    articles: list[list[tuple[Role, str]]] = [[]]
    for verdict in verdicts:
        if verdict.role is Role.TITLE:
            articles.append([(Role.TITLE, squeeze(verdict.text))])
        elif verdict.role in (Role.TITLE_LINE, Role.CONTINUATION):
            role, text = articles[-1].pop()
            articles[-1].append((role, text + squeeze(verdict.text)))
        elif verdict.role in STARTS and verdict.because.rule is not Rule.UNDER_PICTURE:
            role = verdict.role if verdict.role in (Role.HEADING, Role.TABLE, Role.IMAGE) else Role.PARAGRAPH
            articles[-1].append((role, squeeze(verdict.text)))
    return [article for article in articles if article]


def read_roles(draft: Draft) -> list[list[tuple[Role, str]]]:
    """The articles as they will be written."""
    kinds = {Kind.HEADING: Role.HEADING, Kind.TABLE: Role.TABLE, Kind.IMAGE: Role.IMAGE}
    found = []
    for article in draft.articles:
        own = [(kinds.get(block.kind, Role.PARAGRAPH), squeeze(block.all_text())) for block in article.blocks]
        found.append([*([] if article.untitled else [(Role.TITLE, squeeze(article.whole_title))]), *own])
    return [article for article in found if article]


def check_verdicts(manuscript: Manuscript, draft: Draft) -> None:
    counts = Counter(verdict.index for verdict in draft.verdicts if verdict.index >= 0)
    assert not [verdict for verdict in draft.verdicts if verdict.because.rule is Rule.LOST]
    if manuscript.lines:
        assert counts == Counter(range(len(manuscript.lines)))
        texts = [verdict.text for verdict in draft.verdicts if verdict.index >= 0]
        assert texts == [line.text for line in manuscript.lines]
    else:
        # A block that was parted has more than one: its parts are all of it.
        texts = [line.text for line in manuscript.printed]
        texts = texts or [block.all_text() for block in manuscript.blocks]
        assert {i for i, text in enumerate(texts) if text.strip()} <= counts.keys()
        said: dict[int, str] = {}
        for verdict in draft.verdicts:
            said[verdict.index] = said.get(verdict.index, "") + squeeze(verdict.text)
        assert {i: squeeze(texts[i]) for i in counts} == said
    assert rebuild(draft.verdicts) == read_roles(draft)
    assert all(str(verdict.because) for verdict in draft.verdicts)
    assert max(map(measure_columns, render_explanation([draft]).split("\n"))) <= 80


@given(st.lists(CHARACTERS | st.lists(PHRASES, max_size=3).map("".join), max_size=30))
@example(["# 甲", "## 乙", "- 丙", "编辑：李", "涛", "图1　现场", "第3页", "\f某市\f科技"])
@settings(max_examples=300, deadline=None)
def test_each_line_of_a_text_has_one_verdict_that_is_true(lines: list[str]) -> None:
    text = "\n".join(lines)
    if text.strip("\0 \r\n\t"):
        manuscript = read_text(text.encode(), "a.txt")
        check_verdicts(manuscript, recognise(manuscript, explain=True, nature=Nature.ISSUE))


BROKEN = st.builds(
    lambda parts, look, area: Block((Run("\n".join(parts)),), look=look, area=area),
    st.lists(PHRASES, min_size=2, max_size=5),
    st.sampled_from([Look(16, align="left"), Look(22, True, "center"), Look()]),
    st.sampled_from([Area.BODY, Area.BODY, Area.BODY, Area.FOOTER, Area.BOX]),
)
LIST_TABLE = Block(
    kind=Kind.TABLE, cells=(("1", "甲市推进科技成果转化工作", "2"), ("2", "乙市科技创新取得新的进展", "3"))
)
LISTED = [
    Block((Run(text),)) for text in ("甲市推进科技成果转化工作", LONG, "乙市科技创新取得新的进展", OTHER)
]
FIELDS_BELOW = Block((Run("各项工作取得了积极的成效。\n编辑：李涛\n电话：4366683"),))


@given(st.lists(BLOCKS | BLOCKS | BROKEN | TABLES, max_size=20), st.sampled_from(["", SERIES]))
@example([LIST_TABLE, *LISTED], "")
@example([*LISTED, FIELDS_BELOW], "")
@settings(max_examples=300, deadline=None)
def test_each_block_of_a_document_has_one_verdict_that_is_true(blocks: list[Block], known: str) -> None:
    manuscript = Manuscript("a.docx", blocks=tuple(blocks))
    check_verdicts(manuscript, recognise(manuscript, known, explain=True, nature=Nature.ISSUE))


PAGE_LINES = st.builds(
    lambda words, left, gap, heavy: (words, left, gap, heavy),
    st.lists(PHRASES, min_size=1, max_size=3).map("".join),
    st.sampled_from([72.0, 72.0, 104.0, 180.0]),
    st.sampled_from([28.0, 28.0, 28.0, 60.0]),
    st.sampled_from([False, False, False, True]),
)


@given(st.lists(PAGE_LINES, min_size=1, max_size=40))
@settings(max_examples=200, deadline=None)
def test_each_line_of_pages_has_one_verdict_that_is_true(lines: list[tuple[str, float, float, bool]]) -> None:
    printed: list[PageLine] = []
    page, y = 1, 700.0
    for words, left, gap, heavy in lines:
        y -= gap
        if y < 70:
            page, y = page + 1, 700.0
        right = min(left + 16 * len(words), 530.0)
        printed.append(PageLine(page, words, left, right, y, 16, heavy, (Run(words, heavy),)))
    manuscript = Manuscript("a.pdf", printed=tuple(printed))
    draft = recognise(manuscript, explain=True, nature=Nature.ISSUE)
    check_verdicts(manuscript, draft)
    assert {verdict.place for verdict in draft.verdicts} <= {f"第{line.page}页" for line in printed}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("manner", MANNERS)
def test_printed_issues(manner: object, seed: int) -> None:
    assert callable(manner)
    manuscript = read_text(manner(choose_articles(seed), Random(seed)).encode(), "旧刊.txt")
    check_verdicts(manuscript, recognise(manuscript, SERIES, explain=True, nature=Nature.ISSUE))


# What is said


def test_a_contents_list_decides() -> None:
    contents = "★ 甲市推进科技成果转化工作……2\n★ 乙市科技创新取得新的进展……3\n"
    body = f"甲市推进科技成果转化工作\n{LONG}\n二、主要做法\n{LONG}\n乙市科技创新取得新的进展\n{OTHER}\n"
    draft = explain(contents + body)
    heading = find(draft, "主要做法")
    assert (heading.place, heading.role, str(heading.because)) == (
        "第5行",
        Role.HEADING,
        "编号“二、”，下面是正文",
    )
    assert [str(denial) for denial in heading.denials] == ["不是文章标题：目录里没有它"]
    named = draft.verdicts[2]
    assert (named.role, named.because.rule) == (Role.TITLE, Rule.IN_CONTENTS)
    assert draft.verdicts[0].role is Role.ENTRY


@pytest.mark.parametrize(
    ("lines", "words", "role", "rule"),
    [
        (
            ["甲市推进成果转化", LONG, "（市科技局另有通知）", "见附件。"],
            "另有通知",
            Role.PARAGRAPH,
            Rule.NOTE,
        ),
        (
            ["甲市推进成果转化", LONG, "某市科技情报中心", "2023年8月15日", LONG],
            "情报中心",
            Role.PARAGRAPH,
            Rule.SIGNATURE,
        ),
        (
            ["甲市推进成果转化", f"{LONG[:-1]}：", "区域创新能力提升", LONG],
            "能力提升",
            Role.PARAGRAPH,
            Rule.ITEM,
        ),
        (["甲市推进成果转化", LONG, "乙市推进成果转化"], "乙市", Role.PARAGRAPH, Rule.NO_TEXT_BELOW),
        (["甲市推进成果转化", LONG, "图1　对接会现场", LONG], "现场", Role.CAPTION, Rule.CAPTION),
        (["甲市推进成果转化", LONG, "一是强化保障", LONG], "强化", Role.PARAGRAPH, Rule.ENUMERATED),
    ],
)
def test_why_a_line_of_bare_text_is_no_title(lines: list[str], words: str, role: Role, rule: Rule) -> None:
    verdict = find(explain("\n".join(lines)), words)
    assert verdict.role is role
    assert [denial.because.rule for denial in verdict.denials if denial.role is Role.TITLE] == [rule]


def test_a_caption_keeps_the_rule_that_began_it() -> None:
    draft = explain("\n".join(["甲市推进成果转化", LONG, "图1　对接会现场", LONG]))
    verdict = find(draft, "对接会现场")
    assert (verdict.role, verdict.because) == (Role.CAPTION, Because(Rule.CAPTION_NUMBER))
    assert verdict.opens == Because(Rule.OWN_LINE)
    words = "".join(render_explanation([draft]).split())
    assert "图表题：开头有图表的编号；另起一段：原稿一行就是一段" in words


def test_why_a_line_goes_on_and_what_is_a_guess() -> None:
    measure = 20
    text = LONG + OTHER + LONG
    lines = [text[i : i + measure] for i in range(0, len(text), measure)]
    draft = explain("\n".join(["甲市推进成果转化", *lines, f"{OTHER[:12]}。", *lines]))
    rules = {verdict.because.rule for verdict in draft.verdicts}
    assert {Rule.FULL_OPEN_ABOVE, Rule.SHORT_ABOVE} <= rules
    short = next(verdict for verdict in draft.verdicts if verdict.because.rule is Rule.SHORT_ABOVE)
    assert re.search("空着[0-9]+个字", str(short.because))


def test_a_close_call_is_a_guess() -> None:
    """Half a character was left: a narrowed mark may have taken it, or a paragraph ended there."""
    body = [LONG[i : i + 20] for i in range(0, 40, 20)]
    last = "其中高新技术企业比去年增加了又35项。"
    draft = explain(
        "\n".join(["甲市推进科技成果转化", *body * 4, last, *body, *body, f"{OTHER[:9]}。", *body])
    )
    behind = draft.verdicts[draft.verdicts.index(find(draft, "35项")) + 1]
    assert behind.because.doubt
    assert str(behind.because).endswith("，是猜的")
    plain = draft.verdicts[draft.verdicts.index(find(draft, f"{OTHER[:9]}。")) + 1]
    assert (plain.because.rule, plain.because.doubt) == (Rule.SHORT_ABOVE, False)


def test_looks_of_a_document_are_named() -> None:
    body = Look(16, align="left")
    blocks = [
        Block((Run("甲市推进成果转化"),), look=Look(22, True, "center")),
        Block((Run(LONG),), look=body),
        Block((Run("工作成效"),), look=Look(16, True, "left")),
        Block((Run(LONG),), look=body),
        Block((Run("学习资料"),), look=body, area=Area.HEADER),
    ]
    draft = recognise(Manuscript("a.docx", blocks=tuple(blocks)), explain=True, nature=Nature.ISSUE)
    assert [(verdict.role, str(verdict.because)) for verdict in draft.verdicts] == [
        (Role.TITLE, "比正文醒目（居中、字大、加粗或黑体）"),
        (Role.PARAGRAPH, "原稿里是一段"),
        (Role.HEADING, "字与正文不同，是猜的"),
        (Role.PARAGRAPH, "原稿里是一段"),
        (Role.RUNNING_HEAD, "页眉"),
    ]
    assert [str(denial) for denial in draft.verdicts[2].denials] == ["不是文章标题：没有别的标题醒目"]


@pytest.mark.parametrize("dash", ["——", "—", "--", "──"])
def test_a_subtitle_and_a_qualifier_are_lines_of_the_title(dash: str) -> None:
    title, body = Look(22, True, "center"), Look(16, align="left")
    texts = ["甲市推进科技成果转化", f"{dash}以某高新区为例", LONG, "乙市科技创新管理办法", "（试行）", OTHER]
    blocks = [Block((Run(text),), look=title if i in (0, 3) else body) for i, text in enumerate(texts)]
    draft = recognise(Manuscript("a.docx", blocks=tuple(blocks)), explain=True, nature=Nature.ISSUE)
    roles = [(verdict.role, verdict.because.rule) for verdict in draft.verdicts]
    assert roles[1] == (Role.TITLE_LINE, Rule.SUBTITLE)
    assert roles[4] == (Role.TITLE_LINE, Rule.QUALIFIER)


def test_a_question_may_head_a_text() -> None:
    draft = explain(f"甲市推进科技成果转化工作\n{LONG}\n创新为什么\n{LONG}\n要靠企业吗？\n{LONG}\n")
    assert find(draft, "要靠企业").role in (Role.HEADING, Role.TITLE)


def run(*args: str | Path) -> Result:
    translate_click()
    return CliRunner().invoke(cli, ["import", *map(str, args)], prog_name="bulletin")


@pytest.mark.parametrize("kind", ["txt", "docx", "html"])
def test_the_command_explains_and_writes(kind: str, make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, file = make_workspace({}), tmp_path / f"甲市.{kind}"
    words = ["甲市推进成果转化工作", LONG, "一、主要做法", OTHER]
    if kind == "txt":
        file.write_text("\n\n".join(words), "utf-8")
    elif kind == "html":
        made = "".join(f"<p>{word}</p>" for word in words[1:])
        file.write_text(f"<html><body><h1>{words[0]}</h1>{made}</body></html>", "utf-8")
    else:
        shown = paragraph(picture("p1"))
        file.write_bytes(
            make_docx(title(words[0]), *map(paragraph, words[1:]), shown, media={"p1": make_png(60, 40)})
        )
    result = run(file, "--issue", "2023-08", "--root", workspace.root, "--explain")
    assert result.exit_code == 0, result.output
    explanation, _, rest = result.output.partition("\n\n按一篇稿子导入（")
    assert "小标题：编号“一、”，下面是正文" in explanation
    assert ("图片：" in explanation) is (kind == "docx")
    assert max(map(measure_columns, explanation.split("\n"))) <= 80
    assert "01-甲市推进成果转化工作.md" in rest
    folder = workspace.root / "issues/2023-08"
    assert sorted(path.suffix for path in folder.iterdir()).count(".md") == 3
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again = run(file, "--issue", "2023-08", "--root", workspace.root, "--explain")
    assert (again.exit_code, "[W105]" in again.output, explanation in again.output) == (1, True, True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    quiet = run(file, "--issue", "2023-09", "--root", workspace.root)
    assert "每一行当作什么" not in quiet.output


def test_steering_characters_never_reach_the_terminal() -> None:
    verdict = Verdict(0, "第1段", "甲市\x1b[31m推进\u202e转化", Role.PARAGRAPH, Because(Rule.AS_TYPED))
    shown = render_explanation([Draft("a.docx", verdicts=(verdict,))])
    assert ("甲市 [31m推进 转化" in shown, set("\x1b\u202e") & set(shown)) == (True, set())


def test_nothing_is_followed_where_nobody_asked() -> None:
    manuscript = read_text(f"甲市推进科技成果转化工作\n{LONG}\n一、做法\n{LONG}\n".encode(), "a.txt")
    asked, plain = (
        recognise(manuscript, explain=True, nature=Nature.ISSUE),
        recognise(manuscript, nature=Nature.ISSUE),
    )
    assert (len(asked.verdicts), plain.verdicts) == (4, ())
    assert plain.articles == asked.articles
    assert not any(block.origin.traces for article in plain.articles for block in article.blocks)
