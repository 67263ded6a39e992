"""A build: the same bytes everywhere, all of its files or none, two at once, what it leaves alone."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pikepdf
import pytest

from bulletin.build import build_issue, hold_workspace
from bulletin.errors import BulletinError
from bulletin.fonts import Face, web
from bulletin.source import read_issue
from bulletin.workspace import Workspace, open_workspace

from .conftest import REPOSITORY, MakeWorkspace
from .patience import SECONDS

ARTICLE = "---\n标题: 春天\n---\n\n正文一句。\n"
ISSUE = {"issues/2024-09/issue.md": "---\n日期: 2024-09-30\n---\n", "issues/2024-09/01.md": ARTICLE}


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copy_workspace(target: Path) -> Path:
    shutil.copytree(REPOSITORY / "issues", target / "issues")
    shutil.copy(REPOSITORY / "bulletin.yaml", target)
    return target


def test_same_bytes_in_another_folder_time_zone_and_hash_seed(
    real_issue: Path, tmp_path: Path, python: str
) -> None:
    root = copy_workspace(tmp_path / "另一个 文件夹")
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    environment["SOURCE_DATE_EPOCH"] = "86400"  # no clock is read, so none need be set
    command = [python, "-m", "bulletin", "build", "--root", str(root), "2024-09"]
    subprocess.run(command, check=True, env=environment, cwd=tmp_path, capture_output=True)
    assert digest(root / "dist" / "2024-09") == digest(real_issue)


def test_two_builds_at_once_both_succeed(tmp_path: Path, python: str) -> None:
    root = copy_workspace(tmp_path)
    command = [python, "-m", "bulletin", "build", "--root", str(root), "2024-09"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    outputs = [run.communicate(timeout=SECONDS) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    manifest = json.loads((root / "dist/2024-09/manifest.json").read_text("utf-8"))
    made = digest(root / "dist" / "2024-09")
    assert {name: made[name] for name in manifest["outputs"]} == manifest["outputs"]


def test_the_manifest_lists_what_went_in_and_out(real_issue: Path, repository: Workspace) -> None:
    manifest = json.loads((real_issue / "manifest.json").read_text("utf-8"))
    assert manifest["issue"] == "2024-09"
    assert manifest["pages"] == 11
    assert {name for name in manifest["inputs"] if not name.startswith("templates/")} == {
        "bulletin.yaml",
        *(f"issues/2024-09/{p.name}" for p in repository.root.glob("issues/2024-09/*.md")),
    }
    made = digest(real_issue)
    assert {**manifest["outputs"], "manifest.json": made["manifest.json"]} == made


def test_a_second_build_removes_only_what_the_first_one_made(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(ISSUE)
    issue_id = workspace.find_issue("2024-09")
    folder = build_issue(workspace, issue_id).pdf.parent
    before = digest(folder)
    (folder / "编辑自己放的.txt").write_text("留着", "utf-8")
    (workspace.issue_folder(issue_id) / "01.md").write_text(ARTICLE.replace("正文", "另写"), "utf-8")
    build_issue(workspace, issue_id)
    after = digest(folder)
    assert "编辑自己放的.txt" in after
    gone = {name for name in before if name.endswith(".woff2")} - after.keys()
    assert gone


@pytest.mark.parametrize("step", ["fsync", "replace", "mkstemp"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_that_refuses_leaves_the_old_files(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    workspace = make_workspace(ISSUE)
    issue_id = workspace.find_issue("2024-09")
    folder = build_issue(workspace, issue_id).pdf.parent
    before = digest(folder)
    (workspace.issue_folder(issue_id) / "01.md").write_text(ARTICLE.replace("春天", "秋天"), "utf-8")

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number), str(folder / "2024-09.pdf"))

    owner = tempfile if step == "mkstemp" else os
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, refuse)
        with pytest.raises(BulletinError) as caught:
            build_issue(workspace, issue_id)
    assert caught.value.exit_code == 3
    assert digest(folder) == before
    assert build_issue(workspace, issue_id).pages == 2


def test_leftovers_of_a_killed_run_are_removed(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(ISSUE)
    issue_id = workspace.find_issue("2024-09")
    folder = build_issue(workspace, issue_id).pdf.parent
    (folder / ".bulletin-abc").write_bytes(b"half")
    build_issue(workspace, issue_id)
    assert not (folder / ".bulletin-abc").exists()


def test_a_busy_workspace_ends_with_4(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace(ISSUE)
    monkeypatch.setattr("bulletin.build._LOCK_SECONDS", 0.2)
    other = open_workspace(workspace.root, None)
    with hold_workspace(workspace), pytest.raises(BulletinError) as caught, hold_workspace(other):
        pass
    assert caught.value.exit_code == 4


def test_a_build_never_touches_the_sources(make_workspace: MakeWorkspace) -> None:
    text = "\ufeff---\r\n标题: 春天\r\n---\r\n\r\n正文\t一句。  \r\n".encode()
    workspace = make_workspace({**ISSUE, "issues/2024-09/02.md": text})
    before = digest(workspace.root)
    build_issue(workspace, workspace.find_issue("2024-09"))
    after = digest(workspace.root)
    assert {name: after[name] for name in before} == before


def test_line_ends_marks_and_encodings_make_the_same_pdf(make_workspace: MakeWorkspace) -> None:
    made = set()
    crlf = ARTICLE.replace("\n", "\r\n")
    for data in (
        ARTICLE.encode(),
        crlf.encode(),
        crlf.encode("utf-8-sig"),
        crlf.encode("utf-16"),
        crlf.encode("gb18030"),
    ):
        workspace = make_workspace({**ISSUE, "issues/2024-09/01.md": data})
        pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
        with pikepdf.open(pdf) as document:  # the files inside are the sources as they are
            pages = b"".join(page.Contents.read_bytes() for page in document.pages)
        made.add((pages, (pdf.parent / "style.css").read_bytes()))
    assert len(made) == 1


def test_articles_come_in_the_order_a_file_manager_shows(make_workspace: MakeWorkspace) -> None:
    names = ["10-癸.md", "2-乙.md", "1-甲.md"]
    articles = {f"issues/2024-09/{n}": f"# {n}\n\n文\n" for n in names}
    workspace = make_workspace({"issues/2024-09/issue.md": "# 零\n\n文\n", **articles})
    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    assert [article.title for article in issue.articles] == ["零", "1-甲.md", "2-乙.md", "10-癸.md"]


def test_strict_fails_on_a_warning_and_writes_nothing(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({**ISSUE, "issues/2024-09/手稿.txt": "x"})
    with pytest.raises(BulletinError):
        build_issue(workspace, workspace.find_issue("2024-09"), strict=True)
    assert not workspace.out.exists()


def test_what_nobody_can_see_is_warned_of_and_not_printed(make_workspace: MakeWorkspace) -> None:
    text = ARTICLE.replace("正文一句", "正\u200b文\ufeff一\ufe0f句，e\u0301")
    workspace = make_workspace({**ISSUE, "issues/2024-09/01.md": text})
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    assert {problem.code for problem in built.problems} == {"T106"}
    assert "正文一句" in (built.pdf.parent / "index.html").read_text("utf-8")


def test_web_fonts_are_made_once_and_never_trusted_blindly(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(ISSUE)
    issue_id = workspace.find_issue("2024-09")
    folder = build_issue(workspace, issue_id).pdf.parent
    before = digest(folder)
    made: list[str] = []
    original = web.cut_face

    def cut_face(face: Face, points: list[int]) -> bytes:
        made.append(face.family)
        return original(face, points)

    monkeypatch.setattr(web, "cut_face", cut_face)
    build_issue(workspace, issue_id)
    assert made == []
    spoilt = next(folder.glob("fonts/bulletin-fang-????????.woff2"))
    spoilt.write_bytes(b"spoilt")
    build_issue(workspace, issue_id)
    assert made == ["Bulletin Fang"]
    assert digest(folder) == before
