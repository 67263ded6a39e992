"""What the docs promise is so: every key, command and option stands in them."""

from __future__ import annotations

import re

import pytest

from bulletin.cli import cli
from bulletin.html import describe_issue
from bulletin.model import KEYS, Key
from bulletin.prepare import prepare
from bulletin.source import Reading
from bulletin.workspace import Workspace

from .conftest import REPOSITORY

HANDBOOK = REPOSITORY / "docs" / "编辑手册.md"
README = REPOSITORY / "README.md"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.chinese}-{key.places[0]}")
def test_every_key_is_in_the_handbook(key: Key) -> None:
    text = HANDBOOK.read_text("utf-8")
    assert f"`{key.chinese}`" in text
    assert f"`{key.name}`" in text


@pytest.mark.parametrize("name", list(cli.commands))
def test_every_command_and_option_is_documented(name: str) -> None:
    handbook, readme = HANDBOOK.read_text("utf-8"), README.read_text("utf-8")
    assert f"bulletin {name}" in handbook
    assert f"bulletin {name}" in readme
    for parameter in cli.commands[name].params:
        for option in parameter.opts:
            assert not option.startswith("--") or f"`{option}" in handbook, option


def test_commands_in_the_docs_exist() -> None:
    for path in (README, HANDBOOK):
        text = path.read_text("utf-8")
        for name in re.findall(r"(?:^ {4}|`|run )bulletin ([a-z]+)\b", text, re.MULTILINE):
            assert name in cli.commands, (path.name, name)


def test_links_lead_somewhere() -> None:
    pages = [path for folder in (".", "docs", "fonts") for path in (REPOSITORY / folder).glob("*.md")]
    for path in pages:
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)", prose):
            if not re.match(r"[a-z]+:", target):
                assert (path.parent / target).exists(), (path.name, target)


def test_what_contributing_says_where_is_there() -> None:
    """The table of places: each path exists, and each name behind a colon stands in the file before it."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    table = text[text.index("### Where is") : text.index("### The rooms")]
    named = re.findall(r"`((?:bulletin|templates)/[^`]+)`(?:: `([^`]+)`)?", table)
    assert len(named) > 20
    for path, name in named:
        assert name in (REPOSITORY / path).read_text("utf-8"), (path, name)


def test_nothing_generated_is_kept() -> None:
    ignored = (REPOSITORY / ".gitignore").read_text("utf-8").split()
    assert "/dist/" in ignored


def test_tests_named_in_the_docs_exist() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "tests").glob("test_*.py"))
    named = re.findall(r"`(test_[a-z_]+)`", (REPOSITORY / "docs" / "无障碍.md").read_text("utf-8"))
    assert len(named) > 20
    for name in named:
        assert f"def {name}(" in tests or (REPOSITORY / "tests" / f"{name}.py").exists(), name


def test_values_of_templates_are_listed(repository: Workspace) -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("- **a template**")[2].partition("## Tests")[0]
    prepared = prepare(Reading(repository), repository.find_issue("2024-09"))
    values = describe_issue(prepared.issue, prepared.web_bodies)
    for name in (*values, *values["articles"][0], *values["columns"][0]):
        assert f"`{name}`" in table, name
