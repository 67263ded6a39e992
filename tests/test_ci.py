"""`ci/publish.sh` as CI runs it, against a bare repository as origin; the files of the CI hosts; the image.

What bulletin itself has to say is tested with the real one; what the script does around it (clones, races,
refusals, secrets) with a `bulletin` of a few lines, in each shell that is here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Any

import boto3
import paramiko
import pytest
from ruamel.yaml import YAML

from bulletin.system import MANAGERS, PANGO

from .conftest import REPOSITORY, SERIES
from .patience import SECONDS
from .servers import MotoServer, SftpServer, closing

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="ci/publish.sh is a POSIX script"),
    pytest.mark.usefixtures("git"),
]

SCRIPT = REPOSITORY / "ci" / "publish.sh"
SHELLS = [["sh"], *([["busybox", "sh"]] if shutil.which("busybox") else [])]
ARTICLE = "# 第{}期的文章\n\n全市科技工作取得新进展。\n"
WORKSPACE = {
    "bulletin.yaml": f"{SERIES}网址: https://kj.example.gov.cn/qk/\n",
    "issues/2024-01/issue.md": "---\n日期: 2024-01-28\n---\n",
    "issues/2024-01/01-文章.md": ARTICLE.format("1"),
    "issues/2024-02/issue.md": "---\n日期: 2024-02-28\n---\n",
    "issues/2024-02/01-文章.md": ARTICLE.format("2"),
    ".gitignore": "/dist/\n",
    "ci/publish.sh": SCRIPT.read_text("utf-8"),
}
# A line that GitHub would take for a command, and an error.
FAULTY = "# 第2期的文章\n\n  ::error::骗人\n\n全市科技工作,取得新进展。\n"
# Notes how it was called and writes a record; HOOK is what happens meanwhile, FAIL how it ends.
STAND_IN = """#!/bin/sh
echo "$*" >>"$CALLS"
[ "$1" != publish ] || eval "${HOOK:-:}"
[ "$*" != publish ] || { mkdir -p published && echo "$RECORD" >published/2024-01.json; }
[ "$*" != "$FAIL" ] || exit "$CODE"
"""


def git(folder: Path, *arguments: str, **more: str) -> str:
    """What git says, without the settings of whoever runs the tests."""
    who = {f"GIT_{role}_{key}": "editor" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **more}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o755 if name.endswith(".sh") else 0o644)


@dataclass
class Clone:
    """A clone as a runner has it, and how it runs the script there."""

    folder: Path
    home: Path
    path: str
    shell: list[str] = field(default_factory=lambda: ["sh"])

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run ci/publish.sh; nothing of the environment but `variables` reaches it."""
        environment = {
            "PATH": self.path,
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "LANG": "C.UTF-8",
            "CALLS": str(self.calls),
            "RECORD": "{}",
            "FAIL": "",
        }
        return subprocess.run(
            [*self.shell, "ci/publish.sh", *arguments],
            cwd=self.folder,
            env={**environment, **variables},
            check=False,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )

    @property
    def calls(self) -> Path:
        return self.home / "calls"

    def commit(self, files: Mapping[str, str], message: str = "改稿") -> str:
        write(self.folder, files)
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "-q", "-m", message)
        return git(self.folder, "rev-parse", "HEAD")

    def read_calls(self) -> list[str]:
        return self.calls.read_text("utf-8").splitlines() if self.calls.exists() else []


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose site was made once: what CI's cache would hold."""
    from bulletin.site.build import build_site
    from bulletin.workspace import open_workspace

    folder = tmp_path_factory.mktemp("office")
    git(folder, "init", "-q", "-b", "main")
    write(folder, WORKSPACE)
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "两期")
    build_site(open_workspace(folder, None))
    return folder


@pytest.fixture
def origin(tmp_path: Path, office: Path) -> Path:
    """The bare repository that everybody pushes to."""
    folder = tmp_path / "origin.git"
    git(tmp_path, "clone", "-q", "--bare", str(office), str(folder))
    return folder


Clones = Callable[..., Clone]


