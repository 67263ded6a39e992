"""What keeps the tests the same on every machine: who waits how long, who starts which program."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PATHS = sorted(Path(__file__).parent.glob("*.py"))
# What differs with the machine is asked for in one place alone, which sees to it that it does not.
OWNERS = {"--convert-to": "libreoffice.py", "chromium": "conftest.py"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_deadlines_are_those_of_the_tests_patience(path: Path) -> None:
    """A number written out is too short on a machine that is busy."""
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    numbers = [
        (call.lineno, word.value.value)
        for call in calls
        for word in call.keywords
        if word.arg == "timeout" and isinstance(word.value, ast.Constant)
    ]
    assert numbers == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_programs_that_differ_with_the_machine_are_started_in_one_place(path: Path) -> None:
    words = {
        node.value if isinstance(node, ast.Constant) else node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant | ast.Attribute)
    }
    for word, owner in OWNERS.items():
        assert word not in words or path.name in {owner, Path(__file__).name}, word
