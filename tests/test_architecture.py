"""The picture in CONTRIBUTING.md: imports point one way, and a few things have one owner."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "bulletin"
# Later stages never reach back: a module may import only what stands in an earlier row.
ROWS = [
    {"errors", "bitmaps", "disk", "hanzi", "invocation", "loading", "system", "typography"},
    {"document"},
    {"model", "chinese", "encoding", "files", "pdf", "svg"},
    {"workspace", "mending", "images"},
    {"frontmatter"},
    {"markup", "fonts", "pictures"},
    {"source", "characters", "proof", "record"},
    {"check", "probe"},
    {"faults", "metadata", "scaffold", "doctor", "manifest", "templates"},
    {"stylesheets"},
    {"html"},
    {"prepare"},
    {"build"},
    {"listing"},
    {"site"},
    {"preview", "publish", "importing"},
    {"cli"},
    {"start"},
    {"__main__"},
]


def read_imports() -> dict[str, set[str]]:
    """Module or package of bulletin/ → the ones it imports, at the top or inside a function."""
    imports: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if name == "__init__":
            continue
        found = imports.setdefault(name, set())
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bulletin"):
                parts = (node.module or "").split(".")
                found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        found -= {name, "__version__"}
    return imports


def test_imports_point_one_way() -> None:
    row_of = {name: number for number, row in enumerate(ROWS) for name in row}
    imports = read_imports()
    assert set(imports) == set(row_of)
    arrows = [(name, target) for name, found in imports.items() for target in found]
    backward = [(name, target) for name, target in arrows if row_of[target] >= row_of[name]]
    assert not backward


def test_one_owner() -> None:
    """Only `pdf` loads WeasyPrint; nothing catches everything."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
                if (module or "").split(".")[0] == "weasyprint":
                    assert path.parent.name == "pdf"
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, path
                names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)}
                assert not names & {"Exception", "BaseException"}, path


def test_modules_are_small_and_say_what_they_do() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 450, path
        assert ast.get_docstring(ast.parse(text)), path


def test_no_content_is_ever_a_template() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert "from_string" not in path.read_text("utf-8"), path