@pytest.fixture
def clone(tmp_path: Path, office: Path, origin: Path) -> Clones:
    """Clone origin; with the real bulletin and what it has made so far."""

    def make(name: str = "clone", *options: str) -> Clone:
        folder, home = tmp_path / name, tmp_path / f"{name}-home"
        git(tmp_path, "clone", "-q", *options, f"file://{origin}", str(folder))
        shutil.copytree(office / "dist" / ".site", folder / "dist" / ".site")
        home.mkdir()
        return Clone(folder, home, f"{Path(sys.executable).parent}:/usr/bin:/bin")

    return make


@pytest.fixture(params=SHELLS, ids=" ".join)
def stand_in(request: pytest.FixtureRequest, tmp_path: Path, clone: Clones) -> Clones:
    """Clone origin; with a `bulletin` that only notes how it was called, in each shell."""
    write(tmp_path / "bin", {"bulletin": STAND_IN, "pypdfium2": '#!/bin/sh\necho "draw $2" >>"$CALLS"\n'})
    for path in (tmp_path / "bin").iterdir():
        path.chmod(0o755)

    def make(name: str = "clone", *options: str) -> Clone:
        made = clone(name, *options)
        made.path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
        made.shell = request.param
        return made

    return make


def read_commands(output: str) -> list[str]:
    """The lines that GitHub's runner would obey: it trims them, and knows stop-commands."""
    obeyed, word = [], None
    for line in map(str.strip, output.splitlines()):
        if word is not None:
            word = None if line == f"::{word}::" else word
        elif line.startswith("::stop-commands::"):
            word = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            obeyed.append(line)
    assert word is not None, "commands must be stopped in the end, too"
    return obeyed


# ---- a merge request -------------------------------------------------------------------------------


def test_a_pull_request_on_github(tmp_path: Path, clone: Clones) -> None:
    runner = clone()
    git(runner.folder, "checkout", "-q", "-b", "draft")
    runner.commit({"issues/2024-02/01-文章.md": FAULTY})
    done = runner.run(
        "check",
        GITHUB_ACTIONS="true",
        GITHUB_BASE_REF="main",
        GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
        BULLETIN_PUBLISH_TO=str(tmp_path / "www"),
    )
    assert done.returncode == 1, done.stdout
    assert done.stderr == ""  # one stream, in order
    commands = read_commands(done.stdout)
    name = "file=issues/2024-02/01-文章.md,line="
    assert any(line.startswith(f"::error {name}5,col=") and "title=B101" in line for line in commands)
    ours = r"::(error|warning|notice) (file=issues/2024-02/01-文章\.md,|title=自动发布::).*"
    assert [line for line in commands if not re.fullmatch(ours, line)] == []
    assert done.stdout.count("    ::error::骗人\n") == 2  # by check, and by the rehearsal
    assert commands[-1] == "::error title=自动发布::合并以后发布不了，见日志"
    pages = sorted(path.name for path in (runner.folder / "dist/ci/pages").rglob("*.png"))
    assert pages == ["2024-02_1.png", "2024-02_2.png"]
    assert (runner.folder / "dist/ci/pages/2024-02/2024-02_1.png").read_bytes().startswith(b"\x89PNG")
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert "改动的各期：2024-02\n" in summary
    assert "有错误，改好才能发布" in summary
    assert "2024-02：2 页" in summary
    assert "\n    错误：issues/2024-02/01-文章.md:5：" in summary
    assert not (tmp_path / "www").exists()
    assert not (runner.folder / "published").exists()


def test_a_merge_request_on_gitlab(tmp_path: Path, clone: Clones) -> None:
    runner = clone()
    git(runner.folder, "checkout", "-q", "-b", "draft")
    runner.commit({"issues/2024-02/02-新篇.md": "# 新的一篇\n\n超过500万元及以上。\n"})
    variables = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    done = runner.run("check", **variables, BULLETIN_PUBLISH_TO=str(tmp_path / "www"))
    assert done.returncode == 0, done.stdout + done.stderr
    (problem,) = json.loads((runner.folder / "dist/ci/code-quality.json").read_text("utf-8"))
    assert problem["location"] == {"path": "issues/2024-02/02-新篇.md", "lines": {"begin": 3}}
    assert "::" not in done.stdout
    assert re.search(r"试运行：发布到 .*/www 会新增 \d+ 个文件", done.stdout)
    summary = (runner.folder / "dist/ci/summary.md").read_text("utf-8")
    assert "校对：没有错误" in summary
    assert "合并以后会发布：" in summary
    assert not (tmp_path / "www").exists()


