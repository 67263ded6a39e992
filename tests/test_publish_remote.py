"""A server as target: the order in which readers get a release, a lock with a lease, what is mended."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin.errors import BulletinError
from bulletin.publish import Outcome, Release, is_immutable, lease, parse_manifest, store
from bulletin.publish.lease import LOCK, LostLease, hold_lease
from bulletin.publish.manifest import KEPT
from bulletin.publish.remote import DOUBT, LIVE, OBJECTS, RELEASES, RemoteTarget
from bulletin.publish.store import LostConnection

from .memory_store import Died, MemoryStore
from .patience import SECONDS
from .publishing import at, make_site, read_page, release_of
from .test_publish_local import drop_conflicts, trees, without_retired


@pytest.fixture(autouse=True)
def be_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PAUSES", (0.0, 0.0, 0.0))
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1.0)  # a busy machine renews it late
    monkeypatch.setattr(lease, "_SETTLE_SECONDS", 0.05)


def shown(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What readers see of a store."""
    return {name: data for name, data in files.items() if not name.startswith(".bulletin/")}


def state(files: Mapping[str, bytes]) -> set[str]:
    return {
        name.removeprefix(".bulletin/").partition("/")[0] for name in files if name.startswith(".bulletin/")
    }


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, bytes], Release]]:
    """Sites and their releases, in the order of time."""
    folder = tmp_path_factory.mktemp("sites")
    return [(make_site(n), release_of(folder / str(n), make_site(n), at(n))) for n in range(8)]


Releases = list[tuple[dict[str, bytes], Release]]


def test_only_what_changes_travels(releases: Releases) -> None:
    files: dict[str, bytes] = {}
    target = RemoteTarget(memory := MemoryStore(files), 1)
    assert target.read_live() is None
    for number in (0, 1):
        site, release = releases[number]
        assert target.put(release, target.read_live()) is Outcome.PLACED
        assert without_retired(shown(files), site) == site
        assert state(files) == {"manifest.json", "objects", "releases"}
        assert target.put(release, target.read_live()) is Outcome.UNCHANGED
    changed = {data for name, data in releases[1][0].items() if releases[0][0].get(name) != data}
    assert len(memory.sent) == len({*releases[0][0].values()}) + len(changed - {*releases[0][0].values()})


def test_releases_are_kept_and_gone_back_through(releases: Releases) -> None:
    files: dict[str, bytes] = {}
    target = RemoteTarget(MemoryStore(files), 1)
    for _, release in releases:
        target.put(release, target.read_live())
    kept = [name for name in files if name.startswith(f"{RELEASES}/")]
    assert len(kept) == KEPT
    needed = {c.sha256 for name in kept for c in parse_manifest(files[name]).everything.values()}
    assert {name.removeprefix(f"{OBJECTS}/") for name in files if name.startswith(f"{OBJECTS}/")} == needed
    for site, _ in releases[-2 : -KEPT - 1 : -1]:
        manifest = target.roll_back()
        assert without_retired(shown(files), site) == site
        assert shown(files).keys() == manifest.everything.keys()
    with pytest.raises(BulletinError) as caught:
        target.roll_back()
    assert [problem.code for problem in caught.value.problems] == ["D109"]


def test_a_rollback_needs_what_the_server_lost(releases: Releases) -> None:
    files: dict[str, bytes] = {}
    target = RemoteTarget(MemoryStore(files), 1)
    for _, release in releases[:2]:
        target.put(release, target.read_live())
    before = shown(files)
    for name in [name for name in files if name.startswith(f"{OBJECTS}/")]:
        del files[name]
    with pytest.raises(BulletinError) as caught:
        target.roll_back()
    assert [problem.code for problem in caught.value.problems] == ["D109"]
    assert shown(files) == before
    assert target.put(releases[2][1], target.read_live()) is Outcome.PLACED  # brings all of it anew
    assert without_retired(shown(files), releases[2][0]) == releases[2][0]


