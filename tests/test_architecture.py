"""The picture in CONTRIBUTING.md: imports point one way, file by file, and a few things have one owner.

An import counts wherever it stands: at the top, inside a function, which only loads later, and under
TYPE_CHECKING, for who reads a file has to know what it names: two files that know each other are one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "bulletin"
NAME = PACKAGE.name
# Later stages never reach back: a module may import only what stands in an earlier row.
ROWS = [
    {
        "errors",
        "addresses",
        "bitmaps",
        "captions",
        "disk",
        "hanzi",
        "invocation",
        "loading",
        "system",
        "typography",
    },
    {"document"},
    {"model", "chinese", "encoding", "files", "pdf", "svg"},
    {"workspace", "mending", "images", "downloads"},
    {"frontmatter"},
    {"markup", "fonts", "pictures"},
    {"source", "characters", "proof", "record"},
    {"probe"},
    {"faults", "metadata", "qr", "cover", "scaffold", "doctor", "manifest", "templates"},
    {"stylesheets"},
    {"fitting"},
    {"html", "check"},
    {"prepare"},
    {"build"},
    {"listing", "rehearsal"},
    {"site"},
    {"publish", "importing"},
    {"preview"},
    {"cli"},
    {"start"},
    {"__main__"},
]
# The wings of importing/, behind what all of them know.
WINGS = ["read", "recognise", "write", "worker", "run"]
# Packages that one part of ours alone knows: who changes to another rewrites that part and nothing else.
OWNERS = {
    "weasyprint": "pdf",
    "pydyf": "pdf",
    "markdown_it": "markup",
    "mdit_py_plugins": "markup",
    "pikepdf": "proof",
}

ENGINE = {"weasyprint", "pydyf"}


@cache
def read_modules() -> Mapping[str, ast.Module]:
    """Every module of the package by its name below it; a package goes by its own, the whole by ""."""
    modules = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        modules[name] = ast.parse(path.read_text("utf-8"), path)
    return modules


def list_imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each import of a module: where from, and which name of it (none for `import x`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are written out"
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


@cache
def read_arrows() -> Mapping[str, frozenset[str]]:
    """Each module → the modules of the package that it imports."""
    modules = read_modules()
    arrows = {}
    for name, tree in modules.items():
        found = set()
        for origin, imported in list_imports(tree):
            if origin == NAME or origin.startswith(f"{NAME}."):
                inside = origin.removeprefix(NAME).removeprefix(".")
                whole = f"{inside}.{imported}".strip(".")
                found.add(whole if whole in modules else inside)
        assert found <= modules.keys(), found - modules.keys()
        arrows[name] = frozenset(found - {name})
    return arrows


def is_below(name: str, parent: str) -> bool:
    return name == parent or name.startswith(f"{parent}.")


def find_backward(find_place: Callable[[str], tuple[int, str] | None]) -> list[tuple[str, str]]:
    """The arrows from one part to another that stands beside it or in a later row. `find_place` knows the row
    of a module and its part, or None where it has none."""
    backward = []
    for name, found in read_arrows().items():
        for target in found:
            here, there = find_place(name), find_place(target)
            if here and there and here[1] != there[1] and there[0] >= here[0]:
                backward.append((name, target))
    return backward


def test_imports_have_no_circle() -> None:
    try:
        TopologicalSorter(read_arrows()).prepare()
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from None


def test_imports_point_one_way() -> None:
    row_of = {name: number for number, row in enumerate(ROWS) for name in row}
    assert {name.partition(".")[0] for name in read_modules()} - {""} == set(row_of)

    def find_place(name: str) -> tuple[int, str] | None:
        top = name.partition(".")[0]
        return (row_of[top], top) if top else None

    assert not find_backward(find_place)


def test_the_wings_of_importing_point_one_way() -> None:
    parts = {name.split(".")[1] for name in read_modules() if name.startswith("importing.")}
    assert parts >= set(WINGS)

    def find_place(name: str) -> tuple[int, str] | None:
        if not name.startswith("importing."):
            return None
        wing = name.split(".")[1]
        return (WINGS.index(wing), wing) if wing in WINGS else (-1, "")

    assert not find_backward(find_place)


def test_packages_have_one_owner() -> None:
    knowing = {
        (name, package)
        for name, tree in read_modules().items()
        for origin, _ in list_imports(tree)
        if (package := origin.partition(".")[0]) in OWNERS
    }
    assert {package for _, package in knowing} == set(OWNERS)
    assert not {(name, package) for name, package in knowing if not is_below(name, OWNERS[package])}


def list_engine_names(tree: ast.Module) -> Iterator[str]:
    """The names by which a module knows WeasyPrint, and what lies below it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ENGINE:
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] in ENGINE:
                    yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.Assign) and is_call_of(node.value, {"import_weasyprint"}):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def is_call_of(node: ast.AST, names: Collection[str]) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in names


def list_changed(tree: ast.Module) -> Iterator[str]:
    """The names at whose attributes or items something is assigned, deleted or set."""
    changed: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed.append(node)
        elif isinstance(node, ast.Call) and is_call_of(node, {"setattr", "delattr"}):
            changed.append(node.args[0])
    for expression in changed:
        root = expression
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if isinstance(root, ast.Name):
            yield root.id


def test_only_the_fence_changes_the_engine() -> None:
    """What `pdf.engine` does not know of would be checked by nobody."""
    for name, tree in read_modules().items():
        assert name == "pdf.engine" or not set(list_engine_names(tree)) & set(list_changed(tree)), name
    assert {"owner"} <= set(list_changed(read_modules()["pdf.engine"]))  # where it does


def test_nothing_catches_everything() -> None:
    for name, tree in read_modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, name
                names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
                assert not names & {"Exception", "BaseException"}, name


def test_modules_are_small_and_say_what_they_do() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 450, path
        assert ast.get_docstring(ast.parse(text)), path


def test_no_content_is_ever_a_template() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "from_string" not in path.read_text("utf-8"), path


def test_no_form_of_output_leans_on_another() -> None:
    """What is made of the tree of an article: one module each, none importing another."""
    forms = {"document.html", "document.plain", "check.passages"}
    arrows = read_arrows()
    assert forms <= arrows.keys()
    assert not [(form, other) for form in forms for other in arrows[form] & forms]