def test_what_is_looked_at(stand_in: Clones) -> None:
    runner = stand_in()
    git(runner.folder, "checkout", "-q", "-b", "draft")

    def check(**variables: str) -> list[str]:
        runner.calls.unlink(missing_ok=True)
        done = runner.run("check", **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return runner.read_calls()

    for issue in ("2024-01", "2024-02"):
        write(runner.folder, {f"dist/site/{issue}/{issue}.pdf": "%PDF"})
    assert check(GITLAB_CI="true") == ["site"]  # nothing differs from main
    assert json.loads((runner.folder / "dist/ci/code-quality.json").read_text()) == []
    runner.commit({'issues/2024-02/引"号\n换行.md': "x", "issues/别的/01.md": "x", "issues/x.md": "x"})
    drawn = "draw dist/site/2024-02/2024-02.pdf"
    assert check() == ["check 2024-02", "site", drawn]
    assert check(GITLAB_CI="true") == ["check 2024-02", "check --format gitlab 2024-02", "site", drawn]
    assert check(BULLETIN_PUBLISH_TO="x")[-1] == "publish --dry-run"
    git(runner.folder, "mv", "issues/2024-01/01-文章.md", "issues/2024-02/03.md")
    runner.commit({})
    assert check()[0] == "check 2024-01 2024-02"  # both have changed
    git(runner.folder, "rm", "-q", "-r", "issues/2024-01")
    runner.commit({})
    assert check() == ["check 2024-02", "site", drawn]  # what is gone cannot be read
    runner.commit({"words.yaml": "x"})
    assert check() == ["check ", "site", drawn] or check() == ["check", "site", drawn]


def test_a_checkout_of_the_program_runs_itself(stand_in: Clones) -> None:
    runner = stand_in()
    program = '#!/bin/sh\necho "{} $*" >>"$CALLS"\n'
    write(runner.folder, {"run": program.format("run"), ".venv/bin/pypdfium2": program.format("draw")})
    for name in ("run", ".venv/bin/pypdfium2"):
        (runner.folder / name).chmod(0o755)
    write(runner.folder, {"dist/site/2024-02/2024-02.pdf": "%PDF", "words.yaml": "x"})
    git(runner.folder, "checkout", "-q", "-b", "draft")
    runner.commit({"issues/2024-02/02.md": "x"})
    assert runner.run("check").returncode == 0
    assert not [call for call in runner.read_calls() if call.startswith("run")]  # somebody else's `run`
    runner.calls.unlink()
    write(runner.folder, {"bulletin/__main__.py": ""})
    assert runner.run("check").returncode == 0
    calls = [" ".join(call.split()[:3]) for call in runner.read_calls()]
    assert calls == ["run check", "run site", "draw render dist/site/2024-02/2024-02.pdf"]


def test_a_failing_site_and_a_rehearsal_without_a_login(stand_in: Clones) -> None:
    runner = stand_in()
    git(runner.folder, "checkout", "-q", "-b", "draft")
    runner.commit({"issues/2024-02/02.md": "x"})
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": "main", "BULLETIN_PUBLISH_TO": "x"}
    done = runner.run("check", **variables, FAIL="site", CODE="3")
    assert done.returncode == 3
    assert "::error title=自动发布::网站没有生成，见日志" in read_commands(done.stdout)
    assert "publish --dry-run" not in runner.read_calls()
    assert runner.run("check", **variables, FAIL="publish --dry-run", CODE="1").returncode == 1
    done = runner.run("check", **variables, FAIL="publish --dry-run", CODE="3")
    assert done.returncode == 0
    assert "::warning title=自动发布::没有能与网上的比较，见日志" in read_commands(done.stdout)


@pytest.mark.parametrize("merged", [True, False], ids=["merge-ref", "head-ref"])
def test_a_shallow_clone_is_deepened_until_it_can_compare(
    tmp_path: Path, origin: Path, stand_in: Clones, merged: bool
) -> None:
    author = stand_in("author")
    git(author.folder, "checkout", "-q", "-b", "draft")
    for number in range(3):
        author.commit({"issues/2024-02/02.md": f"# 篇\n\n{number}\n"})
    git(author.folder, "checkout", "-q", "main")
    for number in range(3):
        author.commit({"issues/2024-01/03.md": f"# 篇\n\n{number}\n"})
    git(author.folder, "push", "-q", "origin", "main")
    if merged:
        git(author.folder, "merge", "-q", "--no-ff", "-m", "合并", "draft")
    else:
        git(author.folder, "checkout", "-q", "draft")
    git(author.folder, "push", "-q", "origin", "HEAD:refs/pull/1/merge")

    runner = stand_in("runner", "--depth=1", "--no-checkout")
    git(runner.folder, "fetch", "-q", "--depth=1", "origin", "refs/pull/1/merge")
    git(runner.folder, "checkout", "-q", "FETCH_HEAD")
    done = runner.run("check", GITHUB_BASE_REF="main", GITHUB_REF="refs/pull/1/merge")
    assert done.returncode == 0, done.stderr
    assert runner.read_calls()[0] == "check 2024-02"

    lost = stand_in("lost", "--depth=1")  # origin is gone, and nothing to compare with
    git(lost.folder, "remote", "set-url", "origin", f"file://{tmp_path}/nowhere")
    git(lost.folder, "update-ref", "-d", "refs/remotes/origin/main")
    assert "各期都校对" in lost.run("check").stdout
    assert lost.read_calls()[0].strip() == "check"


# ---- publishing ------------------------------------------------------------------------------------


def count_commits(origin: Path, branch: str = "main") -> int:
    return int(git(origin, "rev-list", "--count", branch))


@pytest.mark.parametrize("kind", ["folder", "git"])
def test_main_is_published_once_and_its_records_pushed_once(
    tmp_path: Path, origin: Path, clone: Clones, kind: str
) -> None:
    www = tmp_path / "www"
    target = str(www) if kind == "folder" else f"git+file://{origin}#pages"
    variables = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REF_TYPE": "branch",
        "GITHUB_REF_NAME": "main",
        "BULLETIN_PUBLISH_TO": target,
    }
    runner = clone("first", "--depth=1")
    done = runner.run("publish", **variables)
    assert done.returncode == 0, done.stdout
    assert "首次发布" in done.stdout
    if kind == "folder":
        assert (www / "current" / "2024-02" / "2024-02.pdf").is_file()
    else:
        assert "2024-02/2024-02.pdf" in git(origin, "ls-tree", "-r", "--name-only", "pages").splitlines()
    assert count_commits(origin) == 2
    subject, author, changed = git(origin, "log", "-1", "--name-only", "--format=%s%n%an", "main").split(
        "\n", 2
    )
    assert (subject, author) == ("记录发布：2024-01 2024-02 [skip ci]", "bulletin")
    records = ["published/2024-01.json", "published/2024-02.json", "published/targets.json"]
    assert changed.split() == records

    if kind == "git":
        return  # the rest is the same
    again = clone("second").run("publish", **variables)
    assert again.returncode == 0, again.stdout
    assert "已经是最新的" in again.stdout
    assert count_commits(origin) == 2

    editor = clone("editor")
    editor.commit({"issues/2024-02/01-文章.md": FAULTY})
    git(editor.folder, "push", "-q", "origin", "main")
    before = git(origin, "for-each-ref")
    live = (www / "current").readlink()
    failed = editor.run("publish", **variables)
    assert failed.returncode == 1
    assert "[B101]" in failed.stdout
    assert git(origin, "for-each-ref") == before
    assert (www / "current").readlink() == live

    # An issue that is deleted is not withdrawn, unless the technician says so; then the records remember it.
    git(editor.folder, "rm", "-q", "-r", "issues/2024-02")
    editor.commit({})
    git(editor.folder, "push", "-q", "origin", "HEAD:main")
    runner = clone("third")
    failed = runner.run("publish", **variables, BULLETIN_WITHDRAW="")
    assert failed.returncode == 1
    assert "[D203]" in failed.stdout
    assert (www / "current").readlink() == live
    done = runner.run("publish", **variables, BULLETIN_WITHDRAW="2024-02")
    assert done.returncode == 0, done.stdout
    assert not (www / "current" / "2024-02" / "2024-02.pdf").exists()
    assert '"withdrawn"' in git(origin, "show", "main:published/2024-02.json")
    assert clone("fourth").run("publish", **variables).returncode == 0


