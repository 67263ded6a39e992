"""The folder of an imported issue → its articles as they are written: fields, and blocks with what each is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from .paper import squeeze

_MARKED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~^&=:$-])")
_CALL = re.compile(r"\[\^\w+\]")
_HEADING, _NOTE, _IMAGE = (
    re.compile(r"(#{1,6}) "),
    re.compile(r"\[\^\w+\]: "),
    re.compile(r"!\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?"),
)
_BLANK = re.compile(r"(?:\\?[_＿]){2,}")
_SCRIPT = re.compile(r"([\^~])(\d+)\1")
_RIGHT = "\u3000" * 6


@dataclass(frozen=True, slots=True)
class Block:
    """A block of an article: its kind (text, heading, right, table, image, note), its text without white space
    and marks, its lines likewise; the rows of a table, in which an empty cell is one with the one on its left."""

    kind: str
    text: str
    lines: tuple[str, ...] = ()
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    images: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """An article as it is written."""

    fields: Mapping[str, str]
    blocks: tuple[Block, ...]

    def get(self, key: str) -> str:
        """A field without white space."""
        return squeeze(self.fields.get(key, ""))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import wrote: the fields of issue.md, its articles, the words that the report says are left out."""

    fields: Mapping[str, str]
    articles: tuple[Written, ...]
    left: str


def read_outcome(folder: Path) -> Outcome:
    """What is in the folder of an issue."""
    fields: Mapping[str, str] = {}
    articles = []
    for path in sorted(folder.glob("*.md")):
        if path.name == "issue.md":
            fields = _split(path.read_text("utf-8"))[0]
        elif not path.name.startswith("_"):
            head, body = _split(path.read_text("utf-8"))
            articles.append(Written(head, tuple(_read_blocks(body))))
    report = folder / "_导入报告.md"
    said = report.read_text("utf-8") if report.exists() else ""
    left = said.partition("## 没有收进文章的文字")[2].partition("\n## ")[0]
    return Outcome(fields, tuple(articles), squeeze(left))


def _split(text: str) -> tuple[dict[str, str], str]:
    _, head, body = text.split("---\n", 2) if text.count("---\n") > 1 else ("", "", text)
    found = YAML(typ="base").load(head) or {}
    return {
        key: "、".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in found.items()
    }, body


def clean(text: str) -> str:
    """Text without white space, calls of notes and Markdown's marks."""
    text = _CALL.sub("", text)
    text = _BLANK.sub("＿", text)
    kept = [match[1] for match in _MARKED.finditer(text)]
    pieces = _MARKED.split(text)[::2]  # between them stand the marks that are meant
    bare = [_SCRIPT.sub(r"\2", piece.replace("**", "").replace("<br>", "\n")) for piece in pieces]
    text = "".join(piece + mark for piece, mark in zip(bare, [*kept, ""], strict=True))
    return squeeze(text)


def _read_blocks(body: str) -> Iterator[Block]:
    for raw in re.split(r"\n\s*\n", body):
        raw = raw.strip("\n")
        if not raw.strip():
            continue
        lines = [line for line in raw.split("\n") if line.strip()]
        if lines[0].lstrip().startswith("|") and len(lines) > 1:
            rows = tuple(tuple(_read_cells(line)) for line in lines if line.lstrip().startswith("|"))
            head = rows[:1] if any(map(str.strip, rows[0])) else ()  # an empty first row: no head
            rows = head + rows[2:]
            yield Block(
                "table",
                "".join(clean(_IMAGE.sub("", cell)).replace("^^", "") for row in rows for cell in row),
                rows=rows,
                images=len(_IMAGE.findall(raw)),
            )
        elif images := _IMAGE.findall(raw):
            yield Block(
                "image",
                clean(_IMAGE.sub("", raw)) + clean("".join(alt for alt, _ in images)),
                images=len(images),
            )
        elif _NOTE.match(raw):
            yield Block("note", clean(_NOTE.sub("", raw)))
        elif heading := _HEADING.match(raw):
            yield Block("heading", clean(raw[heading.end() :]), level=len(heading[1]))
        elif all(line.startswith(_RIGHT) for line in lines):
            yield Block("right", clean(raw), tuple(map(clean, lines)))
        else:
            lines = [re.sub(r"^\s*[-*] ", "", line) for line in lines]
            yield Block("text", clean("\n".join(lines)), tuple(map(clean, lines)))


def _read_cells(line: str) -> list[str]:
    inner = line.strip()[1:]
    inner = inner[:-1] if inner.endswith("|") else inner
    return re.split(r"(?<!\\)\|", inner)
