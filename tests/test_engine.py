"""The fence around WeasyPrint: another engine is refused by name, and two threads do not meet in it."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bulletin import doctor
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, fail
from bulletin.fonts import load_shipped_faces
from bulletin.pdf import engine, import_weasyprint, typeset
from bulletin.pdf.engine import CALLS, LINES, PATCHES, READS, TESTED, Patch, check_engine
from bulletin.preview import press
from bulletin.probe import Kind

from .conftest import REPOSITORY, MakeWorkspace
from .patience import wait_until

SIGNATURES = {**{patch.place: patch.signature for patch in PATCHES}, **CALLS}
ISSUE = {"issues/2024-09/01.md": "# 甲\n\n一段文字。\n"}


@pytest.fixture(autouse=True, scope="module")
def weasyprint() -> Any:
    """Loaded, as its own version."""
    return import_weasyprint()


def refuse(named: str) -> str:
    """Check that the engine is refused for what is `named`, and return the message."""
    with pytest.raises(BulletinError) as caught:
        check_engine()
    (problem,) = caught.value.problems
    assert caught.value.exit_code == MACHINE_AT_FAULT
    assert problem.code == "E318"
    assert named in problem.message
    assert f"weasyprint=={TESTED}" in problem.hint
    return problem.message


def change(monkeypatch: pytest.MonkeyPatch, place: str, value: object) -> None:
    owner, name = engine._find_owner(place)
    monkeypatch.setattr(owner, name, value)


def test_the_engine_that_is_locked_is_the_one_that_was_tested() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    bounds = f"weasyprint>={engine._FIRST},<{engine._BEYOND}"
    assert bounds in project["dependencies"]
    for name in ("run", "publish", "dev"):
        locked = (REPOSITORY / "requirements" / f"{name}.txt").read_text("utf-8")
        assert re.findall(r"^weasyprint==(\S+)", locked, re.MULTILINE) == [TESTED]


def test_this_engine_is_let_through() -> None:
    check_engine()


@pytest.mark.parametrize("place", SIGNATURES)
def test_another_signature_is_refused(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def changed(other: object) -> None: ...

    owner, name = engine._find_owner(place)
    is_property = isinstance(vars(owner)[name], property)
    change(monkeypatch, place, property(changed) if is_property else changed)
    message = refuse(place.replace(":", "."))
    assert (
        message
        == f"排版引擎 WeasyPrint {TESTED} 和试过的 {TESTED} 不一样（{place.replace(':', '.')}），不能用"
    )


@pytest.mark.parametrize("place", SIGNATURES)
def test_what_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    owner, name = engine._find_owner(place)
    monkeypatch.delattr(owner, name)
    refuse(place.replace(":", "."))


@pytest.mark.parametrize("place", [place for place in READS if ":" in place])
def test_attributes_that_are_gone_are_refused(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    owner, name = engine._find_owner(place)
    found = vars(owner)[name]
    change(monkeypatch, place, type(name, (), {}) if isinstance(found, type) else lambda: None)
    differences = set(engine.find_differences())
    assert {f"{place.replace(':', '.')}.{attribute}" for attribute in READS[place].split()} <= differences


@pytest.mark.parametrize("version", ["69.2", "71.0", "171.0", ""])
def test_a_version_that_is_not_admitted_is_refused(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr("weasyprint.__version__", version)
    message = refuse(f"排版引擎 WeasyPrint {version} 不能用")
    assert TESTED in message


def test_a_correction_of_the_engine_is_used_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.__version__", "70.1")
    check_engine()
    monkeypatch.setattr(engine, "version", lambda name: "70.1")
    monkeypatch.setattr(doctor, "probe_machine", lambda: ())
    notes = [finding for finding in doctor.examine_machine() if finding.good is None]
    assert [str(note).splitlines()[0] for note in notes] == [
        f"· weasyprint 70.1 没有和本程序一起试过（试过的是 {TESTED}），排出来的页可能不一样"
    ]
    assert f"weasyprint=={TESTED}" in notes[0].todo


def test_the_tested_version_is_not_worth_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "probe_machine", lambda: ())
    assert not [finding for finding in doctor.examine_machine() if finding.good is None]


def test_a_press_that_has_another_engine_says_so_with_the_first_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse_engine() -> None:
        raise fail("E318", "不能用", "换一个", exit_code=MACHINE_AT_FAULT)

    served: list[object] = []
    monkeypatch.setattr("bulletin.pdf.import_weasyprint", refuse_engine)
    monkeypatch.setattr(press, "serve_jobs", served.append)
    press.main()
    assert served == [press.print_job]


def make_engine(folder: Path, file: str, old: str, new: str) -> Path:
    """A folder with the WeasyPrint of this machine in it, but for one change."""
    package = Path(inspect.getfile(import_weasyprint())).parent
    shutil.copytree(package, folder / "weasyprint", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "weasyprint" / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "__init__.py",
            f"__version__ = '{TESTED}'",
            "__version__ = '71.0'",
            f"排版引擎 WeasyPrint 71.0 不能用：本程序是用 {TESTED} 试过的，别的版本会排得不一样",
        ),
        (
            "layout/page.py",
            "def remake_page(index, context, root_box, html):",
            "def remake_page(index, context, root_box, html, more=None):",
            f"排版引擎 WeasyPrint {TESTED} 和试过的 {TESTED} 不一样"
            "（weasyprint.layout.page.remake_page），不能用",
        ),
    ],
)
def test_another_engine_is_one_message_in_a_build_and_in_a_probe(
    make_workspace: MakeWorkspace, tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    workspace = make_workspace(ISSUE)
    folder = make_engine(tmp_path / "other", file, old, new)
    given = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{REPOSITORY}"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-X", "utf8", "-m", *arguments]
        return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=given)

    built = run("bulletin", "build", "--root", str(workspace.root), "2024-09")
    assert built.returncode == MACHINE_AT_FAULT
    assert built.stderr.startswith(f"错误：{said} [E318]\n提示：换成试过的版本：")
    assert built.stderr.count("\n") == 2
    probed = run("bulletin.probe")
    assert probed.returncode == MACHINE_AT_FAULT
    assert probed.stderr == built.stderr
    assert probed.stdout.strip() == f'["{Kind.LIBRARY}"]'


# Threads


def typeset_note(number: int) -> bytes:
    """A page with a footnote, tags and cut fonts, other ones for each number."""
    face = next(face for face in load_shipped_faces() if ord("第") in face.characters)
    style = f'@font-face{{font-family:"{face.family}";src:url("{face.file}")}}'
    style += f'html{{font-family:"{face.family}";text-align:justify}} .footnote{{float:footnote}}'
    text = f"第{number}号文件，说的是{'本市各单位' * number}的事。" * 8
    html = f"""<html lang="zh-CN"><head><title>{number}</title><style>{style}</style></head>
    <body><p>{text}<span class="footnote" id="fn{number}">注{number}</span></p></body></html>"""
    faces = {face.family: face.data}
    return typeset(html, {face.file: face.data}.get, faces, {}, {"a.md": text.encode()}).data


def test_two_threads_are_never_in_the_engine_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Spy:
        def __init__(self) -> None:
            self._lock = threading.RLock()

        def __enter__(self) -> None:
            asked.append(threading.get_ident())
            self._lock.acquire()

        def __exit__(self, *_: object) -> None:
            self._lock.release()

    monkeypatch.setattr(engine, "_typesetting", Spy())
    with ThreadPoolExecutor(1) as pool:
        with engine.take_turn():
            other = pool.submit(typeset_note, 1)
            wait_until(lambda: len(asked) > 1 or other.done())
            assert not other.done()
        assert other.result()


def test_threads_beside_each_other_print_what_they_print_alone() -> None:
    numbers = [1, 2, 3, 4] * 3
    alone = {number: typeset_note(number) for number in set(numbers)}
    with ThreadPoolExecutor(4) as pool:
        for number, data in zip(numbers, pool.map(typeset_note, numbers), strict=True):
            assert data == alone[number]
    assert typeset_note(1) == alone[1]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.place)
def test_a_hook_is_for_its_thread_and_its_block(patch: Patch, weasyprint: Any) -> None:
    """Whoever uses WeasyPrint beside us gets WeasyPrint."""

    def print_page() -> Any:
        style = "<style>.note{float:footnote} b{display:inline-block}</style>"
        html = f'<html lang="zh">{style}<p>一段<b>字</b><span class="note">注</span>'
        html += "<table><td>格</table>"
        return weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")

    called = []

    def spy(original: engine.Hook, *args: Any, **kwargs: Any) -> Any:
        called.append(threading.get_ident())
        return original(*args, **kwargs)

    plain = print_page()
    with engine.hook({patch: spy}), ThreadPoolExecutor(1) as pool:
        assert pool.submit(print_page).result() == plain
        assert not called
        assert print_page() == plain
    assert set(called) == {threading.get_ident()}
    called.clear()
    assert print_page() == plain
    assert not called


def test_a_hook_inside_another_is_taken_off_again() -> None:
    with engine.hook({LINES: min}):
        with engine.hook({LINES: max}):
            assert engine._hooks.get() == {LINES: max}
        assert engine._hooks.get() == {LINES: min}
    assert not engine._hooks.get()
