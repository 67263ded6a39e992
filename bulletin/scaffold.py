"""The series' defaults → a new issue folder, or a new workspace, for an editor to fill in."""

from __future__ import annotations

from pathlib import Path

from bulletin import disk
from bulletin.errors import CONTENT_AT_FAULT, USAGE_AT_FAULT, fail
from bulletin.files import create_files
from bulletin.invocation import spell_command
from bulletin.model import PLACEHOLDER, IssueId, Series
from bulletin.source import Reading
from bulletin.workspace import ISSUE_FILE, SERIES_FILE, Workspace, parse_issue_id

_SERIES_TEXT = """\
# 本刊的默认值，各期都用；某一期不同，就在那一期的 issue.md 里另写。
刊名: 请改成刊物的名称
编辑单位: 请改成编辑单位的全称
编辑: 请改成编辑的姓名
电话: 请改成电话号码
# 下面几项可不写；要写，删去行首的“# ”才算数：
# 标识: 内部资料　注意保存
# 报送: 上级机关，用逗号隔开
# 抄送: 有关单位，用逗号隔开
# 版式: 2025
"""  # model.PLACEHOLDER

_ARTICLE_TEXT = """\
---
标题: 请改成文章的标题
状态: 草稿
# 下面几项可不写；要写，删去行首的“# ”才算数：
# 副标题: 印在标题下面的一行
# 栏目: 工作动态
# 作者: 姓名，几个人用顿号隔开
# 来源: 供稿的单位
# 编者按: 印在正文前面的话
---

正文写在这里，一段一行，段与段之间空一行。写好后删去上面“状态: 草稿”那一行，这篇文章就进入本期。

## 一、小标题

小标题前面写“## ”，下一级写“### ”。表格、图片、落款、附件怎么写，见编辑手册开头的表。
"""


def choose_next_issue(workspace: Workspace) -> IssueId:
    """The number after the newest issue's; raises where there is none to follow."""
    numbered = [issue_id for issue_id in workspace.list_issues(starting=True) if issue_id.number]
    if not numbered:
        hint = "写出期号，如 " + spell_command("new", "2024-01")
        raise fail("W104", "还没有哪一期可以接着往下编号", hint, exit_code=USAGE_AT_FAULT)
    return IssueId(numbered[-1].year, numbered[-1].number + 1)


def parse_new_id(text: str) -> IssueId:
    """Read the id of an issue to be made; raises where it is not one."""
    issue_id = parse_issue_id(text)
    if issue_id is None:
        hint = "写成 2024-10 或 2024年第10期；不知道第几期的旧刊写成 2023-a"
        raise fail("W102", f"“{text}”不是期号", hint, exit_code=USAGE_AT_FAULT)
    return issue_id


def create_series(root: Path) -> None:
    """Write a bulletin.yaml to fill in, in a folder that has none."""
    create_files(root, {SERIES_FILE: _SERIES_TEXT.encode()})


def create_issue(workspace: Workspace, issue_id: IssueId, series: Series, serial: str = "") -> Path:
    """Write the folder of a new issue, with its 总期号 where that is known; raises where there is one."""
    folder = workspace.issue_folder(issue_id)
    try:
        there = disk.look_at(folder)
    except OSError as error:
        raise workspace.explain_issues(error, folder) from error
    if there:
        hint = "换一个期号；要改这一期，直接编辑文件夹里的文件"
        path = workspace.relative(folder)
        raise fail("W105", f"已经有{issue_id.label}", hint, path=path, exit_code=CONTENT_AT_FAULT)
    files = {ISSUE_FILE: _issue_text(issue_id, series, serial), "01-文章标题.md": _ARTICLE_TEXT}
    create_files(folder, {name: text.encode() for name, text in files.items()})
    return folder


def follow_serial(workspace: Workspace, issue_id: IssueId) -> str:
    """总期号 of an issue to be made: one more than the issue before it has; empty where that is not known."""
    earlier = [known for known in workspace.list_issues(starting=True) if known < issue_id and known.number]
    before = earlier[-1] if earlier else None
    follows = before and (
        (before.year, before.number + 1) == (issue_id.year, issue_id.number)
        or (before.year + 1, 1) == (issue_id.year, issue_id.number)
    )
    if before is None or not follows:
        return ""
    issue, _ = Reading(workspace).survey(before)
    return str(int(issue.serial) + 1) if issue.serial else ""


def _issue_text(issue_id: IssueId, series: Series, serial: str) -> str:
    """The series' editor and phone are written out: a later change of them leaves old issues alone."""
    lines = [
        "---",
        f"期号: {issue_id.number or '不详'}",
        *([f"总期号: {serial}"] if serial else []),
        "# 日期是出版的那一天，如 2024-09-30",
        "日期:",
        "# 还可以写印数、封面图等，各一行，见编辑手册",
        *(
            f"{chinese}: {value}"
            for chinese, value in (("编辑", "、".join(series.editor)), ("电话", series.phone))
            if value and not value.startswith(PLACEHOLDER)
        ),
        "---",
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"