def publish(runner: Clone, **variables: str) -> subprocess.CompletedProcess[str]:
    return runner.run("publish", **{"BULLETIN_PUBLISH_TO": "www", **variables})


def test_another_push_comes_first(origin: Path, tmp_path: Path, stand_in: Clones) -> None:
    """While bulletin publishes, and again between our fetch and our push."""
    other = stand_in("other")
    commit = "git -c user.name=x -c user.email=x commit -q --allow-empty -m 抢先"
    push = f"cd {quote(str(other.folder))} && {commit} && git push -q"
    runner = stand_in()
    hook = runner.folder / ".git/hooks/pre-push"
    hook.write_text(f'#!/bin/sh\n[ -e "{tmp_path}/once" ] && exit 0\n>"{tmp_path}/once"\n{push}\n')
    hook.chmod(0o755)
    done = publish(runner, HOOK=f"({push})")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("别人刚刚推送过") == 1
    subjects = git(origin, "log", "--format=%s", "main").splitlines()
    assert subjects == ["记录发布：2024-01 [skip ci]", "抢先", "抢先", "两期"]
    assert git(runner.folder, "status", "--porcelain") == ""
    assert git(runner.folder, "rev-parse", "HEAD") == git(origin, "rev-parse", "main")


def test_what_others_recorded_meanwhile_is_left(origin: Path, stand_in: Clones) -> None:
    other = stand_in("other")
    other.commit({"published/2024-01.json": "theirs\n", "published/2024-02.json": "theirs\n"})
    done = publish(stand_in(), HOOK=f"git -C {quote(str(other.folder))} push -q", RECORD="ours")
    assert done.returncode == 0, done.stderr
    assert git(origin, "show", "main:published/2024-01.json") == "theirs"
    assert git(origin, "show", "main:published/2024-02.json") == "theirs"
    assert count_commits(origin) == 2


