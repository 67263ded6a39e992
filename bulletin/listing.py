"""The issues of a workspace → one line each: what is in them and whether they are built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem
from bulletin.manifest import is_current, read_manifest
from bulletin.model import Issue, IssueId
from bulletin.source import read_issue
from bulletin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Row:
    """One issue as `bulletin list` shows it."""

    id: IssueId
    date: str
    articles: int
    state: str
    problems: int

    def __str__(self) -> str:
        date = self.date or "----------"
        faults = f"，{self.problems} 处要改" if self.problems else ""
        return f"{self.id}  {date}  {self.articles:>3} 篇  {self.state}{faults}"


def describe_issues(workspace: Workspace) -> Iterator[Row]:
    """Describe every issue, oldest first; one with errors is listed too, with their number.

    Raises BulletinError where the issues, or the folder of one, cannot be read.
    """
    for issue_id in workspace.list_issues():
        try:
            issue, _ = read_issue(workspace, issue_id)
        except BulletinError as error:
            if error.exit_code == MACHINE_AT_FAULT:  # nothing can be said of it, nor perhaps of the others
                raise
            # A count to show, no more: what glob cannot see, the problems have said.
            files = list(workspace.issue_folder(issue_id).glob("*.md"))
            yield Row(issue_id, "", max(0, len(files) - 1), "有错", _count_errors(error.problems))
            continue
        yield Row(issue_id, issue.date, len(issue.articles), _find_state(workspace, issue), 0)


def _count_errors(problems: tuple[Problem, ...]) -> int:
    return sum(1 for problem in problems if problem.severity == "error")


def _find_state(workspace: Workspace, issue: Issue) -> str:
    if "inputs" not in read_manifest(workspace.output_folder(issue.id)):
        return "未生成"
    return "已生成" if is_current(workspace, issue) else "生成后改过"
