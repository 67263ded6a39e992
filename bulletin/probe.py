"""This machine → what it lacks to build an issue, each thing by its own cause, found by typesetting a page.

`./run` asks before the first build, `bulletin doctor` when it is asked, a build when it fails for no fault of
its sources: one probe, so that all three say the same. The work is done in a child process, step by step:
a library may be broken in a way that ends the process that loads it. Only the standard library is
needed to ask.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bulletin.invocation import forget_preparation, is_run_by_pipx, is_run_by_script, quote_word
from bulletin.loading import refuse_cut_libraries
from bulletin.system import PANGO, explain_install

if TYPE_CHECKING:
    from bulletin.errors import BulletinError

# Module → the package that brings it; what others need comes before them, so that the right one is blamed.
LIBRARIES = {
    "click": "click",
    "markupsafe": "markupsafe",
    "jinja2": "jinja2",
    "ruamel.yaml": "ruamel.yaml",
    "mdurl": "mdurl",
    "markdown_it": "markdown-it-py",
    "mdit_py_plugins.footnote": "mdit-py-plugins",
    "filelock": "filelock",
    "segno": "segno",
    "lxml.etree": "lxml",
    "nh3": "nh3",
    "uharfbuzz": "uharfbuzz",
    "PIL.Image": "pillow",
    "packaging": "packaging",
    "pikepdf": "pikepdf",
    "pypdfium2": "pypdfium2",
    "idna": "idna",
    "anyio": "anyio",
    "h11": "h11",
    "starlette.applications": "starlette",
    "uvicorn": "uvicorn",
    "watchfiles": "watchfiles",
    "cffi": "cffi",
    "_cffi_backend": "cffi",
    "webencodings": "webencodings",
    "tinycss2": "tinycss2",
    "tinyhtml5": "tinyhtml5",
    "cssselect2": "cssselect2",
    "fontTools.subset": "fonttools",
    "brotli" if sys.implementation.name == "cpython" else "brotlicffi": "brotli",
    "zopfli": "zopfli",
    "pydyf": "pydyf",
    "pyphen": "pyphen",
}
_ENGINE, _FENCE, _FONTS, _PAGE = "weasyprint", "fence", "fonts", "page"
# Part of a file's name → what the library is called; all of them come with Pango's packages.
_SYSTEM_LIBRARIES = {"gobject": "GLib", "pango": "Pango", "harfbuzz": "HarfBuzz", "fontconfig": "fontconfig"}
STEPS = (*LIBRARIES, _ENGINE, _FENCE, _FONTS, _PAGE)
_SECONDS = 120  # for all steps; two on an idle machine
_KILLED = "进程被信号"
_SAMPLE = "中文排版试样 2024"
CODE = "E303"
MACHINE_AT_FAULT = 3  # errors.MACHINE_AT_FAULT, which cannot be loaded where click is missing


class Kind(StrEnum):
    """What has to be done about a lack: install libraries, system packages or the program, or make room."""

    LIBRARY = "library"
    SYSTEM = "system"
    PROGRAM = "program"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that keeps this machine from building: what it is, and what to do."""

    kind: Kind
    what: str
    todo: str
    code: str = CODE

    def __str__(self) -> str:
        return f"错误：{self.what} [{self.code}]\n提示：{self.todo}"


def probe_machine() -> tuple[Lack, ...]:
    """Look for what this machine lacks; empty where it can build. Takes about two seconds."""
    lacks: dict[str, Lack] = {}
    broken: dict[str, str] = {}
    waiting = list(STEPS)
    while waiting:
        done, said = _run_steps(waiting)
        if done == len(waiting):
            break
        failed = waiting[done]
        if failed in LIBRARIES or (failed == _ENGINE and not _blames_system(said)):
            # What ends the process may do so again, loaded by another library: the first one is to blame.
            if said not in broken.values() or not said.startswith(_KILLED):
                broken.setdefault(_find_culprit(failed, said), said)
            waiting = [step for step in waiting[done + 1 :] if step in LIBRARIES]
        else:
            lacks[failed] = _explain_step(failed, said)
            waiting = [step for step in waiting[done + 1 :] if step not in {_FENCE, _PAGE}]
    return (*([_explain_libraries(broken)] if broken else []), *lacks.values())


