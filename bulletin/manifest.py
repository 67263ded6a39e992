"""What went into a build and what came out of it → manifest.json, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin import __version__, disk
from bulletin.document.fragment import name_article
from bulletin.document.plain import list_units
from bulletin.errors import errors_of
from bulletin.fonts import FontSet
from bulletin.hanzi import count_words
from bulletin.model import Issue
from bulletin.workspace import Workspace, shipped_folder

if TYPE_CHECKING:
    from bulletin.proof import Proof

MANIFEST = "manifest.json"
_FONTS = {".ttf", ".ttc", ".otf", ".otc"}
_SILENT = {"Figure", "Lbl"}  # an image's alternative text, an item's number
_VERSIONED = (
    "weasyprint",
    "pydyf",
    "jinja2",
    "markdown-it-py",
    "ruamel.yaml",
    "segno",
    "fonttools",
    "uharfbuzz",
    "pillow",
)


def digest_inputs(workspace: Workspace, issue: Issue) -> dict[str, str]:
    """SHA-256 of every file that `issue` is built from, by path from the root: sources, images, the
    templates in force (those of the site have no say in it), and the fonts that the series brings.

    Raises BulletinError where a folder or file of templates or fonts cannot be read.
    """
    inputs = {**issue.sources, **issue.files}
    for base in (shipped_folder("templates"), workspace.root / "templates"):
        for path in workspace.look(disk.walk_files, base):
            name = path.relative_to(base)
            if "site" not in name.parts[:1]:
                inputs[f"templates/{name.as_posix()}"] = workspace.look(Path.read_bytes, path)
    if issue.series.fonts:
        for path in workspace.look(disk.list_folder, workspace.root / "fonts"):
            if path.suffix in _FONTS:
                inputs[f"fonts/{path.name}"] = workspace.look(Path.read_bytes, path)
    return _digest_all(inputs)


def describe_build(
    workspace: Workspace,
    issue: Issue,
    fonts: FontSet,
    page_of: Mapping[str, int],
    pages: int,
    files: Mapping[str, bytes],
    proofs: Mapping[str, Proof],
) -> bytes:
    """The manifest of a build that wrote `files`; the same for the same sources and versions."""
    manifest = {
        "version": 1,
        "issue": str(issue.id),
        "title": f"{issue.title} {issue.id.label}",
        "date": issue.date,
        "pages": pages,
        "words": count_issue_words(issue),
        "articles": [
            {"title": article.title, "path": article.file.path, "page": page_of[name_article(number)]}
            for number, article in enumerate(issue.articles, 1)
        ],
        "proofs": {
            name: {"passed": not errors_of(proof.problems), "checked": proof.checked}
            | ({"warnings": [problem.message for problem in proof.problems]} if proof.problems else {})
            for name, proof in proofs.items()
        },
        "inputs": digest_inputs(workspace, issue),
        "fonts": _digest_all({face.file: face.data for face in fonts.faces}),
        "outputs": _digest_all(files),
        "versions": list_versions(),
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def count_issue_words(issue: Issue) -> int:
    """字数 of the articles, titles and notes included, as Word counts it."""
    texts: list[str] = []
    for article in issue.articles:
        units = list_units(article.document, 1)
        texts += [article.title, *(unit.text for unit in units if unit.role not in _SILENT)]
    return sum(map(count_words, texts))


def list_versions() -> dict[str, str]:
    """The versions of whatever has a say in the bytes."""
    return {"bulletin": __version__, **{name: version(name) for name in _VERSIONED}}


def _digest_all(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """The tables of names in the manifest of an earlier build; empty where there is none to be read: then
    the issue counts as not built, and is built again."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(manifest, dict):
        return {}
    return {
        key: {str(name): str(digest) for name, digest in table.items()}
        for key, table in manifest.items()
        if isinstance(table, dict)
    }


def is_current(workspace: Workspace, issue: Issue) -> bool:
    """Whether the last build of `issue` was made of what is there now, by these versions."""
    manifest = read_manifest(workspace.output_folder(issue.id))
    same = manifest.get("inputs") == digest_inputs(workspace, issue)
    return same and manifest.get("versions") == list_versions()


def read_pages(folder: Path) -> tuple[int, tuple[int, ...]] | None:
    """How many pages a build has, and the page of each article; None where its manifest does not say."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        return int(manifest["pages"]), tuple(int(article["page"]) for article in manifest["articles"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def list_outputs(folder: Path) -> frozenset[str]:
    """The files an earlier build wrote into `folder` and listed: the only ones a build may remove."""
    names = [name for name in read_manifest(folder).get("outputs", {}) if "\0" not in name]
    return frozenset(n for n in names if (folder / n).resolve().is_relative_to(folder.resolve()))


def read_output(folder: Path, name: str) -> bytes | None:
    """What an earlier build wrote into `folder` as `name`, if it is still as the manifest says."""
    digest = read_manifest(folder).get("outputs", {}).get(name)
    try:
        data = (folder / name).read_bytes() if digest else b""
    except OSError:
        return None
    return data if digest and hashlib.sha256(data).hexdigest() == digest else None