class Reader:
    """Looks at a store after every operation, as a reader who may come at any moment."""

    def __init__(self, old: dict[str, bytes], new: dict[str, bytes]) -> None:
        self.old, self.new = old, new
        self.wrong: list[str] = []

    def look(self, files: dict[str, bytes]) -> None:
        now = shown(files)
        for name, data in now.items():
            if data not in (self.old.get(name), self.new.get(name)) and not is_immutable(name):
                self.wrong.append(f"{name} is neither old nor new")
        for name in self.old.keys() & self.new.keys():
            if name not in now:
                self.wrong.append(f"{name} is missing")
        for name, data in now.items():
            if name.endswith(".html") and data.startswith(b"version="):
                page = read_page(data)
                if page["sheet"] not in now:
                    self.wrong.append(f"{name} has lost its style sheet")
                if name == "index.html":
                    lost = [link for link in page["links"].split(",") if link not in now]
                    if lost:
                        self.wrong.append(f"the home page leads to {lost}")
                    version = page["version"]
                    stale = [n for n in page["links"].split(",") if read_page(now[n])["version"] != version]
                    if data == self.new["index.html"] and stale:
                        self.wrong.append(f"the new home page leads to old {stale}")
        if now.get("feed.xml") == self.new["feed.xml"] and now["index.html"] != self.new["index.html"]:
            self.wrong.append("the feed is ahead of the pages")


@pytest.mark.parametrize(("first", "second"), [(0, 2), (2, 0), (1, 4)])
def test_killed_before_any_operation_readers_miss_nothing_and_the_next_run_mends(
    releases: Releases, first: int, second: int
) -> None:
    old, new = releases[first][0], releases[second][0]
    for number in range(1, 1000):
        files: dict[str, bytes] = {}
        RemoteTarget(MemoryStore(files), 1).put(releases[first][1], None)
        dying = MemoryStore(files)
        reader = Reader(old, new)

        def die(count: int, number: int = number) -> None:
            if count == number:
                raise Died

        dying.before, dying.after = die, reader.look
        target = RemoteTarget(dying, 1)
        with contextlib.suppress(Died):
            target.put(releases[second][1], target.read_live())
        assert reader.wrong == []
        if not dying.dead:
            break
        files.pop(LOCK, None)  # its lease ran out: see below
        # Whatever comes next, the same release, the old one or a third, it is whole in the end.
        chosen = (second, first, 5)[number % 3]
        next_target = RemoteTarget(MemoryStore(files), 1)
        next_target.put(releases[chosen][1], next_target.read_live())
        assert without_retired(shown(files), releases[chosen][0]) == releases[chosen][0]
        live = next_target.read_live()
        assert live is not None
        assert shown(files).keys() == live.everything.keys()
        assert state(files) == {"manifest.json", "objects", "releases"}
    assert number > 30


def test_a_lost_connection_is_taken_up_where_it_broke(releases: Releases) -> None:
    """Before each operation in turn, and after it, when only the answer is lost."""
    for number in range(1, 1000):
        for after in (False, True):
            files: dict[str, bytes] = {}
            memory = MemoryStore(files)
            lost: list[int] = []

            def lose(
                _: object, number: int = number, lost: list[int] = lost, memory: MemoryStore = memory
            ) -> None:
                if memory.count == number and not lost:
                    lost.append(number)
                    raise LostConnection("cut")

            if after:
                memory.after = lose
            else:
                memory.before = lose
            target = RemoteTarget(memory, 1)
            assert target.put(releases[0][1], None) is Outcome.PLACED
            assert shown(files) == releases[0][0]
            assert state(files) == {"manifest.json", "objects", "releases"}
        if number > memory.count:
            break
    assert number > 30


def test_a_line_that_stays_dead_is_reported_and_a_later_run_resumes(releases: Releases) -> None:
    files: dict[str, bytes] = {}
    memory = MemoryStore(files)
    contents = len({*releases[0][0].values()})

    def cut(count: int) -> None:
        if len(memory.sent) >= contents // 2:
            raise LostConnection("no route to host")

    memory.before = cut
    said: list[str] = []
    with pytest.raises(BulletinError) as caught:
        RemoteTarget(memory, 1).put(releases[0][1], None, lambda what, done=0, total=0: said.append(what))
    assert [problem.code for problem in caught.value.problems] == ["D116"]
    assert caught.value.exit_code == 3
    assert any("秒后再试" in what for what in said)
    assert shown(files) == {}
    again = MemoryStore(files)
    assert RemoteTarget(again, 5).put(releases[0][1], None) is Outcome.PLACED  # the lease runs out first
    assert len(again.sent) == contents - contents // 2


def test_the_newest_of_two_runs_wins(releases: Releases) -> None:
    files: dict[str, bytes] = {}
    target = RemoteTarget(MemoryStore(files), 1)
    assert target.put(releases[1][1], None) is Outcome.PLACED
    assert target.put(releases[0][1], None) is Outcome.SUPERSEDED
    assert without_retired(shown(files), releases[1][0]) == releases[1][0]
    assert target.put(releases[0][1], target.read_live()) is Outcome.PLACED


