"""The issues of a workspace, each read once in a run."""

from __future__ import annotations

from bulletin.errors import Problem
from bulletin.model import Issue, IssueId
from bulletin.source.issue import survey_issue
from bulletin.workspace import Workspace

_ROOM = 256_000_000  # bytes of pictures that a run keeps in mind; an issue beyond is read again


class Reading:
    """What one run has read of a workspace: who asks for an issue again gets what was read first.

    A run is made of one state of the files; who has to know whether they have changed compares their digests
    (site.keys).
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._surveyed: dict[IssueId, tuple[Issue, tuple[Problem, ...]]] = {}
        self._kept = 0

    def survey(self, issue_id: IssueId) -> tuple[Issue, list[Problem]]:
        """The issue as far as it can be read, and its problems; raises what survey_issue raises."""
        if (known := self._surveyed.get(issue_id)) is not None:
            return known[0], [*known[1]]
        issue, problems = survey_issue(self.workspace, issue_id)
        size = sum(len(data) for data in (*issue.files.values(), *issue.attached.values()))
        if self._kept + size <= _ROOM:
            self._kept += size
            self._surveyed[issue_id] = issue, tuple(problems)
        return issue, problems