def test_a_refused_push_is_said_and_made_up_for(origin: Path, stand_in: Clones) -> None:
    hook = origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'protected branch of https://a:geheim@b.cn/' >&2\nexit 1\n")
    hook.chmod(0o755)
    runner = stand_in()
    done = publish(runner, GITHUB_ACTIONS="true")
    assert done.returncode == 0, done.stdout
    assert "发布记录没有能推送到分支 main" in done.stdout
    assert "git: remote: protected branch of https://b.cn/" in done.stdout
    assert read_commands(done.stdout) == ["::warning title=自动发布::网站已经发布；发布记录没有能推送到 main"]
    assert count_commits(origin) == 1
    assert git(runner.folder, "rev-list", "--count", "HEAD") == "1"

    hook.unlink()  # a clone that lives on brings them with the next one
    other = stand_in("other")
    other.commit({"issues/2024-03/01.md": "x"})
    git(other.folder, "push", "-q")
    assert publish(runner).returncode == 0
    assert git(origin, "show", "main:published/2024-01.json") == "{}"
    assert git(runner.folder, "rev-parse", "HEAD") == git(origin, "rev-parse", "main")


def test_a_clone_gives_way_to_records_that_came_another_way(origin: Path, stand_in: Clones) -> None:
    runner = stand_in()
    write(runner.folder, {"published/2024-01.json": "refused last time"})
    other = stand_in("other")
    other.commit({"published/2024-01.json": "by hand\n"})
    git(other.folder, "push", "-q")
    done = publish(runner, RECORD="by hand")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "不用提交" in done.stdout
    assert git(runner.folder, "status", "--porcelain") == ""