def _run_steps(steps: Sequence[str]) -> tuple[int, str]:
    """Run `steps` in a child: how many went well, and the last words of the one that did not."""
    # Behind the standard library: what an editor keeps in the checkout is no module of it.
    own = str(Path(__file__).resolve().parent.parent)
    start = "import sys; sys.path.append(sys.argv.pop(1)); from bulletin.probe import run_steps; run_steps()"
    command = [sys.executable, "-X", "utf8", "-P", "-c", start, own, *steps]
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    try:
        child = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=env,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return (error.stdout or b"").count(b"\n"), f"超过 {_SECONDS} 秒没有做完"
    done = child.stdout.decode("utf-8", "replace").splitlines().count("ok")
    said = [line.strip() for line in child.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    if child.returncode < 0 or not said:
        return done, f"{_KILLED} {-child.returncode} 结束"
    cut = re.search(r"(\S+) is cut short", said[-1])  # what loading.refuse_cut_libraries says
    return done, f"文件 {cut[1]} 不完整" if cut else said[-1]


def _find_culprit(step: str, said: str) -> str:
    """The package to blame: a library may fail for want of another one."""
    return _find_missing(said) or LIBRARIES.get(step, step)


def _find_missing(said: str) -> str | None:
    """The package that is not there at all, if `said` says that one of ours is not."""
    match = re.match(r"ModuleNotFoundError: No module named '(\w+)", said)
    modules = {module.partition(".")[0]: name for module, name in LIBRARIES.items()} | {_ENGINE: _ENGINE}
    return modules.get(match[1]) if match else None


def _explain_libraries(broken: dict[str, str]) -> Lack:
    missing = [name for name, said in broken.items() if _find_missing(said) == name]
    damaged = {name: said for name, said in broken.items() if name not in missing}
    parts = [f"缺少程序库 {'、'.join(missing)}"] if missing else []
    parts += [f"程序库 {name} 坏了（{_shorten(said)}）" for name, said in damaged.items()]
    return Lack(Kind.LIBRARY, "；".join(parts), explain_reinstall())


def explain_reinstall() -> str:
    """How the libraries of this installation are put in order again."""
    if is_run_by_script():
        return "再运行一次，会自动重新安装（要联网）"
    if is_run_by_pipx():
        return "运行 pipx reinstall bulletin（要联网）"
    return f"在程序的文件夹里运行 {quote_word(sys.executable)} -m pip install --force-reinstall .（要联网）"


def _blames_system(said: str) -> bool:
    """Whether the engine failed for want of a library of the system, not for a damaged package."""
    return said.startswith(("OSError", "AttributeError: function/symbol"))


def _explain_step(step: str, said: str) -> Lack:
    if step == _ENGINE:
        if said.startswith("AttributeError"):
            return Lack(Kind.SYSTEM, "系统库 Pango 太旧（要 1.44 或更新的）", explain_install(PANGO))
        found = re.search(r"library (?:called )?'([^']+)'", said)
        name = found[1] if found else _shorten(said)
        whole = next((title for part, title in _SYSTEM_LIBRARIES.items() if part in name), "Pango")
        return Lack(Kind.SYSTEM, f"缺少系统库 {whole}（{name}），无法排版", explain_install(PANGO))
    if step == _FENCE:
        code, what, todo = (*said.split("\t"), "", "")[:3]
        return Lack(Kind.LIBRARY, what, todo, code)
    if step == _FONTS:
        return Lack(Kind.PROGRAM, f"随程序附带的字体不全或已损坏（{_shorten(said)}）", "重新下载程序")
    if re.search(r"OSError|PermissionError|FileNotFoundError|\[Errno", said):
        hint = "清理磁盘，或让环境变量 TMPDIR（Windows 上是 TEMP）指向一个能写、有空的文件夹"
        return Lack(Kind.TEMPORARY, f"放临时文件的文件夹写不进去或已满（{_shorten(said)}）", hint)
    return Lack(Kind.PROGRAM, f"试排了一页，没有成功（{_shorten(said)}）", "把这句话告诉维护程序的人")


def _shorten(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def blame_machine(lacks: Sequence[Lack]) -> BulletinError:
    """The error of a run that ends on what this machine lacks."""
    from bulletin.errors import BulletinError, Problem

    forget_preparation()
    return BulletinError([Problem(lack.code, lack.what, lack.todo) for lack in lacks], MACHINE_AT_FAULT)


# What follows runs in the child.


def _check_fonts() -> None:
    """Compare the shipped fonts with their sums; ends with the names of those that differ."""
    from bulletin.workspace import shipped_folder

    folder = shipped_folder("fonts")
    sums = (folder / "SHA256SUMS").read_text("utf-8").split()
    for digest, name in zip(sums[::2], sums[1::2], strict=True):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            sys.exit(name)


def _load_engine() -> None:
    from bulletin.pdf import read_pango_version

    read_pango_version()


def _check_engine() -> None:
    """Ask whether the engine is one that this program can work with; ends with what is said of it."""
    from bulletin.errors import BulletinError
    from bulletin.pdf.engine import check_engine

    try:
        check_engine()
    except BulletinError as error:
        problem = error.problems[0]
        sys.exit(f"{problem.code}\t{problem.message}\t{problem.hint}")


def _typeset_page() -> None:
    """Typeset a page in every shipped font, read it back and compare; ends with what differs."""
    from bulletin.fonts import load_shipped_faces
    from bulletin.pdf import typeset
    from bulletin.proof.readback import read_pdf

    with tempfile.TemporaryFile() as file:  # the engine will need files of its own
        file.write(_SAMPLE.encode())
    shipped = load_shipped_faces()
    styles = "".join(f'@font-face{{font-family:"{f.family}";src:url("{f.file}")}}' for f in shipped)
    paragraphs = "".join(
        f"""<p style="font-family:'{face.family}'">{text}</p>"""
        for face in shipped
        if (text := "".join(char for char in _SAMPLE if ord(char) in face.characters)).strip()
    )
    html = f"""<html lang="zh-CN"><head><title>{_SAMPLE}</title><style>{styles}</style></head>
    <body style="font-family:'{shipped[0].family}'">{paragraphs}</body></html>"""
    files = {face.file: face.data for face in shipped}
    faces = {face.family: face.data for face in shipped}
    printed = read_pdf(typeset(html, files.get, faces, {}).data)
    read = "".join(block.text for block in printed.blocks)
    if "".join(read.split()) != re.sub(r"<[^>]*>|\s", "", paragraphs):
        sys.exit(f"read back: {read}")


def _find_step(name: str) -> Callable[[], object]:
    steps: dict[str, Callable[[], object]] = {
        _ENGINE: _load_engine,
        _FENCE: _check_engine,
        _FONTS: _check_fonts,
        _PAGE: _typeset_page,
    }
    return steps[name] if name in steps else lambda: importlib.import_module(name)


def run_steps() -> None:
    """Take the steps that the command line names, and print `ok` behind each."""
    refuse_cut_libraries()
    for name in sys.argv[1:]:
        _find_step(name)()
        print("ok", flush=True)


def main() -> None:
    """For `./run`: what is lacking, in Chinese on standard error and its kinds as JSON on standard output."""
    lacks = probe_machine()
    print("\n\n".join(map(str, lacks)), file=sys.stderr)
    print(json.dumps([lack.kind for lack in lacks]))
    sys.exit(MACHINE_AT_FAULT if lacks else 0)


if __name__ == "__main__":
    main()
