"""Tables on paper: columns by their content, the size they are set in, turned or refused; over pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.build import build_issue, typeset_issue
from bulletin.check.run import check_workspace
from bulletin.document import columns as columns_of
from bulletin.document.columns import break_columns, measure_columns, share_width
from bulletin.document.html_tables import name_continuation
from bulletin.document.tables import TURNED, TableSize, _find_kept, is_total, plan_table
from bulletin.document.tree import Caption, Cell, Inlines, NoteMark, Row, Table, Text
from bulletin.document.widths import estimate_width
from bulletin.errors import BulletinError
from bulletin.fitting import read_print_sizes
from bulletin.prepare import prepare
from bulletin.source import Reading
from bulletin.stylesheets import read_table_sizes
from bulletin.templates import find_issue_templates

from .conftest import REPOSITORY, SERIES, MakeWorkspace
from .pdftext import Line, read_lines

SIZES = read_table_sizes(((REPOSITORY / "templates" / "print.css").read_bytes(),))
LINES = range(1, 2)
WORDS = "市科技局组织企业开展成果转化对接活动推动产业创新发展服务平台建设"


def say(text: str) -> Inlines:
    return (Text(text, range(len(text))),)


def make_table(rows: Sequence[Sequence[str]], heads: int = 1) -> Table:
    made = tuple(
        Row(
            tuple(
                Cell(say(text), typed=len(text), is_head=index < heads, column=n)
                for n, text in enumerate(row)
            ),
            LINES,
        )
        for index, row in enumerate(rows)
    )
    return Table(made[:heads], made[heads:], len(rows[0]), LINES)


def make_figures(columns: int, figure: str = "123", rows: int = 3) -> Table:
    head = ["县区", *(f"{n}月" for n in range(1, columns))]
    return make_table([head, *(["东城区", *[figure] * (columns - 1)] for _ in range(rows))])


def test_what_fits_is_set_large_and_no_wider_than_it_asks() -> None:
    plan = plan_table(make_figures(5), SIZES)
    assert (plan.size, plan.fits, plan.is_turned, plan.is_wordy, plan.is_whole) == (
        "",
        True,
        False,
        False,
        True,
    )
    assert plan.share == pytest.approx(0.62)
    assert plan.figures == (0, 1.5, 1.5, 1.5, 1.5)
    assert len({round(share, 6) for share in plan.columns[1:]}) == 1  # months stand at like distances
    assert plan_table(make_figures(9), SIZES).share > 0.62


@pytest.mark.parametrize(
    ("columns", "figure", "size"),
    [
        (8, "123", ""),
        (12, "1,234", "small"),
        (13, "12,345", "tiny"),
        (16, "123/456", "turned"),
        (25, "1234", "turned"),
        (25, "12345", "minute"),
    ],
)
def test_a_wide_table_is_set_smaller_then_turned(columns: int, figure: str, size: str) -> None:
    plan = plan_table(make_figures(columns, figure), SIZES)
    assert (plan.size, plan.fits, plan.is_turned) == (size, True, size in TURNED)


def test_one_too_wide_even_turned_has_its_longest_words_broken() -> None:
    plan = plan_table(make_figures(36, "12345"), SIZES)
    assert (plan.size, plan.fits, plan.is_broken, plan.is_turned) == ("minute", True, True, True)
    assert set(plan.figures) == {0}  # they no longer stand one under the other
    columns = measure_columns(make_table([["甲" * 5, "1", "123456789", "1234567"]]))
    assert [column.whole for column in columns] == [2, 2, 4.5, 3.5]
    assert [column.whole for column in break_columns(columns, 11)] == [2, 2, 3.5, 3.5]  # the widest gives way
    assert not plan_table(make_figures(60, "12345"), SIZES).fits


def test_one_that_calls_a_note_is_not_turned() -> None:
    """The note would stand upright at the foot of the page, where the table is."""
    table = make_figures(14, "123/456")
    first, *others = table.rows[0].cells
    called = Cell((*first.children, NoteMark("1", 0)), typed=9, column=0)
    noted = Table(table.head, (Row((called, *others), LINES), *table.rows[1:]), table.columns, LINES)
    plan = plan_table(noted, SIZES)
    assert (plan.size, plan.is_broken, plan.is_turned) == ("tiny", True, False)


def test_columns_of_words_share_what_figures_leave() -> None:
    rows = [["序号", "单位", "事项", "金额"]]
    rows += [[str(n), WORDS[:6], WORDS[n % 3 :] * 2, f"{n * 37}.5"] for n in range(1, 13)]
    table = make_table(rows)
    plan = plan_table(table, SIZES)
    assert plan.is_wordy
    assert not plan.is_whole
    assert plan.share == 1.0
    assert plan.left == (False, False, True, False)
    assert plan.columns[2] > 2 * plan.columns[1] > 2 * plan.columns[3]
    assert [width > 0 for width in plan.figures] == [True, False, False, True]


def test_what_must_stay_whole_does() -> None:
    rows = [["项目", "说明"], ["2024年度", WORDS * 3], ["ABC-1234/XYZ", WORDS], ["四字词语", WORDS]]
    columns = measure_columns(make_table(rows))
    widths = share_width(make_table(rows), columns, 20)
    assert widths[0] >= estimate_width("ABC-1234/XYZ")
    assert sum(widths) <= 20


@pytest.mark.parametrize(
    ("texts", "are_figures"),
    [
        (["12", "3.5", "1 200"], True),
        (["180/172", "99％"], True),
        (["-3.5", "—", "+2"], True),
        (["12", "", "无"], True),
        (["—", "—"], False),
        (["12家", "3"], False),
        (["2024年", "2023年"], False),
    ],
)
def test_figures_are_known(texts: list[str], are_figures: bool) -> None:
    table = make_table([["数"], *([text] for text in texts)])
    assert (measure_columns(table)[0].figures > 0) == are_figures


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_column_is_narrower_than_its_words(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 9))
    text = st.text(alphabet=WORDS + "，12345 ABCxyz-/.%", max_size=40)
    row = st.lists(text, min_size=count, max_size=count)
    table = make_table(data.draw(st.lists(row, min_size=1, max_size=12)))
    plan = plan_table(table, SIZES)
    size = next(size for size in SIZES if size.name == plan.size)
    assert sum(plan.columns) == pytest.approx(1)
    assert 0 < plan.share <= 1
    for index, (column, share) in enumerate(zip(measure_columns(table), plan.columns, strict=True)):
        width = share * plan.share * size.room - size.padding
        assert not plan.fits or width >= column.whole - 0.01
        widest = max(
            (estimate_width(columns_of.read_lines(row.cells[index].children)[0]) for row in table.rows),
            default=0,
        )
        assert not plan.fits or plan.is_wordy or width >= widest - 0.01


def test_a_total_is_known_by_its_first_cell() -> None:
    rows = ["合计", "总　计", "共计", "总数", "合计划转", "小计"]
    found = [is_total(Row((Cell(say(text)), Cell(say("1"))), LINES)) for text in rows]
    assert found == [True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("caption", "said"),
    [
        ("表2　甲", "续表2"),
        ("表 3-1 甲", "续表3-1"),
        ("附表1　甲", "续附表1"),
        ("表十二　甲", "续表十二"),
        ("表A.2　甲", "续表A.2"),
        ("各县区情况", "续表"),
    ],
)
def test_a_table_that_goes_on_keeps_its_number(caption: str, said: str) -> None:
    assert name_continuation(Caption(say(caption), LINES)) == said


def test_layouts_say_what_fits(make_workspace: MakeWorkspace) -> None:
    """--room is the measure in ems of each size: a narrower layout has less."""
    rooms = {}
    for layout, measure in (("2024", 170.0), ("2025", 158.2)):
        files = {
            "issues/2024-09/issue.md": f"---\n版式: '{layout}'\n---\n",
            "issues/2024-09/01.md": "# 甲\n\n文\n",
        }
        workspace = make_workspace(files)
        issue, _ = Reading(workspace).survey(workspace.find_issue("2024-09"))
        templates = find_issue_templates(workspace, issue)
        rooms[layout] = read_print_sizes(templates)
        points = {"": 12, "small": 10.5, "tiny": 9, "turned": 9, "minute": 7.5}
        for size in rooms[layout]:
            length = 224 if size.name in TURNED else measure
            assert size.room == pytest.approx(length / 25.4 * 72 / points[size.name], abs=0.2)
    assert [size.name for size in rooms["2025"]] == ["", "small", "tiny", *TURNED]


# On pages

HEAD = "表1　企业情况\n| 序号 | 县区 | 企业 | 数额 |\n| --- | --- | --- | --- |\n"


def write_rows(count: int, group: int = 0) -> str:
    cells = ["^^" if group and n % group else f"第{n // (group or 1)}县" for n in range(count)]
    return HEAD + "".join(f"| {n} | {cells[n]} | 企业{n:03d}号 | {n * 11} |\n" for n in range(count))


def build_lines(make_workspace: MakeWorkspace, text: str, layout: str = "2024") -> tuple[Path, list[Line]]:
    files = {"issues/2024-09/issue.md": f"---\n版式: '{layout}'\n---\n", "issues/2024-09/01.md": text}
    workspace = make_workspace(files)
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf  # every proof holds
    return pdf, read_lines(pdf)


@pytest.mark.parametrize("layout", ["2024", "2025"])
def test_a_table_goes_on_under_its_name(make_workspace: MakeWorkspace, layout: str) -> None:
    _, lines = build_lines(make_workspace, f"# 甲\n\n前文。\n\n{write_rows(70)}\n后文。\n", layout)
    pages = {line.page for line in lines if "企业0" in line.text}
    assert len(pages) > 2
    said = [line.page for line in lines if line.text == "续表1"]
    assert said == sorted(pages)[1:]
    heads = [line.page for line in lines if line.text == "序号县区企业数额"]
    assert heads == sorted(pages)
    for page in pages:  # no row alone
        assert sum("企业0" in line.text for line in lines if line.page == page) > 1


def test_a_table_without_a_head_goes_on_without_a_word(make_workspace: MakeWorkspace) -> None:
    rows = write_rows(70).splitlines(keepends=True)
    at = next(i for i, row in enumerate(rows) if "---" in row)
    rows[at - 1 : at + 1] = ["| | | | |\n", "| --- | --- | --- | --- |\n"]
    _, lines = build_lines(make_workspace, f"# 甲\n\n前文。\n\n{''.join(rows)}\n后文。\n")
    assert len({line.page for line in lines if "企业0" in line.text}) > 2
    assert not [line.text for line in lines if "续表" in line.text or line.text == "序号县区企业数额"]


def test_a_short_table_is_not_split(make_workspace: MakeWorkspace) -> None:
    for before in range(8, 20, 2):
        text = "# 甲\n\n" + "一段文字。\n\n" * before + write_rows(7) + "\n后文。\n"
        _, lines = build_lines(make_workspace, text)
        assert len({line.page for line in lines if "企业0" in line.text}) == 1
        assert "续表1" not in {line.text for line in lines}


def test_a_group_that_goes_on_is_named_again(make_workspace: MakeWorkspace) -> None:
    _, lines = build_lines(make_workspace, f"# 甲\n\n前文。\n\n{write_rows(64, 8)}\n")
    rows = [line for line in lines if "企业0" in line.text]
    firsts = [after for before, after in pairwise(rows) if before.page != after.page]
    assert firsts
    assert all("县" in line.text for line in firsts)
    named = [line.text[line.text.index("第") :][:3] for line in rows if "县" in line.text]
    assert sorted(set(named)) == [f"第{n}县" for n in range(8)]
    assert len(named) == 8 + sum(
        "县" in line.text and int(line.text.split("第")[0]) % 8 > 0 for line in firsts
    )


def test_a_row_too_high_for_its_page_loses_nothing(make_workspace: MakeWorkspace) -> None:
    """Not even where the cell of its group comes again before it."""
    long, words = "".join(f"第{n:03d}句，" for n in range(70)), " | ".join(["四字词语"] * 10)
    rows = "".join(f"| {'^^' if n else '乙县'} | {long if n > 33 else '短'} | {words} |\n" for n in range(36))
    head = f"| 县区 | 说明 | {' | '.join(f'事项其{n}' for n in '一二三四五六七八九十')} |\n"
    for before in (0, 2, 4):
        text = "# 甲\n\n前文。\n\n" + "段。\n\n" * before + f"{head}|{' --- |' * 12}\n{rows}"
        _, lines = build_lines(make_workspace, text)
        said = "".join(line.text for line in lines)
        assert max(line.page for line in lines if "句" in line.text) > 4
        assert said.count("第069") == said.count("第000") == 2
        assert said.count("乙县") >= 2


def test_the_rule_that_closes_a_table_stands_under_its_last_row(make_workspace: MakeWorkspace) -> None:
    """Rows that a note takes with it to the next page leave no rule behind."""
    for before in range(1, 9):
        text = "# 甲\n\n" + "一段文字。\n\n" * before + write_rows(40) + "\n注：说明。\n\n后文。\n"
        pdf, lines = build_lines(make_workspace, text)
        last = max(line.page for line in lines if "企业0" in line.text)
        for page in {line.page for line in lines if "企业0" in line.text} - {last}:
            end = min(line.baseline for line in lines if line.page == page and "企业0" in line.text)
            assert not find_rules(pdf, page, below=end - 12)


def find_rules(pdf: Path, page: int, below: float) -> list[int]:
    """The rows of pixels below a height, in pt from the foot, that are dark all along."""
    import pypdfium2

    image = pypdfium2.PdfDocument(pdf)[page - 1].render(scale=2).to_pil().convert("L")
    width, height = image.size
    found = []
    for y in range(height - int(below * 2), height - 2 * 95):
        dark = sum(image.getpixel((x, y)) < 128 for x in range(0, width, 7))
        if dark > width / 7 / 3:
            found.append(y)
    return found


@pytest.mark.parametrize("layout", ["2024", "2025"])
def test_a_turned_table_has_pages_of_its_own(make_workspace: MakeWorkspace, layout: str) -> None:
    head = "| 单位 | " + " | ".join(f"第{n}项指标" for n in range(1, 17)) + " |\n"
    rows = "".join(f"| 单位{n:02d} | " + " | ".join([f"{n}2345"] * 16) + " |\n" for n in range(45))
    table = f"表1　指标\n单位：件\n{head}|{' --- |' * 17}\n{rows}\n注：说明。\n\n"
    pdf, lines = build_lines(make_workspace, f"# 甲\n\n前文。\n\n{table}后文。\n", layout)
    assert [line.page for line in lines if line.text == "前文。"] == [2]
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    texts = ["".join(page.get_textpage().get_text_bounded().split()) for page in document]
    with_rows = [number for number, text in enumerate(texts, 1) if "指标" in text and "2345" in text]
    assert len(with_rows) >= 2
    assert ["续表1" in texts[number - 1] for number in with_rows] == [False, *[True] * (len(with_rows) - 1)]
    assert [line.page for line in lines if line.text == "后文。"] == [with_rows[-1] + 1]
    for number in with_rows:  # the page and its number stay upright
        assert document[number - 1].get_size() == document[1].get_size()
        assert f"—{number}—" in {line.text for line in lines if line.page == number}


def test_a_table_that_cannot_be_set_is_named_by_its_line(make_workspace: MakeWorkspace) -> None:
    head = "| 单位[^1] | " + " | ".join(f"第{n}项指标" for n in range(1, 40)) + " |\n"
    table = f"{head}|{' --- |' * 40}\n| 甲 |{' 12345678 |' * 39}\n\n[^1]: 有注的表横不过来。\n"
    workspace = make_workspace({"issues/2024-09/01.md": f"# 甲\n\n前文。\n\n{table}"})
    reading, issue = Reading(workspace), workspace.find_issue("2024-09")
    with pytest.raises(BulletinError) as caught:
        prepare(reading, issue)
    found = [caught.value.problems, check_workspace(reading, [issue]).problems]
    for problems in found:
        (problem,) = [problem for problem in problems if problem.code == "L105"]
        assert (problem.path, problem.line) == ("issues/2024-09/01.md", 5)


def test_a_row_higher_than_a_page_goes_on_over_pages(make_workspace: MakeWorkspace) -> None:
    said = [f"第{number}条：{WORDS}。" for number in range(1, 81)]
    form = "| 项目 | 内容 | 备注 |\n| --- | --- | --- |\n| 单位 | 甲 | 无 |\n"
    form += f"| 事迹 | {'<br>'.join(said)} ||\n| 意见 | 同意 | 无 |\n"
    workspace = make_workspace({"issues/2024-09/01.md": f"# 甲\n\n前文。\n\n{form}\n后文。\n"})
    issue = workspace.find_issue("2024-09")
    lines = read_lines(build_issue(workspace, issue).pdf)  # and the proofs hold: every word, in its order
    texts = ["".join(line.text for line in lines if line.page == page) for page in (2, 3, 4)]
    assert texts[0].startswith("甲前文。项目内容备注单位甲无事迹第1条")
    assert all(text.startswith("续表项目内容备注") for text in texts[1:])
    (row,) = [line for line in lines if line.text.startswith("第2条")]
    assert row.left < 200  # flush left: a cell of sentences over two columns is no head in the middle of them


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_high_rows_that_no_page_holds_together_are_parted(make_workspace: MakeWorkspace, rows: int) -> None:
    """The first wants to stay with the second, and the last with the one before: of high rows none does."""
    cell = "<br>".join(["1234"] * 12)
    table = "| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n" + f"| 1 | 2 | {cell} |\n" * rows
    pdf, _ = build_lines(make_workspace, f"# 题\n\n前文。\n\n{table}")
    assert pdf.is_file()
    counts = [[1, 4, 4, 4], [1, 12, 12, 4, 4], [1, 4]]
    assert [_find_kept(count, 1) for count in counts] == [
        (False, True, False, True),
        (False, False, False, False, True),
        (False, False),
    ]


def test_a_head_higher_than_a_page_is_set_once(make_workspace: MakeWorkspace) -> None:
    said = "<br>".join(f"第{number}条：{WORDS}。" for number in range(1, 61))
    text = f"# 甲\n\n前文。\n\n| {said} | 备注 |\n| --- | --- |\n| 乙 | 丙 |\n\n后文。\n"
    _, lines = build_lines(make_workspace, text)
    assert "".join(line.text for line in lines).count("第1条") == 1
    assert max(line.page for line in lines if "条：" in line.text) > 2


def test_a_row_that_cells_above_take_whole_is_no_row(make_workspace: MakeWorkspace) -> None:
    """Engines leave it out, and the cells would reach into the row below."""
    rows = "| 获奖 | 无 ||\n| ^^ | ^^ | ^^ |\n| 处分 | 有 ||\n| 意见 | 同意 | 丁 |\n"
    _, lines = build_lines(make_workspace, f"# 题\n\n| 甲 | 乙 | 丙 |\n| --- | --- | --- |\n{rows}")
    said = {line.text: line.left for line in lines if line.text in {"获奖无", "处分有", "意见同意丁"}}
    assert len(said) == 3
    assert max(said.values()) - min(said.values()) < 1


def test_a_table_of_forty_columns_is_set(make_workspace: MakeWorkspace) -> None:
    head = "| 姓名 | " + " | ".join(f"{n}日" for n in range(1, 40)) + " |\n"
    table = f"{head}|{' --- |' * 40}\n| 欧阳建国 |{' 全勤 |' * 30}{' 12345678 |' * 9}\n"
    workspace = make_workspace({"issues/2024-09/01.md": f"# 甲\n\n前文。\n\n{table}"})
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    assert [(problem.code, problem.line) for problem in built.problems] == [("L107", 5)]


def test_what_runs_out_of_its_page_is_named_by_its_line(make_workspace: MakeWorkspace) -> None:
    """What was not reckoned with, as where a layout says that more fits than does."""
    table = "| " + " | ".join(["单位名称"] * 14) + f" |\n|{' --- |' * 14}\n|{' 123456 |' * 14}\n"
    files = {"issues/2024-09/01.md": f"# 甲\n\n前文。\n\n{table}", "bulletin.yaml": f"{SERIES}版式: 本局\n"}
    css = ":root { --lines: 20; } table { --room: 200; table-layout: auto; } td { white-space: nowrap; }\n"
    workspace = make_workspace({**files, "templates/本局/layout.css": css})
    with pytest.raises(BulletinError) as caught:
        typeset_issue(prepare(Reading(workspace), workspace.find_issue("2024-09")))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path, problem.line) == ("L105", "issues/2024-09/01.md", 5)


def test_sizes_are_tried_in_order() -> None:
    sizes = (TableSize("", 20), TableSize("small", 30))
    assert plan_table(make_table([["甲" * 18], ["乙"]]), sizes).size == ""
    assert plan_table(make_table([["甲" * 8] * 3, ["乙"] * 3]), sizes).size == "small"
