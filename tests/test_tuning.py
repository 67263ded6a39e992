"""The rules of `recognise` have no figures of their own: each price and threshold is one of `Tuning`."""

from __future__ import annotations

import ast
import dataclasses
import re
from itertools import pairwise
from pathlib import Path

import pytest

from bulletin.importing.recognise import linetuning, tuning
from bulletin.importing.recognise.tuning import Tuning

from .conftest import REPOSITORY

RECOGNISE = REPOSITORY / "bulletin/importing/recognise"
RULES = sorted(
    path for path in RECOGNISE.rglob("*.py") if path.name not in ("__init__.py", "tuning.py", "linetuning.py")
)
# What is neither a price nor a threshold: no price at all, and how much of a paragraph a message shows.
OTHERS = {"_IMPOSSIBLE", "_SHOWN"}


def _is_enum(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Enum") for base in node.bases)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(RECOGNISE).as_posix())
def test_no_rule_has_a_figure_of_its_own(path: Path) -> None:
    """Only the places and counts of things are numbers in the code."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {node.value for node in ast.walk(tree) if isinstance(node, ast.keyword)}  # maxsize=…
    found = [
        (node.lineno, ast.unparse(node))
        for top in tree.body
        if not isinstance(top, ast.Assign) and not _is_enum(top)  # those have names
        for node in ast.walk(top)
        if isinstance(node, ast.Constant) and _is_number(node)
        if node not in named and node.value not in (0, 1, 2)
    ]
    assert found == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(RECOGNISE).as_posix())
def test_no_constant_is_a_threshold(path: Path) -> None:
    found = [
        ast.unparse(node)
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value
        if any(map(_is_number, node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]))
        if ast.unparse(node).split(" ")[0] not in OTHERS
    ]
    assert found == []


def test_each_figure_is_explained_and_used() -> None:
    body = [
        node
        for module in (tuning, linetuning)
        for top in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body
        if isinstance(top, ast.ClassDef)
        for node in top.body[1:]
    ]
    names = {field.name for field in dataclasses.fields(Tuning)}
    explained = {
        first.target.id
        for first, second in pairwise(body)
        if isinstance(first, ast.AnnAssign) and isinstance(first.target, ast.Name)
        if isinstance(second, ast.Expr) and isinstance(second.value, ast.Constant) and second.value.value
    }
    assert explained == names
    used = "\n".join(path.read_text("utf-8") for path in RULES)
    assert [name for name in sorted(names) if not re.search(rf"TUNING\.{name}\b", used)] == []
