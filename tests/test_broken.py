"""Broken inputs in tests/broken/ → the exact messages that are written inside them.

Each file is one case, to be read from top to bottom:

    说明：what the clerk did
    == 应报            (or `== 应报 (0)`: the build may go on, these are its warnings and notices)
    the messages, word for word
    == issues/2024-09/01-a.md (gb18030)
    the bytes of a file; in brackets how they are made, see `make_bytes`

`\\u{200B}` stands for a character that nobody can see, and `$` at the end of a line for nothing: it
only shows that the spaces before it are meant. A bulletin.yaml and an issue.md are added
where a case has none. `RECORD=1 ./run test tests/test_broken.py` writes what is said now into the
cases: read every word of the difference before you keep it.
"""

from __future__ import annotations

import base64
import os
import re
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from click.testing import CliRunner

from bulletin.build import stop_on_problems
from bulletin.characters import check_characters
from bulletin.chinese import translate_click
from bulletin.cli import cli
from bulletin.errors import BulletinError, Problem
from bulletin.fonts import FontSet, load_fonts
from bulletin.html import Templates
from bulletin.model import IssueId, Series
from bulletin.source import read_issue
from bulletin.workspace import Workspace

CASES = Path(__file__).parent / "broken"
ROOT = Path(__file__).parent.parent
ISSUE = IssueId(2024, 9)
DEFAULTS = {
    "bulletin.yaml": "刊名: 科技情报参考\n编辑单位: 综合保障中心\n编辑: 李涛\n电话: 4366683\n",
    "issues/2024-09/issue.md": "---\n期号: 9\n---\n",
}
_HEADER = re.compile(r"== (?P<name>.+?)(?: \((?P<how>[^()]+)\))?")
_ESCAPE = re.compile(r"\\u\{([0-9A-Fa-f]+)\}")


@dataclass
class Case:
    """One file of tests/broken: what it holds, and what must be said about it."""

    path: Path
    note: str
    exit_code: int
    expected: str
    files: list[tuple[str, str, str]]  # name, how its bytes are made, text

    def write(self, root: Path) -> None:
        """Lay the case out as a workspace in `root`."""
        given_files = {name for name, _, _ in self.files}
        for name, text in DEFAULTS.items():
            if name not in given_files:
                write_file(root / name, text.encode())
        for name, how, text in self.files:
            path = root / name
            if how == "symlink":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.symlink_to(text.strip())
            elif how == "folder":
                path.mkdir(parents=True, exist_ok=True)
            elif how != "none":
                write_file(path, make_bytes(text, how))

    def record(self, exit_code: int, shown: str) -> None:
        """Replace the messages in the file by `shown`."""
        head, _, rest = self.path.read_text("utf-8").partition("\n== ")
        _, _, files = rest.partition("\n== ")
        expected = "== 应报" if exit_code else "== 应报 (0)"
        expected += f"\n{_ESCAPED.sub(_escape, shown)}" if shown else ""
        self.path.write_text(f"{head}\n{expected}\n== {files}", "utf-8")


_ESCAPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufe0f\ufffd\ue000-\uf8ff]"
)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{{{ord(match[0]):04X}}}"


def write_file(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def read_case(path: Path) -> Case:
    lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    parts: list[tuple[str, str, list[str]]] = []
    for line in lines[1:]:
        match = _HEADER.fullmatch(line)
        if match:
            parts.append((match["name"], match["how"] or "", []))
        else:
            parts[-1][2].append(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), line.removesuffix("$")))
    name, how, expected = parts.pop(0)
    assert lines[0].startswith("说明：")
    assert name == "应报"
    files = [(name, how, "".join(f"{line}\n" for line in text)) for name, how, text in parts]
    return Case(path, lines[0], int(how or 1), "\n".join(expected), files)


def make_bytes(text: str, how: str) -> bytes:
    """The bytes of a file: its text in an encoding, or a picture or a Word document made on the spot."""
    kind, *options = how.split() if how else ["utf-8"]
    if kind == "crlf":
        return text.replace("\n", "\r\n").encode()
    if kind == "base64":
        return base64.b64decode(text)
    if kind == "png":  # png 100x80 [cut]
        data = make_png(*map(int, options[0].split("x")))
        return data[:60] if options[1:] == ["cut"] else data
    if kind in {"gif", "bmp", "webp", "tiff", "jpeg"}:
        from PIL import Image

        buffer = BytesIO()
        Image.new("RGB", (8, 8), "white").save(buffer, kind)
        return buffer.getvalue()
    if kind == "docx":
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            archive.writestr(ZipInfo("word/document.xml"), f"<w:t>{text}</w:t>")
        return buffer.getvalue()
    return text.encode(kind)


def make_png(width: int, height: int) -> bytes:
    """A white PNG; beyond a million pixels the header alone is true."""
    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height)) if width * height < 10**6 else b""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@cache
def shipped_fonts() -> FontSet:
    return load_fonts(Workspace(ROOT, ROOT / "dist"), Series())


def prepare_issue(root: Path) -> list[Problem]:
    """What `bulletin build` does before it typesets; raises what it raises."""
    workspace = Workspace(root, root / "dist")
    issue, problems = read_issue(workspace, ISSUE)
    fonts = load_fonts(workspace, issue.series) if issue.series.fonts else shipped_fonts()
    Templates(workspace, issue)
    problems += check_characters(issue, fonts)
    stop_on_problems(problems, strict=False)
    return problems


def show(problems: list[Problem]) -> str:
    return "\n\n".join(map(str, problems))


def run(*args: str | Path) -> tuple[int, str, str]:
    """Run the command line as a clerk does: exit code, standard output, standard error."""
    translate_click()
    result = CliRunner().invoke(cli, [str(arg) for arg in args], prog_name="bulletin")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_broken_input_says_what_to_do(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case(path)
    case.write(tmp_path)
    if case.exit_code and "RECORD" not in os.environ:
        load = lambda workspace, series: load_fonts(workspace, series) if series.fonts else shipped_fonts()  # noqa: E731
        monkeypatch.setattr("bulletin.build.load_fonts", load)
        code, out, err = run("build", "2024-09", "--root", tmp_path)
        assert (err.rstrip("\n"), code, out) == (case.expected, case.exit_code, "")
        assert not (tmp_path / "dist").exists()
        return
    try:
        code, shown = 0, show(prepare_issue(tmp_path))
    except BulletinError as error:
        code, shown = error.exit_code, error.message
    if "RECORD" in os.environ:
        case.record(code, shown)
    else:
        assert (shown, code) == (case.expected, case.exit_code)


def test_there_are_cases() -> None:
    assert len(list(CASES.glob("*.txt"))) >= 55
