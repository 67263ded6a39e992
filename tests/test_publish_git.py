"""A git branch as target: whole commits, pushed in one step, by several at once."""

from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from bulletin.errors import BulletinError
from bulletin.publish import (
    Outcome,
    SiteFile,
    git,
    gitcommand,
    is_immutable,
    open_target,
    parse_manifest,
    store,
)
from bulletin.publish.foreign import Foreign
from bulletin.publish.gitrepo import Repository, name_blobs

from .conftest import REPOSITORY
from .patience import SECONDS, wait_until
from .publishing import at, make_site, release_of, write_site

pytestmark = pytest.mark.usefixtures("git")

KILLS = 10


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PAUSES", (0.01, 0.01))


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    """A bare repository, as a server has it."""
    path = tmp_path / "server.git"
    run("init", "--quiet", "--bare", str(path))
    run("-C", str(path), "config", "uploadpack.allowFilter", "true")
    return path


def run(*arguments: str, data: bytes | None = None) -> bytes:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, input=data).stdout


def read_branch(remote: Path, branch: str = "pages") -> dict[str, bytes]:
    """Every file of the newest commit, as one snapshot."""
    tip = run("-C", str(remote), "rev-parse", branch).decode().strip()
    names = run("-C", str(remote), "ls-tree", "-r", "-z", "--name-only", tip).decode().split("\0")[:-1]
    request = "".join(f"{tip}:{name}\n" for name in names).encode()
    out, found = run("-C", str(remote), "cat-file", "--batch", data=request), {}
    for name in names:
        head, _, rest = out.partition(b"\n")
        size = int(head.split()[2])
        found[name], out = rest[:size], rest[size + 1 :]
    return found


def site_on(remote: Path, site: dict[str, bytes]) -> dict[str, bytes]:
    """The branch without our own two files and without retired ones."""
    found = read_branch(remote)
    assert found.pop(git.MARKER) == b""
    manifest = parse_manifest(found.pop(git.MANIFEST))
    assert found.keys() == manifest.everything.keys()
    return {name: data for name, data in found.items() if name in site or not is_immutable(name)}


def test_a_publish_is_one_commit(tmp_path: Path, remote: Path) -> None:
    target = open_target(f"git+{remote}")
    assert target.label == f"git+{remote}#pages"
    assert target.read_live() is None
    for number in (0, 1):
        release = release_of(tmp_path / str(number), make_site(number), at(number))
        assert target.put(release, target.read_live()) is Outcome.PLACED
        assert site_on(remote, make_site(number)) == make_site(number)
        assert not target.compare(release)
        assert target.put(release, target.read_live()) is Outcome.UNCHANGED
    assert run("-C", str(remote), "rev-list", "--count", "pages").strip() == b"2"
    assert b"2026-01-01T00:00:01" in run("-C", str(remote), "log", "-1", "--format=%cI", "pages")


def test_the_same_release_is_the_same_commit(
    tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the user's settings, the day and the place."""
    other = tmp_path / "other.git"
    run("init", "--quiet", "--bare", str(other))
    open_target(f"git+{remote}").put(release_of(tmp_path / "a", make_site(0), at(0)), None)
    hook = tmp_path / "hooks" / "pre-push"
    hook.parent.mkdir()
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/hooked'\nexit 1\n")
    hook.chmod(0o755)
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f"[user]\nname = X\nemail = x@y\n[core]\nautocrlf = true\nhooksPath = {hook.parent}\n"
        "attributesFile = /dev/stdin\n[commit]\ngpgSign = true\n[push]\ngpgSign = true\n"
        "[i18n]\ncommitEncoding = GBK\n[log]\nshowSignature = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Y")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    open_target(f"git+file://{other}").put(release_of(tmp_path / "b", make_site(0), at(0)), None)
    monkeypatch.undo()
    assert len({run("-C", str(path), "rev-parse", "pages") for path in (remote, other)}) == 1
    assert not (tmp_path / "hooked").exists()


