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

import ast
import base64
import os
import random
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulletin.check.run import check_workspace
from bulletin.chinese import translate_click
from bulletin.cli import cli
from bulletin.errors import BulletinError, Problem
from bulletin.fonts import FontSet, load_fonts
from bulletin.model import IssueId, Series
from bulletin.prepare import prepare
from bulletin.source import Reading
from bulletin.workspace import Workspace

CASES = Path(__file__).parent / "broken"
ROOT = Path(__file__).parent.parent
ISSUE = IssueId(2024, 9)
DEFAULTS = {
    "bulletin.yaml": "刊名: 滨江科技通讯\n编辑单位: 综合保障中心\n编辑: 李涛\n电话: 4366683\n",
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
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufe0f\ufff0-\uffff\ue000-\uf8ff]"
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


@pytest.fixture(autouse=True)
def shipped_fonts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(workspace: Workspace, series: Series, text: str) -> FontSet:
        return load_fonts(workspace, series, text) if series.fonts else shipped_fonts().reach(text)

    monkeypatch.setattr("bulletin.prepare.load_fonts", load)
    monkeypatch.setattr("sys.argv", ["bulletin"])  # what hints call it, however pytest was called


def show(problems: Iterable[Problem]) -> str:
    return "\n\n".join(map(str, problems))


def run(*args: str | Path) -> tuple[int, str, str]:
    """Run the command line as a clerk does: exit code, standard output, standard error."""
    translate_click()
    result = CliRunner().invoke(cli, [str(arg) for arg in args], prog_name="bulletin")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_broken_input_says_what_to_do(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    case.write(tmp_path)
    check_words(tmp_path)
    if case.exit_code and "RECORD" not in os.environ:
        code, out, err = run("build", "2024-09", "--root", tmp_path)
        assert (err.rstrip("\n"), code, out) == (case.expected, case.exit_code, "")
        assert not (tmp_path / "dist").exists()
        return
    try:
        code, shown = 0, show(prepare(Reading(Workspace(tmp_path, tmp_path / "dist")), ISSUE).problems)
    except BulletinError as error:
        code, shown = error.exit_code, error.message
    if "RECORD" in os.environ:
        case.record(code, shown)
    else:
        assert (shown, code) == (case.expected, case.exit_code)


def check_words(root: Path) -> None:
    """The proofreader bears what is broken, too: it checks the articles that can be read."""
    workspace = Workspace(root, root / "dist")
    for problem in check_workspace(Reading(workspace), workspace.list_issues()).problems:
        str(problem).encode()


def test_there_are_cases() -> None:
    assert len(list(CASES.glob("*.txt"))) >= 55


# What is too long, or too hostile, to be read in a file

HOSTILE = {
    "方括号一千层": "---\n标题: " + "[" * 1200 + "\n作者: " + "[" * 1200 + "\n---\n正文。",
    "花括号一千层": "---\n- " + "{" * 1200 + "\n---\n正文。",
    "列表一千层": "---\n标题: 春天\n摘要:\n  " + "- " * 1200 + "\n---\n正文。",
    "引文一千层": "# 春天\n\n" + ">" * 1200 + " 正文",
    "正文里的方括号": "# 春天\n\n" + "[" * 3000 + "正文" + "](a)" * 3000,
    "星号": "# 春天\n\n" + "*a **b" * 3000,
    "别名": "---\na: &a [x]\nb: &b [*a, *a]\n标题: 春天\n---\n正文。",
    "问号键": "---\n? - 标题\n: 春天\n---\n正文。",
    "YAML 指令": "---\n%YAML 9.9\n标题: 春天\n---\n正文。",
    "文件名太长": "# 春天\n\n![图](" + "长" * 400 + ".png)",
    "文件名里有 NUL": "# 春天\n\n![图](a%00.png)",
    "脚注互相引用": "# 春天\n\n正文[^1]。\n\n[^1]: 甲[^2]\n\n[^2]: 乙[^1]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_no_traceback(name: str, tmp_path: Path) -> None:
    read_mutant(tmp_path, {"issues/2024-09/01-a.md": HOSTILE[name].encode()})


@pytest.mark.parametrize("depth", [50, 5000])
def test_a_long_chain_of_svg_copies(depth: int, tmp_path: Path) -> None:
    links = "".join(f'<g id="a{i}"><use href="#a{i + 1}"/></g>' for i in range(depth))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">{links}</svg>'
    write_file(tmp_path / "issues/2024-09/图1.svg", svg.encode())
    text = "# 春天\n\n![春天](图1.svg)\n"
    problems = read_mutant(tmp_path, {"issues/2024-09/01-a.md": text.encode()})
    assert [problem.code for problem in problems] == (["P109"] if depth > 100 else [])


# Random damage

ARTICLE = """\
---
标题: 蒙科聚：播撒科技金种子
作者: 李　涛、王芳
来源: 本刊
摘要: >
  第一行
  第二行
---

正文第一段，有**加粗**和[链接](https://example.com)[^1]。
![春天](图1.png)
图1　春天

## 一、小标题

| 甲 | 乙 |
| --- | --- |
| 1 | 2 |

> 引文
- 列表
1. 列表

[^1]: 注文。
"""
ISSUE_TEXT = "---\n期号: 9\n日期: 2024-09-30\n编辑:\n- 李涛\n电话: 04366683\n---\n\n# 夏天\n\n正文。\n"
SPECIALS = [
    *"：:-—#'\"[]{}!&*@`%|>,?~\\<()（）［】^_\t　\n\0\x0b\u2028\u200b\u202e\ufeff\ufffd\ue000𰻝😀",
    *("---", "...", "\n---\n", "- ", ": ", " #", "'''", '"""', "\\u", '"\\ud800"', '"\\x00"', "\\U0FFFFFFF"),
    *("![", "](", "[^1]", "[^1]: ", "**", "\n\n", "\r", "\r\n", "    ", "<b>", "<!--", "-->", "&nbsp;"),
    *("&#xD800;", "&#0;", "```", "$$", "| ", "%00", "../", "标题: ", "状态: 草稿", "# ", "##", "：\n"),
    *("!!python/object", "&a ", "*a", "<<: ", "? ", "%YAML 1.1\n"),
]
damage = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "replace", "flip", "cut"]),
        st.floats(0, 1, exclude_max=True),
        st.one_of(st.sampled_from(SPECIALS), st.text(max_size=4)),
        st.integers(1, 20),
    ),
    min_size=1,
    max_size=6,
)


