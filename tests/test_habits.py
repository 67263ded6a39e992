"""What keeps the tests the same on every machine: how long they wait, who starts what, what they see."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from . import capacity
from .surroundings import settle_environment

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


def test_nothing_that_a_user_has_set_up_reaches_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = {"LC_ALL": "zh_CN.GBK", "HOME": "/nowhere/home", "GIT_CONFIG_GLOBAL": "/home/a/.gitconfig"}
    gone = {
        "http_proxy": "http://127.0.0.1:9",
        "LC_TIME": "tr_TR",
        "BULLETIN_ROOT": "/srv",
        "AWS_PROFILE": "a",
    }
    for name, value in {**foreign, **gone}.items():
        monkeypatch.setenv(name, value)
    settle_environment()
    assert not gone.keys() & os.environ.keys()
    assert not foreign.items() & os.environ.items()
    assert Path(os.environ["HOME"]).is_dir()


@pytest.mark.parametrize(
    ("cores", "memory", "workers"), [(1, 24e9, 2), (2, 24e9, 3), (64, 256e9, 8), (16, 7e9, 4), (2, 1e9, 1)]
)
def test_as_many_workers_as_the_machine_bears(
    cores: int, memory: float, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "_count_cores", lambda: cores)
    monkeypatch.setattr(capacity, "_measure_memory", lambda: int(memory))
    assert capacity.count_workers() == workers