@pytest.mark.parametrize("code", ["1", "2", "3", "4"])
def test_a_failed_publish_commits_nothing(origin: Path, stand_in: Clones, code: str) -> None:
    done = publish(stand_in(), FAIL="publish", CODE=code)
    assert done.returncode == int(code)
    assert count_commits(origin) == 1


def test_the_branch_is_published_as_it_is_now(origin: Path, stand_in: Clones) -> None:
    """An old run that is started again must not bring old pages back."""
    old = stand_in("old")
    editor = stand_in("editor")
    tip = editor.commit({"issues/2024-03/01.md": "x"})
    git(editor.folder, "push", "-q")
    git(old.folder, "checkout", "-q", "--detach")
    assert publish(old, HOOK='git rev-parse HEAD >>"$CALLS"').returncode == 0
    assert old.read_calls() == ["publish", tip]

    git(editor.folder, "commit", "-q", "--amend", "--allow-empty", "-m", "改写")
    git(editor.folder, "push", "-q", "--force")
    done = publish(old)
    assert done.returncode == 3
    assert "对不上，没有发布" in done.stderr

    git(old.folder, "remote", "set-url", "origin", f"file://user:geheim@localhost{origin}-gone")
    done = publish(old)
    assert done.returncode == 3
    assert "取不到分支 main" in done.stderr
    assert "geheim" not in done.stdout + done.stderr
    assert old.read_calls() == ["publish", tip]


def test_without_git_the_records_stay(tmp_path: Path, stand_in: Clones) -> None:
    runner = stand_in()
    shutil.rmtree(runner.folder / ".git")
    done = publish(runner)
    assert done.returncode == 0, done.stderr
    assert "发布记录留在 published 里" in done.stdout
    assert (runner.folder / "published/2024-01.json").is_file()


def test_rollback(origin: Path, stand_in: Clones) -> None:
    runner = stand_in()
    assert runner.run("rollback", BULLETIN_PUBLISH_TO="www").returncode == 0
    assert runner.read_calls() == ["publish --rollback"]
    assert count_commits(origin) == 1


def test_wrong_usage(tmp_path: Path, stand_in: Clones) -> None:
    runner = stand_in()
    for arguments, variables, said in [
        ([], {}, "用法："),
        (["deploy"], {}, "用法："),
        (["publish"], {}, "没有设置 BULLETIN_PUBLISH_TO"),
        (["publish"], {"BULLETIN_PUBLISH_TO": ""}, "没有设置 BULLETIN_PUBLISH_TO"),
        (["publish", "a..b"], {"BULLETIN_PUBLISH_TO": "x"}, "不能作分支的名字：a..b"),
        (["check"], {"BULLETIN_ROOT": str(tmp_path)}, "没有 bulletin.yaml"),
        (["check"], {"BULLETIN_PUSH_TOKEN": "x"}, "不是一台主机上的仓库"),
    ]:
        done = runner.run(*arguments, **variables)
        assert done.returncode == 2, said
        assert said in done.stderr
    assert runner.read_calls() == []
    runner.path = "/usr/bin:/bin"
    assert runner.run("check").returncode == 3