def test_only_what_changed_travels(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither fetched, for the branch is fetched without its files, nor written, for the server has them."""
    big = {"film.mp4": os.urandom(300_000)}
    target = open_target(f"git+file://{remote}")
    target.put(release_of(tmp_path / "0", {**make_site(0), **big}, at(0)), None)
    sizes: list[int] = []
    push = Repository.push

    def measure(repository: Repository, commit: str, parent: str | None) -> None:
        sizes.append(sum(path.stat().st_size for path in repository._folder.rglob("*") if path.is_file()))
        push(repository, commit, parent)

    monkeypatch.setattr(Repository, "push", measure)
    target.put(release_of(tmp_path / "1", {**make_site(1), **big}, at(1)), target.read_live())
    assert len(sizes) == 1
    assert sizes[0] < 100_000


def test_five_steps_back(tmp_path: Path, remote: Path) -> None:
    target = open_target(f"git+file://{remote}")
    for number in range(3):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    for number in (1, 0):
        assert target.roll_back().name.endswith(parse_manifest(read_branch(remote)[git.MANIFEST]).name[-12:])
        assert site_on(remote, make_site(number)) == make_site(number)
    with pytest.raises(BulletinError) as caught:
        target.roll_back()
    assert [problem.code for problem in caught.value.problems] == ["D109"]
    assert (
        run("-C", str(remote), "rev-list", "--count", "pages").strip() == b"5"
    )  # nothing is taken from the log


def test_the_later_run_wins(tmp_path: Path, remote: Path) -> None:
    target = open_target(f"git+{remote}")
    older, newer = (release_of(tmp_path / str(n), make_site(n), at(n)) for n in (0, 1))
    assert target.put(newer, None) is Outcome.PLACED
    assert target.put(older, None) is Outcome.SUPERSEDED
    assert target.put(older, target.read_live()) is Outcome.PLACED  # newer was there when this run began
    assert site_on(remote, make_site(0)) == make_site(0)


def test_who_lost_the_race_looks_again(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, other = open_target(f"git+{remote}"), open_target(f"git+{remote}")
    first, second, third = (release_of(tmp_path / str(n), make_site(n), at(n)) for n in range(3))
    target.put(first, None)
    base, commit = target.read_live(), Repository.commit
    late = [second]

    def commit_late(*arguments: object, **more: object) -> str:
        made = commit(*arguments, **more)  # type: ignore[arg-type]
        if late:
            other.put(late.pop(), base)
        return made

    monkeypatch.setattr(Repository, "commit", commit_late)
    said: list[str] = []
    assert target.put(third, base, lambda what, done=0, total=0: said.append(what)) is Outcome.PLACED
    assert "别人刚刚推送过，重新开始" in said
    assert site_on(remote, make_site(2)) == make_site(2)
    assert run("-C", str(remote), "rev-list", "--count", "pages").strip() == b"3"


def test_a_push_whose_answer_was_lost_is_found_done(
    tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_git = Repository._git

    def lose_answer(self: Repository, *arguments: str, **more: object) -> bytes:
        answer = run_git(self, *arguments, **more)  # type: ignore[arg-type]
        if arguments[0] == "push":
            raise gitcommand.GitFailure("fatal: the remote end hung up unexpectedly")
        return answer

    monkeypatch.setattr(Repository, "_git", lose_answer)
    release = release_of(tmp_path / "0", make_site(0), at(0))
    assert open_target(f"git+{remote}").put(release, None) is Outcome.PLACED
    assert run("-C", str(remote), "rev-list", "--count", "pages").strip() == b"1"


def test_a_rollback_whose_answer_was_lost_does_not_go_back_twice(
    tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = open_target(f"git+{remote}")
    for number in range(3):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    run_git, cut = Repository._git, ["push", "ls-remote"]

    def cut_line(self: Repository, *arguments: str, **more: object) -> bytes:
        answer = run_git(self, *arguments, **more)  # type: ignore[arg-type]
        if cut and arguments[0] == cut[0]:
            cut.pop(0)
            raise gitcommand.GitFailure("fatal: the remote end hung up unexpectedly")
        return answer

    monkeypatch.setattr(Repository, "_git", cut_line)
    target.roll_back()
    assert not cut
    assert site_on(remote, make_site(1)) == make_site(1)


def test_a_branch_that_holds_something_else_is_left_alone(tmp_path: Path, remote: Path) -> None:
    work = tmp_path / "work"
    write_site(work, {"main.py": b"precious"})
    run("init", "-q", str(work))
    run("-C", str(work), "add", ".")
    run("-C", str(work), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    run("-C", str(work), "push", "-q", str(remote), "HEAD:refs/heads/main")
    with pytest.raises(BulletinError) as caught:
        open_target(f"git+{remote}#main").put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    assert [problem.code for problem in caught.value.problems] == ["D106"]
    assert read_branch(remote, "main") == {"main.py": b"precious"}


def test_what_was_edited_on_the_branch_is_put_right(tmp_path: Path, remote: Path) -> None:
    target = open_target(f"git+{remote}")
    release = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(release, None)
    run("clone", "-q", "-b", "pages", str(remote), str(tmp_path / "work"))
    (tmp_path / "work/index.html").write_bytes(b"by hand")
    run("-C", str(tmp_path / "work"), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "x")
    run("-C", str(tmp_path / "work"), "push", "-q")
    assert target.put(release, target.read_live()) is Outcome.PLACED
    assert site_on(remote, make_site(0)) == make_site(0)


def commit_by_hand(remote: Path, work: Path, files: Mapping[str, bytes], links: Mapping[str, str]) -> None:
    """Add files and links to the branch, as its host or a technician does."""
    run("clone", "-q", "-b", "pages", str(remote), str(work))
    write_site(work, files)
    for name, aim in links.items():
        os.symlink(aim, work / name)
    run("-C", str(work), "add", "-A")
    run("-C", str(work), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    run("-C", str(work), "push", "-q")


def test_what_others_put_on_the_branch_stays(tmp_path: Path, remote: Path) -> None:
    theirs = {"CNAME": b"x.gov.cn\n", ".well-known/acme": b"1", "证明/百度.html": b"2"}
    target = open_target(f"git+{remote}")
    first = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(first, None)
    commit_by_hand(remote, tmp_path / "work", theirs, {})
    assert target.put(first, target.read_live()) is Outcome.UNCHANGED
    for number in (1, 2):
        release = release_of(tmp_path / str(number), make_site(number), at(number))
        assert target.put(release, target.read_live()) is Outcome.PLACED
        assert target.foreign == Foreign(tuple(sorted(theirs)))
        assert read_branch(remote).items() >= {**theirs, **make_site(number)}.items()
        assert target.read_live() == parse_manifest(read_branch(remote)[git.MANIFEST])
        assert target.put(release, target.read_live()) is Outcome.UNCHANGED
    target.roll_back()
    assert read_branch(remote).items() >= {**theirs, **make_site(1)}.items()
    # What its owner takes away is gone for good.
    commit_by_hand(remote, tmp_path / "again", {"CNAME": b"y.gov.cn\n"}, {})
    run("-C", str(tmp_path / "again"), "rm", "-q", ".well-known/acme")
    run("-C", str(tmp_path / "again"), "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "y")
    run("-C", str(tmp_path / "again"), "push", "-q")
    target.put(release_of(tmp_path / "3", make_site(3)), target.read_live())
    found = read_branch(remote)
    assert (found["CNAME"], ".well-known/acme" in found) == (b"y.gov.cn\n", False)


def test_what_cannot_stay_on_the_branch_is_said(tmp_path: Path, remote: Path) -> None:
    target = open_target(f"git+{remote}")
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    theirs = {"map.html": b"theirs", ".bulletin/x": b"", "a\nb": b"", "logos": b"a file"}
    commit_by_hand(remote, tmp_path / "work", theirs, {"link": "/etc/passwd"})
    site = {**make_site(1), "map.html": b"ours", "logos/a.png": b"1"}
    target.put(release_of(tmp_path / "1", site, at(1)), target.read_live())
    assert site_on(remote, site) == site
    assert (target.foreign.kept, sorted(target.foreign.lost)) == ((), sorted([*theirs, "link"]))
    assert "网站自己也有" in target.foreign.lost["map.html"]
    assert "链接" in target.foreign.lost["link"]


def test_a_file_that_changes_on_the_way_stops_the_publish(tmp_path: Path, remote: Path) -> None:
    release = release_of(tmp_path / "0", make_site(0), at(0))
    (tmp_path / "0/404.html").write_bytes(b"half wri")
    with pytest.raises(BulletinError) as caught:
        open_target(f"git+{remote}").put(release, None)
    assert [problem.code for problem in caught.value.problems] == ["D102"]
    assert run("-C", str(remote), "for-each-ref") == b""


def test_a_file_that_changes_between_hashing_and_sending(
    tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_after(files: Mapping[str, SiteFile]) -> dict[str, str]:
        named = name_blobs(files)
        (tmp_path / "0/feed.xml").write_bytes(b"half wri")
        return named

    monkeypatch.setattr(git, "name_blobs", change_after)
    release = release_of(tmp_path / "0", make_site(0), at(0))
    with pytest.raises(BulletinError) as caught:
        open_target(f"git+{remote}").put(release, None)
    assert [problem.code for problem in caught.value.problems] == ["D102"]
    assert run("-C", str(remote), "for-each-ref") == b""


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("remote: denied\nfatal: Authentication failed for 'https://u:geheim@host/x.git/'", "D114"),
        ("git@host: Permission denied (publickey).\nfatal: Could not read from remote repository.", "D114"),
        ("fatal: could not read Username for 'https://host': terminal prompts disabled", "D114"),
        ("fatal: unable to access 'https://host/': The requested URL returned error: 403", "D114"),
        ("Host key verification failed.\nfatal: Could not read from remote repository.", "D113"),
        ("fatal: repository 'https://host/x.git/' not found", "D115"),
        ("fatal: '/nowhere' does not appear to be a git repository", "D115"),
        (
            "remote: error: Protected branch update failed\n ! [remote rejected] x -> pages (protected)",
            "D117",
        ),
        (" ! [remote rejected] x -> pages (pre-receive hook declined)", "D117"),
        ("error: file write error: No space left on device", "D104"),
        ("fatal: unable to access 'https://host/': Could not resolve host: host", "D116"),
        ("ssh: connect to host host port 22: Connection timed out", "D116"),
        ("fatal: the remote end hung up unexpectedly", "D116"),
    ],
)
def test_what_git_says_is_told_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: str
) -> None:
    tries: list[str] = []

    def fail(self: Repository, deep: bool = False) -> None:
        tries.append(said)
        raise gitcommand.GitFailure(said)

    monkeypatch.setattr(Repository, "fetch", fail)
    target = open_target("git+https://u:geheim@host/x.git")
    with pytest.raises(BulletinError) as caught:
        target.read_live()
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.exit_code == 3
    assert "geheim" not in caught.value.message
    assert len(tries) == (3 if code == "D116" else 1)


def test_a_missing_repository_or_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BulletinError) as caught:
        open_target(f"git+{tmp_path}/nowhere.git").read_live()
    assert [problem.code for problem in caught.value.problems] == ["D115"]
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BulletinError) as caught:
        open_target(f"git+{tmp_path}/nowhere.git")
    assert [problem.code for problem in caught.value.problems] == ["D111"]


def test_a_hook_that_refuses_leaves_the_branch(tmp_path: Path, remote: Path) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 不许 >&2\nexit 1\n", "utf-8")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(BulletinError) as caught:
        open_target(f"git+{remote}").put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    assert [problem.code for problem in caught.value.problems] == ["D117"]
    assert run("-C", str(remote), "for-each-ref") == b""


def test_a_git_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\necho $$ > '{tmp_path}/pid'\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(gitcommand, "_SECONDS", 2.0)
    with pytest.raises(gitcommand.GitFailure, match="timed out"):
        gitcommand.run_git(tmp_path / "r", "fetch")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def start_publisher(python: str, address: str, sites: Path, count: int) -> subprocess.Popen[str]:
    command = [python, "-m", "tests.publishing", address, str(sites), str(count)]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()
    return process


def test_killed_at_random_moments_the_branch_is_whole(
    tmp_path: Path, remote: Path, python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    sites = [make_site(version) for version in range(3)]
    for version, site in enumerate(sites):
        write_site(tmp_path / "sites" / str(version), site)
    chance = random.Random(7)
    for _ in range(KILLS):
        process = start_publisher(python, f"git+{remote}", tmp_path / "sites", 0)
        wait_until(lambda: list(scratch.iterdir()))
        time.sleep(chance.uniform(0, 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if run("-C", str(remote), "for-each-ref"):
            branch = read_branch(remote)  # once: git's own process may outlive the publisher, and push yet
            manifest = parse_manifest(branch[git.MANIFEST])
            assert {name: branch[name] for name in manifest.files} in sites
    assert list(scratch.iterdir())  # what the killed ones left
    monkeypatch.setattr(git, "_FRESH_SECONDS", -1)
    target = open_target(f"git+{remote}")
    assert target.put(release_of(tmp_path / "last", make_site(9)), target.read_live()) is Outcome.PLACED
    assert site_on(remote, make_site(9)) == make_site(9)
    assert [p.name for p in scratch.iterdir()] == []


def test_publishers_that_race_all_end(tmp_path: Path, remote: Path, python: str) -> None:
    for version in range(3):
        write_site(tmp_path / "sites" / str(version), make_site(version))
    processes = [start_publisher(python, f"git+{remote}", tmp_path / "sites", 3) for _ in range(3)]
    said = [process.communicate(timeout=SECONDS) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    manifest = json.loads(read_branch(remote)[git.MANIFEST])
    assert read_branch(remote).keys() - {git.MANIFEST, git.MARKER} == {
        *manifest["files"],
        *manifest["retired"],
    }
