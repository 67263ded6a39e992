"""Problems → what people, editors' programs and CI read: text, JSON, annotations, SARIF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bulletin import __version__
from bulletin.errors import Problem, Severity

FORMATS = ("text", "json", "github", "gitlab", "sarif")
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render_report(problems: Sequence[Problem], form: str) -> str:
    """The report in one of FORMATS."""
    return {
        "text": render_text,
        "json": render_json,
        "github": render_github,
        "gitlab": render_gitlab,
        "sarif": render_sarif,
    }[form](problems)


def render_text(problems: Sequence[Problem]) -> str:
    """Every problem with its line, and how many there are."""
    counts = Counter(problem.severity for problem in problems)
    summary = "，".join(f"{severity.label}{counts[severity]}处" for severity in Severity if counts[severity])
    return "\n\n".join([*map(str, problems), summary or "没有发现问题"])


def render_json(problems: Sequence[Problem]) -> str:
    """A document of version 1; docs/校对规则.md describes it."""
    found = list(map(describe_problem, problems))
    return json.dumps({"version": 1, "problems": found}, ensure_ascii=False, indent=1)


def describe_problem(problem: Problem) -> dict[str, Any]:
    """A problem as JSON has it: path from the workspace, line and columns from 1, 0 for a whole file's."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "end_column": problem.end_column,
        "message": problem.message,
        "hint": problem.hint,
        "fix": problem.fix,
    }


def render_github(problems: Sequence[Problem]) -> str:
    """Workflow commands: annotations on the lines of a pull request."""
    lines = []
    for problem in problems:
        where = f"file={_escape_property(problem.path)}"
        where += f",line={problem.line}" if problem.line else ""
        where += f",col={problem.column},endColumn={problem.end_column}" if problem.column else ""
        title = _escape_property(problem.code)
        text = _escape_data(f"{problem.message}\n提示：{problem.hint}")
        lines.append(f"::{_GITHUB[problem.severity]} {where},title={title}::{text}")
    return "\n".join(lines)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def render_gitlab(problems: Sequence[Problem]) -> str:
    """A Code Quality report."""
    found = [
        {
            "description": f"{problem.message}。{problem.hint}",
            "check_name": problem.code,
            "fingerprint": _fingerprint(problem),
            "severity": _GITLAB[problem.severity],
            "location": {"path": problem.path, "lines": {"begin": max(problem.line, 1)}},
        }
        for problem in problems
    ]
    return json.dumps(found, ensure_ascii=False, indent=1)


def _fingerprint(problem: Problem) -> str:
    """The same for the same problem, whatever lines come before it."""
    import hashlib

    key = f"{problem.code}\0{problem.path}\0{problem.source}\0{problem.column}\0{problem.message}"
    return hashlib.sha256(key.encode()).hexdigest()


def render_sarif(problems: Sequence[Problem]) -> str:
    """SARIF 2.1.0; columns in code points."""
    rules = [{"id": code} for code in sorted({problem.code for problem in problems})]
    driver = {"name": "bulletin", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(map(_describe_result, problems)),
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=1)


_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def _describe_result(problem: Problem) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": problem.path}}
    if problem.line:
        location["region"] = {"startLine": problem.line}
    if problem.line and problem.column:
        location["region"] |= {"startColumn": problem.column, "endColumn": problem.end_column}
    return {
        "ruleId": problem.code,
        "level": _SARIF[problem.severity],
        "message": {"text": f"{problem.message}。{problem.hint}"},
        "locations": [{"physicalLocation": location}],
    }