# ---- secrets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://old:geheim0@git.example.gov.cn/", "https://git.example.gov.cn/"),
        ("git@git.example.gov.cn:office/", "git@git.example.gov.cn:office/"),
        ("ssh://git@git.example.gov.cn:2222/", "ssh://git@git.example.gov.cn:2222/"),
    ],
)
def test_secrets_reach_only_whom_they_are_for(
    origin: Path, stand_in: Clones, address: str, shown: str
) -> None:
    runner = stand_in()
    git(runner.folder, "remote", "set-url", "origin", f"{address}origin.git")
    git(runner.folder, "config", f"url.file://{origin.parent}/.insteadOf", shown)
    look = """
        env >>"$CALLS"; stat -c %a "$BULLETIN_SFTP_KEY" >>"$CALLS"; cat "$BULLETIN_SFTP_KEY" >>"$CALLS"
        cat "$BULLETIN_SFTP_KNOWN_HOSTS" >>"$CALLS"
        for host in git.example.gov.cn other.example.cn; do
            printf 'protocol=https\\nhost=%s\\n' $host | GIT_ASKPASS=true git credential fill >>"$CALLS"
        done
    """
    key = "-----BEGIN KEY-----\r\ngeheim1\r\n-----END KEY-----"
    done = publish(
        runner,
        HOOK=look,
        BULLETIN_SSH_KEY=key,
        BULLETIN_KNOWN_HOSTS="host ssh-ed25519 AAAA",
        BULLETIN_PUSH_TOKEN="geheim2",
        AWS_ACCESS_KEY_ID="",
        AWS_ENDPOINT_URL="https://oss.example.cn",
    )
    assert done.returncode == 0, done.stderr
    assert "geheim" not in done.stdout + done.stderr
    seen = runner.calls.read_text("utf-8")
    environment = dict(re.findall(r"^([A-Z_0-9]+)=(.*)$", seen, re.MULTILINE))
    assert "BULLETIN_SSH_KEY" not in environment
    assert "AWS_ACCESS_KEY_ID" not in environment
    assert environment["AWS_ENDPOINT_URL"] == "https://oss.example.cn"
    assert f"-i '{environment['BULLETIN_SFTP_KEY']}'" in environment["GIT_SSH_COMMAND"]
    assert "600\n-----BEGIN KEY-----\ngeheim1\n-----END KEY-----\nhost ssh-ed25519 AAAA\n" in seen
    assert seen.count("password=geheim2\n") == 1  # the other host gets none
    assert not Path(environment["BULLETIN_SFTP_KEY"]).exists()
    assert git(origin, "show", "main:published/2024-01.json") == "{}"
    assert "geheim2" not in (runner.folder / ".git/config").read_text()


# ---- servers ---------------------------------------------------------------------------------------


def test_to_s3(origin: Path, clone: Clones, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(MotoServer()) as server:
        variables = {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "geheim",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.port}",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        client = boto3.client("s3")
        client.create_bucket(Bucket="office-ci")
        done = clone().run("publish", **variables, BULLETIN_PUBLISH_TO="s3://office-ci/qk")
        assert done.returncode == 0, done.stdout + done.stderr
        assert client.head_object(Bucket="office-ci", Key="qk/2024-02/2024-02.pdf")["ContentLength"] > 1000
    assert count_commits(origin) == 2


def test_to_sftp(tmp_path: Path, origin: Path, clone: Clones) -> None:
    key = paramiko.ECDSAKey.generate()
    key.write_private_key_file(str(tmp_path / "key"))
    with closing(SftpServer()) as server:
        server.users.append(key)
        done = clone().run(
            "publish",
            BULLETIN_PUBLISH_TO=f"sftp://office@127.0.0.1:{server.port}{tmp_path}/www",
            BULLETIN_SSH_KEY=(tmp_path / "key").read_text(),
            BULLETIN_KNOWN_HOSTS=server.known_host(),
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "www/2024-02/2024-02.pdf").is_file()
    assert count_commits(origin) == 2


# ---- the files of the hosts ------------------------------------------------------------------------


def read_yaml(name: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load((REPOSITORY / name).read_text("utf-8"))
    return found


GITHUB, GITLAB = ".github/workflows/publish.yml", ".gitlab-ci.yml"


def test_github_pins_its_actions_and_gives_least() -> None:
    workflow = read_yaml(GITHUB)
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "check": {"contents": "read"},
        "publish": {"contents": "write"},
    }
    text = (REPOSITORY / GITHUB).read_text("utf-8")
    used = re.findall(r"uses: (\S+)(.*)", text)
    assert len(used) >= 7
    for action, comment in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    assert len(set(used)) == len({action.partition("@")[0] for action, _ in used})  # one version of each
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60
        assert job["concurrency"]["cancel-in-progress"] is (name == "check")
        runs = [step["run"] for step in job["steps"] if "run" in step]
        assert all(run.startswith("ci/publish.sh ") for run in runs)
        assert all("${{" not in run for run in runs)  # what a stranger may name is never part of a command
    checkout = workflow["jobs"]["check"]["steps"][0]["with"]
    assert checkout["persist-credentials"] is False
    assert "secrets." not in text.split("\n  publish:\n")[0]  # a pull request gets none
    assert "pull_request_target" not in text


def test_gitlab_queues_what_publishes() -> None:
    jobs = read_yaml(GITLAB)
    assert jobs["publish"]["resource_group"]
    assert jobs["publish"]["interruptible"] is False
    assert jobs["rollback"]["extends"] == "publish"
    assert jobs["check"]["artifacts"]["when"] == "always"
    for job in ("check", "publish", "rollback"):
        assert jobs[job]["script"] == [f"ci/publish.sh {job}"]
    report = jobs["check"]["artifacts"]["reports"]["codequality"]
    assert Path(report).name in SCRIPT.read_text("utf-8")
    assert report.startswith("dist/ci/")


def test_both_cache_what_exists() -> None:
    for name in (GITHUB, GITLAB):
        text = (REPOSITORY / name).read_text("utf-8")
        assert "dist/.site" in text
        assert "requirements/publish.txt" in text
    assert (REPOSITORY / "requirements/publish.txt").is_file()


def test_every_variable_is_documented() -> None:
    manual = (REPOSITORY / "docs/自动发布.md").read_text("utf-8")
    names = re.findall(r"\b(?:BULLETIN|AWS)_[A-Z_]*[A-Z]\b", SCRIPT.read_text("utf-8"))
    names += re.findall(r"(?:vars|secrets)\.([A-Z_]+)", (REPOSITORY / GITHUB).read_text("utf-8"))
    assert len(set(names)) > 10
    for name in set(names) - {"AWS_ENDPOINT_URL_S3"}:  # a form of the other
        assert f"`{name}`" in manual, name


def test_the_script_is_portable() -> None:
    for shell in SHELLS:
        subprocess.run([*shell, "-n", str(SCRIPT)], check=True)
    assert os.access(SCRIPT, os.X_OK)
    text = SCRIPT.read_text("utf-8")
    assert "set -x" not in text
    assert not re.search(r"push.*(--force|--mirror|\s-f\b|\s\+)", text)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "--shell=sh", str(SCRIPT)], check=True)