def mutate(data: bytes, steps: list[tuple[str, float, str, int]]) -> bytes:
    for kind, where, text, size in steps:
        if kind == "flip":
            at = int(where * len(data))
            data = data[:at] + bytes(byte ^ (1 << size % 8) for byte in data[at : at + 1]) + data[at + 1 :]
        elif kind == "cut":
            data = data[: int(where * len(data))]
        else:
            whole = data.decode("utf-8", "surrogateescape")
            at = int(where * len(whole))
            end = at if kind == "insert" else at + size
            whole = whole[:at] + ("" if kind == "delete" else text) + whole[end:]
            data = whole.encode("utf-8", "surrogateescape")
    return data


def read_mutant(root: Path, files: dict[str, bytes]) -> tuple[Problem, ...]:
    """Prepare an issue of `files`: the problems found, each complete and in Chinese."""
    for name, text in DEFAULTS.items():
        write_file(root / name, text.encode())
    for name, data in files.items():
        write_file(root / name, data)
    try:
        problems = prepare(Reading(Workspace(root, root / "dist")), ISSUE).problems
    except BulletinError as error:
        problems = error.problems
    check_words(root)
    for problem in problems:
        assert re.fullmatch("[A-Z][0-9]{3}", problem.code)
        assert re.search("[\u4e00-\u9fff]", problem.message), problem
        assert re.search("[\u4e00-\u9fff]", problem.hint), problem
        assert "\n" not in problem.path + problem.message + problem.hint
        str(problem).encode()
    return problems


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mutants")
    write_file(root / "issues/2024-09/图1.png", make_png(8, 8))
    return root


@given(st.sampled_from(["issues/2024-09/01-a.md", "issues/2024-09/issue.md", "bulletin.yaml"]), damage)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("issues/2024-09/01-a.md", [("insert", 0.0, "\u2028", 1)])
def test_random_damage_is_always_explained(
    scratch: Path, name: str, steps: list[tuple[str, float, str, int]]
) -> None:
    files = {
        "issues/2024-09/01-a.md": ARTICLE.encode(),
        "issues/2024-09/issue.md": ISSUE_TEXT.encode(),
        "bulletin.yaml": DEFAULTS["bulletin.yaml"].encode(),
    }
    read_mutant(scratch, {**files, name: mutate(files[name], steps)})


def test_the_undamaged_issue_is_right(scratch: Path) -> None:
    texts = {"issues/2024-09/01-a.md": ARTICLE, "issues/2024-09/issue.md": ISSUE_TEXT}
    assert read_mutant(scratch, {name: text.encode() for name, text in texts.items()}) == ()


