"""A folder as target: readers see whole releases, whatever is killed, fails or races."""

from __future__ import annotations

import builtins
import contextlib
import errno
import hashlib
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.errors import BulletinError
from bulletin.publish import Outcome, copying, foreign, is_immutable, local, open_target
from bulletin.publish.foreign import Foreign
from bulletin.publish.manifest import KEPT, Content, Manifest
from bulletin.publish.release import hash_file

from .conftest import REPOSITORY
from .patience import SECONDS, wait_until
from .publishing import at, make_site, read_page, read_site, release_of, write_site

KILLS = 25  # benchmarks/publish_kills.py does it 200 times


def read_live_site(target: Path) -> dict[str, bytes]:
    """The site as a reader finds it who follows the link once."""
    return read_site(target / os.readlink(target / "current"))


def without_retired(found: Mapping[str, bytes], site: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in found.items() if name in site or not is_immutable(name)}


def list_leftovers(target: Path) -> list[str]:
    return [p.name for p in (target / "releases").iterdir() if p.name.startswith(".")] + [
        p.name for p in (target / ".bulletin").iterdir() if p.name != "lock"
    ]


def test_a_publish_puts_the_tree_in_place(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    assert target.read_live() is None
    release = release_of(tmp_path / "site", make_site(0), at(0))
    assert target.compare(release).added == tuple(sorted(make_site(0)))
    assert target.put(release, None) is Outcome.PLACED
    assert read_site(tmp_path / "www" / "current") == make_site(0)
    live = target.read_live()
    assert live is not None
    assert live.files.keys() == make_site(0).keys()
    assert not target.compare(release)
    assert target.put(release, live) is Outcome.UNCHANGED
    assert target.read_live() == live


def test_what_stays_the_same_takes_no_room(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    before = (tmp_path / "www/current/logo.png").stat().st_ino
    target.put(release_of(tmp_path / "1", make_site(1), at(1)), target.read_live())
    assert (tmp_path / "www/current/logo.png").stat().st_ino == before
    assert (tmp_path / "www/current/logo.png").stat().st_ino != (tmp_path / "1/logo.png").stat().st_ino


def test_a_file_system_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    target = open_target(str(tmp_path / "www"))
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    monkeypatch.setattr(os, "link", refuse)
    target.put(release_of(tmp_path / "1", make_site(1), at(1)), target.read_live())
    assert without_retired(read_live_site(tmp_path / "www"), make_site(1)) == make_site(1)


def test_five_releases_are_kept_and_gone_back_through(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    for number in range(KEPT + 2):
        site = make_site(number)
        target.put(release_of(tmp_path / str(number), site, at(number)), target.read_live())
    assert len([p for p in (tmp_path / "www/releases").iterdir() if p.is_dir()]) == KEPT
    assert len(list((tmp_path / "www/releases").iterdir())) == 2 * KEPT
    for number in range(KEPT, KEPT - 4, -1):
        manifest = target.roll_back()
        found = read_live_site(tmp_path / "www")
        assert without_retired(found, make_site(number)) == make_site(number)
        assert found.keys() == manifest.everything.keys()
    with pytest.raises(BulletinError) as caught:
        target.roll_back()
    assert [problem.code for problem in caught.value.problems] == ["D109"]


def test_after_a_rollback_the_way_back_leads_past_what_was_withdrawn(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    for number in (0, 1):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    sheet = next(name for name in make_site(1) if name.startswith("style-"))
    withdrawn = target.read_live()
    target.roll_back()
    assert withdrawn is not None
    assert (tmp_path / "www/releases" / withdrawn.name).is_dir()  # somebody may be in the midst of it
    assert (tmp_path / "www/current" / sheet).read_bytes() == make_site(1)[sheet]  # for who reads page 1
    target.put(release_of(tmp_path / "2", make_site(2)), target.read_live())
    target.roll_back()
    assert without_retired(read_live_site(tmp_path / "www"), make_site(0)) == make_site(0)


def test_a_rollback_is_not_undone_by_a_run_that_began_before_it(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    for number in (0, 1):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    base, release = target.read_live(), release_of(tmp_path / "2", make_site(2), at(2))
    target.roll_back()
    assert target.put(release, base) is Outcome.SUPERSEDED
    assert without_retired(read_live_site(tmp_path / "www"), make_site(0)) == make_site(0)


def test_a_reader_of_an_old_page_finds_its_style_sheet(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    sheets: list[str] = []
    for number in range(KEPT + 1):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
        page = (tmp_path / "www/current/index.html").read_bytes()
        sheets.append(read_page(page)["sheet"])
        for sheet in sheets[-KEPT:]:
            assert (tmp_path / "www/current" / sheet).exists()
    assert not (tmp_path / "www/current" / sheets[0]).exists()


def test_what_was_spoilt_by_hand_is_mended(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    release = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(release, None)
    (tmp_path / "www/current/logo.png").write_bytes(b"defaced")
    (tmp_path / "www/current/404.html").unlink()
    assert target.put(release, target.read_live()) is Outcome.PLACED
    assert read_live_site(tmp_path / "www") == make_site(0)


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    theirs = {"CNAME": b"x.gov.cn\n", ".well-known/acme/1": b"1", "baidu_verify_x.html": b"2"}
    target, current = open_target(str(tmp_path / "www")), tmp_path / "www/current"
    first = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(first, None)
    write_site(current, theirs)
    assert target.put(first, target.read_live()) is Outcome.UNCHANGED
    for number in (1, 2):
        release = release_of(tmp_path / str(number), make_site(number), at(number))
        assert target.put(release, target.read_live()) is Outcome.PLACED
        assert target.foreign == Foreign(tuple(sorted(theirs)))
        assert read_live_site(tmp_path / "www").items() >= {**theirs, **make_site(number)}.items()
        assert target.put(release, target.read_live()) is Outcome.UNCHANGED
    target.roll_back()
    assert read_live_site(tmp_path / "www").items() >= {**theirs, **make_site(1)}.items()
    # What its owner changes is carried over as it is now, and what he takes away is gone for good.
    (current / "CNAME").write_bytes(b"y.gov.cn\n")
    (current / "baidu_verify_x.html").unlink()
    target.put(release_of(tmp_path / "3", make_site(3)), target.read_live())
    found = read_live_site(tmp_path / "www")
    assert (found["CNAME"], "baidu_verify_x.html" in found) == (b"y.gov.cn\n", False)


def test_without_links_on_the_disk_what_others_put_there_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    target = open_target(str(tmp_path / "www"))
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    write_site(tmp_path / "www/current", {"CNAME": b"x"})
    monkeypatch.setattr(os, "link", refuse)
    target.put(release_of(tmp_path / "1", make_site(1), at(1)), target.read_live())
    assert (tmp_path / "www/current/CNAME").read_bytes() == b"x"


def test_what_others_put_there_and_cannot_stay_is_said(tmp_path: Path) -> None:
    target, current = open_target(str(tmp_path / "www")), tmp_path / "www/current"
    target.put(release_of(tmp_path / "0", {**make_site(0), "2024-10/index.html": b"1"}, at(0)), None)
    write_site(tmp_path / "secret", {"key": b"1"})
    write_site(current, {"map.html": b"theirs", "2024-10/more.html": b"2", "logos": b"a file"})
    os.symlink(tmp_path / "secret", current / "folder")
    os.symlink(tmp_path / "secret/key", current / "2024-09/key")
    os.mkfifo(current / "pipe")
    site = {**make_site(1), "map.html": b"ours", "logos/a.png": b"1"}
    target.put(release_of(tmp_path / "1", site, at(1)), target.read_live())
    assert without_retired(read_live_site(tmp_path / "www"), site) == site
    assert not (current / "folder").is_symlink()
    lost = ["2024-09/key", "2024-10/more.html", "folder", "logos", "map.html", "pipe"]
    assert (target.foreign.kept, list(target.foreign.lost)) == ((), lost)
    assert "撤下" in target.foreign.lost["2024-10/more.html"]
    assert "网站自己也有" in target.foreign.lost["map.html"]


def test_of_too_many_those_at_the_root_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, current = open_target(str(tmp_path / "www")), tmp_path / "www/current"
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    old = {f"old/{n:03}.html": b"1" for n in range(foreign.MOST_FILES)}
    write_site(current, {**old, "CNAME": b"x"})
    target.put(release_of(tmp_path / "1", make_site(1), at(1)), target.read_live())
    assert (target.foreign.kept[0], len(target.foreign.kept)) == ("CNAME", foreign.MOST_FILES)
    assert list(target.foreign.lost) == [max(old)]
    monkeypatch.setattr(foreign, "MOST_BYTES", 10)
    write_site(current, {"big.zip": b"12345678901"})
    target.put(release_of(tmp_path / "2", make_site(2), at(2)), target.read_live())
    assert (current / "CNAME").read_bytes() == b"x"
    assert "MB" in target.foreign.lost["big.zip"]
    said = foreign.describe_foreign(target.foreign)
    assert [(p.code, p.severity) for p in said] == [("D207", "info"), ("D207", "warning")]


def test_what_others_locked_away_does_not_stop_a_publish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> tuple[str, int]:
        if path.name == "locked":  # root, who may run this test, reads everything
            raise PermissionError(errno.EACCES, "locked", str(path))
        return hash_file(path)

    target, current = open_target(str(tmp_path / "www")), tmp_path / "www/current"
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    write_site(current, {"CNAME": b"x", "locked": b"x"})
    monkeypatch.setattr(local, "hash_file", refuse)
    target.put(release_of(tmp_path / "1", make_site(1), at(1)), target.read_live())
    assert target.foreign == Foreign(("CNAME",), {"locked": foreign.UNREADABLE})


@given(st.text(max_size=12))
def test_names_that_others_gave_are_safe(name: str) -> None:
    """Whatever is kept stays in the site, and what is said of the rest can be shown."""
    live = Manifest("", at(0), {"index.html": Content("0" * 64, 1)})
    done = foreign.settle_strays({name: foreign.Stray(is_plain=True)}, live, live)
    assert all(p.message.isprintable() for p in foreign.describe_foreign(done))
    parts = name.split("/")
    if {"", ".", "..", ".git", ".GIT"} & {*parts} or parts[0] in {".bulletin", "index.html"}:
        assert done.kept == ()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        *((name, True) for name in ("CNAME", ".htaccess", ".github/x.yml", ".well-known/a.b", "证明.txt")),
        *((name, False) for name in ("../x", "a/../x", "/x", ".git/config", "a/.Git /x", "git~1/x", "a\\b")),
        *((name, False) for name in (".", "a\nb", "2024-08/x.html", "index.html/x", "\udc80")),
    ],
)
def test_which_names_stay(name: str, kept: bool) -> None:
    facts = {"records": {"2024-08": {"withdrawn": "2024-09-01"}, "2024-09": {"withdrawn": ""}}}
    live = Manifest("", at(0), {"index.html": Content("0" * 64, 1)}, facts=facts)
    done = foreign.settle_strays({name: foreign.Stray(is_plain=True)}, live, live)
    assert (done.kept == (name,), list(done.lost) == [name]) == (kept, not kept)


@pytest.mark.parametrize(
    "spoilt", [None, b"", b"{}", b"\xff\xfe", b'{"version": 1, "files": {"../../x": {}}}']
)
def test_a_lost_manifest_is_made_up_for(tmp_path: Path, spoilt: bytes | None) -> None:
    target = open_target(str(tmp_path / "www"))
    release = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(release, None)
    live = target.read_live()
    assert live is not None
    record = tmp_path / "www/releases" / f"{live.name}.json"
    if spoilt is None:
        record.unlink()
    else:
        record.write_bytes(spoilt)
    again = target.read_live()
    assert again is not None
    assert (again.name, again.started, again.files) == (live.name, live.started, live.files)
    assert target.put(release_of(tmp_path / "1", make_site(1), at(1)), again) is Outcome.PLACED


def test_a_live_release_that_was_removed_by_hand_is_replaced(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    release = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(release, None)
    shutil.rmtree(tmp_path / "www/releases")
    assert target.read_live() is None
    assert target.put(release, None) is Outcome.PLACED
    assert read_live_site(tmp_path / "www") == make_site(0)


def test_what_a_later_version_published_is_left_alone(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    release = release_of(tmp_path / "0", make_site(0), at(0))
    target.put(release, None)
    live = target.read_live()
    assert live is not None
    (tmp_path / "www/releases" / f"{live.name}.json").write_text('{"version": 2}', "utf-8")
    with pytest.raises(BulletinError) as caught:
        target.put(release, None)
    assert [problem.code for problem in caught.value.problems] == ["D110"]


@pytest.mark.parametrize("kind", ["folder", "file", "link out", "link to another name"])
def test_a_current_that_is_not_ours_is_left_alone(tmp_path: Path, kind: str) -> None:
    www = tmp_path / "www"
    www.mkdir()
    if kind == "folder":
        write_site(www / "current", {"precious.html": b"1"})
    elif kind == "file":
        (www / "current").write_bytes(b"1")
    else:
        os.symlink("/etc" if kind == "link out" else "releases/../x", www / "current")
    before = sorted(p.name for p in www.rglob("*"))
    with pytest.raises(BulletinError) as caught:
        open_target(str(www)).put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    assert [problem.code for problem in caught.value.problems] == ["D106"]
    assert set(before) <= {p.name for p in www.rglob("*")}


def test_a_file_that_changes_on_the_way_stops_the_publish(tmp_path: Path) -> None:
    target = open_target(str(tmp_path / "www"))
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    release = release_of(tmp_path / "1", make_site(1), at(1))
    (tmp_path / "1/404.html").write_bytes(b"half wri")
    with pytest.raises(BulletinError) as caught:
        target.put(release, target.read_live())
    (tmp_path / "1/404.html").unlink()
    with pytest.raises(BulletinError) as gone:
        target.put(release, target.read_live())
    assert {p.code for error in (caught, gone) for p in error.value.problems} == {"D102"}
    assert read_live_site(tmp_path / "www") == make_site(0)
    assert not list_leftovers(tmp_path / "www")


def test_of_two_runs_the_later_wins_in_either_order(tmp_path: Path) -> None:
    for order in ((0, 1), (1, 0)):
        www = tmp_path / f"www{order[0]}"
        target = open_target(str(www))
        releases = [release_of(tmp_path / str(number), make_site(number), at(number)) for number in (0, 1)]
        outcomes = [target.put(releases[number], None) for number in order]
        assert outcomes == [Outcome.PLACED, Outcome.PLACED if order == (0, 1) else Outcome.SUPERSEDED]
        assert without_retired(read_live_site(www), make_site(1)) == make_site(1)


def test_who_holds_the_lock_is_said(tmp_path: Path) -> None:
    www = tmp_path / "www"
    release = release_of(tmp_path / "0", make_site(0), at(0))
    open_target(str(www)).put(release, None)
    said: list[str] = []
    with filelock.FileLock(www / ".bulletin/lock"):
        (www / ".bulletin/owner.json").write_bytes(local._describe_us())
        with pytest.raises(BulletinError) as caught:
            open_target(str(www), wait=0.1).put(
                release, None, lambda what, done=0, total=0: said.append(what)
            )
    assert caught.value.exit_code == 4
    assert f"上的进程 {os.getpid()}，从 20" in caught.value.message
    assert "等另一个发布做完" in said[0]
    assert open_target(str(www)).put(release, None) is Outcome.UNCHANGED


def test_windows_is_told_what_to_do_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "A required privilege is not held by the client")

    target = open_target(str(tmp_path / "www"))
    release = release_of(tmp_path / "0", make_site(0), at(0))
    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(local, "_ON_WINDOWS", True)
    with pytest.raises(BulletinError) as caught:
        target.put(release, None)
    assert [problem.code for problem in caught.value.problems] == ["D107"]


# --- random trees


segments = st.text(st.sampled_from("abc图. -0"), min_size=1, max_size=3).filter(
    lambda s: not s.startswith(".") and not s.endswith((" ", "."))
)
trees = st.dictionaries(
    st.lists(segments, min_size=1, max_size=3).map("/".join), st.binary(max_size=3), max_size=6
)


def drop_conflicts(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """A tree that a disk can hold: no file is a folder as well."""
    kept: dict[str, bytes] = {"index.html": b"home"}
    for name, data in tree.items():
        if not any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in kept):
            kept[name] = data
    return kept


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(trees, min_size=1, max_size=4))
def test_any_tree_after_any_other(trees: list[dict[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        target = open_target(str(base / "www"))
        for number, tree in enumerate(map(drop_conflicts, trees)):
            live = target.read_live()
            release = release_of(base / f"site{number}", tree, at(number))
            changes = target.compare(release)
            outcome = target.put(release, live)
            assert outcome is (Outcome.PLACED if changes else Outcome.UNCHANGED)
            assert without_retired(read_live_site(base / "www"), tree) == tree
            assert not list_leftovers(base / "www")


# --- a disk that fails


class Disk:
    """Counts what is asked of the disk, and fails at the operation `at` with `fault`."""

    def __init__(self, at: int, fault: int) -> None:
        self.count, self.at, self.fault = 0, at, fault

    def ask(self) -> None:
        self.count += 1
        if self.count == self.at:
            raise OSError(self.fault, os.strerror(self.fault))

    def wrap(self, function: Any) -> Any:
        def call(*arguments: Any, **more: Any) -> Any:
            self.ask()
            return function(*arguments, **more)

        return call

    def open(self, *arguments: Any, **more: Any) -> Any:
        self.ask()
        file = builtins.open(*arguments, **more)  # noqa: SIM115
        return FailingFile(file, self) if file.mode.startswith(("w", "x")) else file


class FailingFile:
    """A file whose writes are operations of the disk, too."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self._file, self._disk = file, disk

    def write(self, data: bytes) -> None:
        self._disk.ask()
        self._file.write(data)

    def __enter__(self) -> FailingFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


OPERATIONS = (
    "link",
    "symlink",
    "replace",
    "rename",
    "fsync",
    "mkdir",
    "unlink",
    "rmdir",
    "readlink",
    "scandir",
    "open",
)


@contextlib.contextmanager
def fail_disk(disk: Disk) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in OPERATIONS:
            patch.setattr(os, name, disk.wrap(getattr(os, name)))
        for module in (copying, local):
            patch.setattr(module, "open", disk.open, raising=False)
        patch.setattr(copying, "_WRITERS", 1)
        yield


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_disk_that_fails_at_any_operation_leaves_a_whole_site(tmp_path: Path, fault: int) -> None:
    """Each operation in turn: the old site is live or the new, the run's word is true, the next one mends."""
    sites = [{"index.html": b"%d" % n, f"s-{n}a1b2c3d4.css": b"%d" % n, "a/b.pdf": b"same"} for n in (0, 1)]
    first, second = (release_of(tmp_path / str(n), sites[n], at(n)) for n in (0, 1))
    www = tmp_path / "www"
    faults: list[BulletinError] = []
    for number in range(1, 500):
        shutil.rmtree(www, ignore_errors=True)
        target = open_target(str(www))
        target.put(first, None)
        disk = Disk(number, fault)
        outcome: Outcome | None = None
        try:
            with fail_disk(disk):
                outcome = target.put(second, None)
        except BulletinError as error:
            faults.append(error)
        found = read_live_site(www)
        assert found in (sites[0], {**found, **sites[1]})
        if outcome is Outcome.PLACED:
            assert found == {**found, **sites[1]}
        assert target.put(second, target.read_live()) in {Outcome.PLACED, Outcome.UNCHANGED}
        assert without_retired(read_live_site(www), sites[1]) == sites[1]
        assert not list_leftovers(www)
        if disk.count < number:
            break
    assert number > 30  # the whole run was gone through
    assert {error.exit_code for error in faults} == {3}
    assert {p.code for error in faults for p in error.problems} <= {"D103", "D104", "D105", "D106"}


def test_all_is_on_the_disk_before_readers_see_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: set[int] = set()
    ready: list[bool] = []
    fsync, replace = os.fsync, os.replace

    def note_fsync(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def note_replace(source: Path, target: Path) -> None:
        if target.name == "current":
            release = tmp_path / "www" / os.readlink(source)
            paths = [release.parent, release, release.with_name(f"{release.name}.json"), *release.rglob("*")]
            ready.append({path.stat().st_ino for path in paths} <= synced)
        replace(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    target = open_target(str(tmp_path / "www"))
    for number in (0, 1):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    assert ready == [True, True]
    assert (tmp_path / "www").stat().st_ino in synced


def test_a_full_disk_leaves_what_is_live(tmp_path: Path) -> None:
    """A real one, where the tests may mount one."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", small], capture_output=True)
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    try:
        target = open_target(str(small / "www"))
        site = make_site(0, articles=1)
        target.put(release_of(tmp_path / "0", site, at(0)), None)
        big = {**make_site(1), "big.pdf": os.urandom(600_000)}
        with pytest.raises(BulletinError) as caught:
            target.put(release_of(tmp_path / "1", big, at(1)), target.read_live())
        assert [problem.code for problem in caught.value.problems] == ["D104"]
        assert caught.value.exit_code == 3
        assert read_live_site(small / "www") == site
        assert not list_leftovers(small / "www")
    finally:
        subprocess.run(["umount", small], check=True)


# --- processes that are killed, and that race


class Reader(threading.Thread):
    """Reads the site over and over, as a snapshot and as a browser does, and notes what was wrong."""

    def __init__(self, target: Path, sites: list[dict[str, bytes]]) -> None:
        super().__init__()
        self.target, self.sites = target, sites
        self.reads, self.wrong = 0, list[str]()
        self.done = threading.Event()

    def run(self) -> None:
        digests = {hashlib.sha256(data).hexdigest() for site in self.sites for data in site.values()}
        while not self.done.is_set():
            try:
                found = read_live_site(self.target)
                version = int(read_page(found["index.html"])["version"])
                if without_retired(found, self.sites[version]) != self.sites[version]:
                    self.wrong.append(f"a mixture around {version}")
                page = read_page((self.target / "current/2024-09/01/index.html").read_bytes())
                sheet = (self.target / "current" / page["sheet"]).read_bytes()
                if hashlib.sha256(sheet).hexdigest() not in digests:
                    self.wrong.append("a spoilt style sheet")
                self.reads += 1
            except OSError as error:
                self.wrong.append(f"missing: {error}")

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.join()

    def wait_for_one(self) -> None:
        """Until it has read the site once more from beginning to end."""
        seen = self.reads
        wait_until(lambda: self.reads > seen + 1)


def start_publisher(python: str, target: Path, sites: Path, count: int) -> subprocess.Popen[str]:
    command = [python, "-m", "tests.publishing", str(target), str(sites), str(count)]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.communicate()
    return process


def publish_first(folder: Path, versions: int) -> tuple[Path, list[dict[str, bytes]]]:
    """Sites of some versions, written below `folder`; the first of them is published where the path says."""
    sites = [make_site(version) for version in range(versions)]
    for version, site in enumerate(sites):
        write_site(folder / "sites" / str(version), site)
    www = folder / "www"
    open_target(str(www)).put(release_of(folder / "sites/0", sites[0]), None)
    return www, sites


def test_killed_at_random_moments_readers_find_whole_sites(tmp_path: Path, python: str) -> None:
    www, sites = publish_first(tmp_path, 4)
    chance = random.Random(7)
    with Reader(www, sites) as reader:
        for _ in range(KILLS):
            process = start_publisher(python, www, tmp_path / "sites", 0)
            time.sleep(chance.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            reader.wait_for_one()  # what it left
    assert reader.wrong == []
    target = open_target(str(www))
    target.put(release_of(tmp_path / "last", make_site(9)), target.read_live())  # no lock is in the way
    assert without_retired(read_live_site(www), make_site(9)) == make_site(9)
    assert not list_leftovers(www)
    assert len(list((www / "releases").iterdir())) <= 2 * KEPT


def test_publishers_that_race_all_end_and_the_newest_wins(tmp_path: Path, python: str) -> None:
    www, sites = publish_first(tmp_path, 3)
    with Reader(www, sites) as reader:
        processes = [start_publisher(python, www, tmp_path / "sites", 6) for _ in range(3)]
        said = [process.communicate(timeout=SECONDS) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert reader.wrong == []
    live = open_target(str(www)).read_live()
    assert live is not None
    assert read_live_site(www).keys() == live.everything.keys()