def test_a_thousand_runs_at_once_take_turns(releases: Releases) -> None:
    files: dict[str, bytes] = {}
    wrong: list[BaseException] = []

    def publish(number: int) -> None:
        try:
            target = RemoteTarget(MemoryStore(files), SECONDS)
            target.put(releases[number][1], None)
        except BaseException as error:  # noqa: BLE001  # shown by the assertion below
            wrong.append(error)

    threads = [threading.Thread(target=publish, args=(number % 4,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert without_retired(shown(files), releases[3][0]) == releases[3][0]


# --- the lock


def test_a_dead_holders_lock_runs_out(releases: Releases, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, bytes] = {}
    dying = MemoryStore(files)

    def die(_: object) -> None:
        if any(name.startswith(OBJECTS) for name in files):
            raise Died

    dying.before = die
    with monkeypatch.context() as patch:
        patch.setattr(lease, "LEASE_SECONDS", 0.2)
        with pytest.raises(Died):
            RemoteTarget(dying, 1).put(releases[0][1], None)
    assert LOCK in files
    said: list[str] = []
    began = time.monotonic()
    assert (
        RemoteTarget(MemoryStore(files), SECONDS).put(
            releases[0][1], None, lambda what, done=0, total=0: said.append(what)
        )
        is Outcome.PLACED
    )
    assert time.monotonic() - began >= 0.2
    assert any("等另一个发布做完" in what and "上的进程" in what for what in said)


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"lease": "x"}', b'{"lease": 1e9}', b"\xff"])
def test_a_lock_that_nobody_can_read_runs_out_too(
    releases: Releases, spoilt: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_LONGEST_LEASE", 0.3)
    files = {LOCK: spoilt}
    assert RemoteTarget(MemoryStore(files), SECONDS).put(releases[0][1], None) is Outcome.PLACED


def test_a_living_holders_lock_does_not_run_out() -> None:
    files: dict[str, bytes] = {}
    with hold_lease(MemoryStore(files), lambda *_: None, 1) as held:
        with pytest.raises(BulletinError) as caught, hold_lease(MemoryStore(files), lambda *_: None, 2.5):
            pass
        held.check()
        assert caught.value.exit_code == 4
        assert [problem.code for problem in caught.value.problems] == ["D108"]
        assert json.loads(files[LOCK])["since"] in caught.value.message
    assert LOCK not in files


@pytest.mark.parametrize(("first", "ours", "other"), [(0, 2, 3), (2, 3, 5)])
def test_who_was_taken_over_while_it_slept_leaves_the_newer_site_whole(
    releases: Releases, monkeypatch: pytest.MonkeyPatch, first: int, ours: int, other: int
) -> None:
    """A machine is suspended before each operation in turn, and another publishes meanwhile. The operation
    that it wakes up in is done all the same."""
    late = 0.0
    monkeypatch.setattr(lease, "read_clock", lambda: time.monotonic() + late)
    for number in range(1, 1000):
        files: dict[str, bytes] = {}
        RemoteTarget(MemoryStore(files), 1).put(releases[first][1], None)
        sleeper = MemoryStore(files)
        done: list[Outcome] = []

        def sleep(
            count: int,
            number: int = number,
            files: dict[str, bytes] = files,
            done: list[Outcome] = done,
        ) -> None:
            nonlocal late
            if count == number and LOCK in files:
                late += 10
                del files[LOCK]
                awake = RemoteTarget(MemoryStore(files), 1)
                done.append(awake.put(releases[other][1], awake.read_live()))

        target = RemoteTarget(sleeper, 1)
        base = target.read_live()
        sleeper.count = 0
        sleeper.before = sleep
        outcome = target.put(releases[ours][1], base)
        if done:
            assert outcome in {Outcome.SUPERSEDED, Outcome.PLACED}
            live = target.read_live()
            assert live is not None
            assert shown(files).keys() == live.everything.keys()
            assert without_retired(shown(files), releases[other][0]) == releases[other][0]
        if sleeper.count < number:
            break
    assert number > 30


def test_a_rollback_that_lost_its_lock_does_not_go_back_twice(releases: Releases) -> None:
    """At each operation in turn the lock goes to somebody who does nothing, and is free again."""
    for number in range(1, 1000):
        files: dict[str, bytes] = {}
        target = RemoteTarget(memory := MemoryStore(files), SECONDS)
        for _, release in releases[:3]:
            target.put(release, target.read_live())
        memory.count = 0
        stolen: list[int] = []

        def steal(
            count: int, number: int = number, files: dict[str, bytes] = files, stolen: list[int] = stolen
        ) -> None:
            if count == number and LOCK in files:
                files[LOCK] = b'{"lease": 0.01}'
                stolen.append(count)

        memory.before = steal
        target.roll_back()
        assert without_retired(shown(files), releases[1][0]) == releases[1][0]
        assert state(files) - {"lock.json"} == {"manifest.json", "objects", "releases"}
        if memory.count < number:
            break
    assert number > 20


def test_of_two_that_take_a_dead_lock_one_gets_it() -> None:
    for _ in range(20):
        files = {LOCK: b'{"lease": 0.1}'}
        inside, most, wrong = 0, 0, list[BaseException]()
        guard = threading.Lock()

        def hold(
            files: dict[str, bytes] = files, wrong: list[BaseException] = wrong, guard: threading.Lock = guard
        ) -> None:
            nonlocal inside, most
            try:
                with hold_lease(MemoryStore(files), lambda *_: None, SECONDS):
                    with guard:
                        inside += 1
                        most = max(most, inside)
                    time.sleep(0.005)
                    with guard:
                        inside -= 1
            except BaseException as error:  # noqa: BLE001  # shown by the assertion below
                wrong.append(error)

        threads = [threading.Thread(target=hold) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert most == 1


def test_a_server_without_conditions_is_asked_twice() -> None:
    """Of two that both think they made the lock, the one whose bytes stay has it."""
    files: dict[str, bytes] = {}
    first, second = MemoryStore(files, exclusive=False), MemoryStore(files, exclusive=False)

    def overwrite(_: object) -> None:
        first.after = lambda _: None
        second.create(LOCK, b'{"lease": 0.1}')

    first.after = overwrite
    with hold_lease(first, lambda *_: None, SECONDS):
        assert json.loads(files[LOCK])["token"]
    assert LOCK not in files


def test_a_lost_lock_is_noticed() -> None:
    files: dict[str, bytes] = {}
    with hold_lease(MemoryStore(files), lambda *_: None, 1) as held:
        files[LOCK] = b'{"token": "another"}'
        with pytest.raises(LostLease):
            held.confirm()
        with pytest.raises(LostLease):
            held.check()
    assert files[LOCK] == b'{"token": "another"}'  # it is not ours to remove


# --- what a server may hold


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (LIVE, b"{}", "D110"),
        (LIVE, b'{"version": 2}', "D110"),
        (LIVE, b"\x00", "D110"),
        (DOUBT, b"[]", "D110"),
        (DOUBT, b"{", "D110"),
    ],
)
def test_a_spoilt_state_stops_the_publish(releases: Releases, name: str, data: bytes, code: str) -> None:
    files: dict[str, bytes] = {}
    RemoteTarget(MemoryStore(files), 1).put(releases[0][1], None)
    files[name] = data
    with pytest.raises(BulletinError) as caught:
        RemoteTarget(MemoryStore(files), 1).put(releases[1][1], None)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert shown(files) == releases[0][0]


def test_without_its_state_a_site_is_placed_anew(releases: Releases) -> None:
    """What docs/发布.md tells to do about a spoilt manifest, or a file that was changed on the server."""
    files: dict[str, bytes] = {}
    RemoteTarget(MemoryStore(files), 1).put(releases[0][1], None)
    files["index.html"] = b"spoilt by hand"
    for name in [name for name in files if name.startswith(".bulletin/")]:
        del files[name]
    assert RemoteTarget(MemoryStore(files), 1).put(releases[0][1], None) is Outcome.PLACED
    assert shown(files) == releases[0][0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(trees, min_size=1, max_size=4))
def test_any_tree_after_any_other(
    tmp_path_factory: pytest.TempPathFactory, trees: list[dict[str, bytes]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("trees")
    files: dict[str, bytes] = {}
    target = RemoteTarget(MemoryStore(files), 1)
    for number, tree in enumerate(map(drop_conflicts, trees)):
        release = release_of(folder / str(number), tree, at(number))
        target.put(release, target.read_live())
        assert without_retired(shown(files), tree) == tree
        assert state(files) == {"manifest.json", "objects", "releases"}