@given(st.integers(0, 2**32), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_damaged_image_is_always_explained(scratch: Path, seed: int, size: int) -> None:
    chance = random.Random(seed)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><use href="#a"/><g id="a"/></svg>'
    for name, good in (("图2.png", make_png(8, 8)), ("图3.svg", svg)):
        data = bytearray(good)
        for _ in range(size):
            data[chance.randrange(len(data))] = chance.randrange(256)
        write_file(scratch / f"issues/2024-09/{name}", bytes(data))
    body = "# 春天\n\n![春天](图2.png)\n\n![春天](图3.svg)\n"
    read_mutant(scratch, {"issues/2024-09/01-a.md": body.encode()})


# Wrong usage

USAGE = {
    ("build", "2024-10"): (1, "没有 2024年第10期 [W103]", "最接近的是 2024-09"),
    ("build", "2042-09"): (1, "没有 2042年第9期 [W103]", "最接近的是 2024-09"),
    ("build", "2024年第十期"): (2, "“2024年第十期”不是期号 [W102]", "2024年第9期"),
    ("build", "九月"): (2, "“九月”不是期号 [W102]", "写成 2024-09"),
    ("build", "issues/2024-09"): (2, "不是期号 [W102]", "最接近的是 2024-09"),
    ("build", "2024-00"): (2, "“2024-00”不是期号 [W102]", "2024-09"),
    ("build",): (2, "要生成哪一期", "2024-09"),
    ("build", "--all", "2024-09"): (2, "写了期号就不要写 --all", ""),
    ("build", "--al"): (2, "没有“--al”这个选项", "--all"),
    ("build", "--out"): (2, "--out", "后面要写一个值"),
    ("biuld", "2024-09"): (2, "没有“biuld”这个命令", ""),
    ("new", "2024-09"): (1, "已经有2024年第9期 [W105]", "换一个期号"),
    ("new", "下一期"): (2, "“下一期”不是期号 [W102]", "2024-10"),
    ("new", "2024-10", "2024-11"): (2, "多出了参数", "2024-11"),
    ("list", "2024-09"): (2, "多出了参数", "2024-09"),
}


@pytest.mark.parametrize("args", USAGE, ids=" ".join)
def test_wrong_usage_is_explained_in_chinese(
    args: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "bulletin.yaml", DEFAULTS["bulletin.yaml"].encode())
    write_file(tmp_path / "issues/2024-09/01-a.md", "# 春天\n\n正文。\n".encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BULLETIN_ROOT", raising=False)
    exit_code, *wanted = USAGE[args]
    code, out, err = run(*args)
    assert (code, out) == (exit_code, "")
    assert all(text in err for text in wanted), err
    typed = " ".join([*args, "bulletin build new list"])
    words = re.findall("[A-Za-z]{3,}", re.sub(r"--[a-z]+|issues/", "", err))
    assert [word for word in words if word not in typed] == [], err


def test_outside_of_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BULLETIN_ROOT", raising=False)
    for args in (("build", "2024-09"), ("build", "2024-09", "--root", str(tmp_path)), ("list",)):
        code, out, err = run(*args)
        assert (code, out) == (2, "")
        assert "[W101]" in err


# The codes

CODE = re.compile("[A-Z][0-9]{3}")


def list_codes() -> Iterator[tuple[str, str]]:
    """Every code in bulletin/ with its message as a template, "" where that is not written beside it."""
    for path in sorted((ROOT / "bulletin").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            arguments = node.args if isinstance(node, ast.Call) else []
            for i, argument in enumerate(arguments):
                if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value)):
                    message = arguments[i + 1] if i + 1 < len(arguments) else None
                    written = isinstance(message, ast.Constant | ast.JoinedStr)
                    yield str(argument.value), ast.unparse(message) if message and written else ""


def test_every_code_is_explained_once() -> None:
    page = (ROOT / "docs/错误代码.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z][0-9]{3}) \| (.+) \| (.+) \|$", page, re.M)
    explained = [code for code, _, _ in rows]
    assert explained == sorted(set(explained))
    assert len({what for _, what, _ in rows}) == len(rows)
    used: set[str] = set()
    of_check: set[str] = set()
    for path in sorted((ROOT / "bulletin").rglob("*.py")):
        codes = set(re.findall(r'"([A-Z][0-9]{3})"', path.read_text("utf-8")))
        if path.parent.name == "check":
            machine = {"E306", "E307"}
            of_check |= codes - machine
            codes &= machine
        used |= codes
    assert set(explained) == used
    page = (ROOT / "docs/校对规则.md").read_text("utf-8").partition("## 准不准")[0]
    listed = re.findall(r"^\| ([A-Z][0-9]{3}) \|", page, re.M)
    assert len(listed) == len(set(listed))
    assert set(listed) == of_check


def test_a_message_has_one_code() -> None:
    codes: dict[str, set[str]] = {}
    for code, message in list_codes():
        if message:
            codes.setdefault(message, set()).add(code)
    assert {message: found for message, found in codes.items() if len(found) > 1} == {}


def test_every_code_of_content_has_a_case() -> None:
    """All but what a readable case cannot hold: no permission, 20 MB, a huge table, a real font, a net."""
    text = "\n".join(path.read_text("utf-8") for path in CASES.glob("*.txt"))
    shown = set(re.findall(r"\[([A-Z][0-9]{3})\]$", text, re.M))
    used = {code for code, _ in list_codes() if code[0] in "AFMPTY"}
    assert used - shown <= {"F103", "M111", "M112", "M120", "P104", "A124", "T104"}