# ---- the image -------------------------------------------------------------------------------------


def read_containerfile() -> list[list[str]]:
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", (REPOSITORY / "Containerfile").read_text(), flags=re.M))
    return [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]


def test_the_image_has_what_run_installs() -> None:
    lines = read_containerfile()
    debian = next(manager for manager in MANAGERS if manager.command == "apt-get")
    installed = [
        set(re.findall(r"[\w.+-]+", words)) for name, words in lines if name == "RUN" and "apt-get" in words
    ]
    assert set(debian.packages[PANGO]) <= installed[0]  # the stage that both others grow from
    assert {"git", "ca-certificates", "python3"} <= installed[0]
    assert not {"python3-venv", "python3-pip", "gcc"} & installed[0]


def test_the_image_is_pinned_and_runs_as_nobody_in_particular() -> None:
    lines = read_containerfile()
    stages = [words for name, words in lines if name == "FROM"]
    assert re.fullmatch(r"debian:\w+-\d{8}-slim@sha256:[0-9a-f]{64} AS base", stages[0])
    assert stages[1:] == ["base AS build", "base"]
    assert stages[0].split()[0] == read_yaml(GITLAB)["default"]["image"]
    last = lines[len(lines) - 1 - [name for name, _ in reversed(lines)].index("FROM") :]
    assert ["USER", "1000"] in last
    assert ["ENTRYPOINT", '["bulletin"]'] in last


def test_the_image_is_made_of_what_is_let_through() -> None:
    let_through = (REPOSITORY / ".containerignore").read_text().split("\n*\n")[1].split()
    sources = [
        source
        for name, words in read_containerfile()
        if name == "COPY" and not words.startswith("--from")
        for source in words.split()[:-1]
    ]
    assert len(sources) >= 8
    for source in sources:
        assert (REPOSITORY / source).exists(), source
        assert any(f"!{part}" in let_through for part in (source, *map(str, Path(source).parents)))
    for entry in let_through:
        assert entry.startswith("**") or (REPOSITORY / entry.removeprefix("!")).exists()
