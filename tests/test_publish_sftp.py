"""SFTP as target: against a server in Python and OpenSSH's own, over lines that break."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
import pytest

from bulletin.errors import BulletinError
from bulletin.publish import Outcome, Target, lease, open_target, ssh, store

from .publishing import PageReader, at, kill_publishers, make_site, read_site, release_of, write_site
from .servers import OPENSSH, PASSWORD, BreakingLine, SftpServer, closing
from .test_publish_local import without_retired

KILLS = 3


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who knows no host yet; no agent, no waiting."""
    folder = tmp_path / "home"
    (folder / ".ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("BULLETIN_SFTP_PASSWORD", PASSWORD)
    monkeypatch.setattr(store, "PAUSES", (0.01, 0.05, 0.1))
    monkeypatch.setattr(lease, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(ssh, "SECONDS", 5.0)
    return folder


@pytest.fixture(params=["python", "openssh"])
def server(request: pytest.FixtureRequest) -> Iterator[SftpServer]:
    openssh = request.param == "openssh"
    if openssh and not OPENSSH.exists() and not os.environ.get("CI"):
        pytest.skip("OpenSSH's sftp-server is not installed: `./run test` installs it where it may")
    with closing(SftpServer(openssh)) as made:
        yield made


@pytest.fixture
def plain_server() -> Iterator[SftpServer]:
    with closing(SftpServer()) as made:
        yield made


@pytest.fixture
def connect(tmp_path: Path, home: Path) -> Iterator[Callable[..., Target]]:
    """Open `tmp_path`/www on a server, whose key is made known first."""
    opened: list[Target] = []

    def open_www(server: SftpServer, port: int | None = None, user: str = "office") -> Target:
        with open(home / ".ssh/known_hosts", "a", encoding="utf-8") as known:
            known.write(server.known_host(port))
        opened.append(open_target(f"sftp://{user}@127.0.0.1:{port or server.port}{tmp_path}/www"))
        return opened[-1]

    yield open_www
    for target in opened:
        target.close()


Connect = Callable[..., Target]


def list_state(www: Path) -> set[str]:
    return {path.name for path in (www / ".bulletin").iterdir()}


def test_a_publish_changes_what_changed(tmp_path: Path, server: SftpServer, connect: Connect) -> None:
    www = tmp_path / "www"
    target = connect(server)
    assert target.label == f"sftp://office@127.0.0.1:{server.port}{www}"
    assert target.read_live() is None
    for number in (0, 2, 1):
        release = release_of(tmp_path / str(number), make_site(number), at(number))
        assert target.put(release, target.read_live()) is Outcome.PLACED
        assert without_retired(read_site(www), make_site(number)) == make_site(number)
        assert target.put(release, target.read_live()) is Outcome.UNCHANGED
        assert not target.compare(release)
    assert list_state(www) == {"manifest.json", "objects", "releases"}
    assert not [path for path in (www / ".bulletin").rglob("*") if path.name.endswith(".tmp")]
    assert not (www / "2024-09/05").exists()  # nor an empty folder
    assert stat.S_IMODE((www / ".bulletin").stat().st_mode) == 0o700
    same = {path.stat().st_ino for path in (www / ".bulletin/objects").iterdir()}
    assert ((www / "logo.png").stat().st_ino in same) is server.openssh  # a second name takes no room


def test_back_to_the_release_before(tmp_path: Path, server: SftpServer, connect: Connect) -> None:
    target = connect(server)
    for number in range(3):
        target.put(release_of(tmp_path / str(number), make_site(number), at(number)), target.read_live())
    for number in (1, 0):
        target.roll_back()
        assert without_retired(read_site(tmp_path / "www"), make_site(number)) == make_site(number)


def test_a_file_becomes_a_folder_and_back(tmp_path: Path, server: SftpServer, connect: Connect) -> None:
    target = connect(server)
    sites = [
        {"index.html": b"", "a": b"file", "b/c/d": b"1"},
        {"index.html": b"", "a/b": b"1", "b/c": b"file"},
    ]
    for number in (0, 1, 2):
        site = sites[number % 2]
        target.put(release_of(tmp_path / str(number), site, at(number)), target.read_live())
        assert read_site(tmp_path / "www") == site


def test_an_unknown_host_is_not_believed(tmp_path: Path, home: Path, plain_server: SftpServer) -> None:
    target = open_target(f"sftp://office:{PASSWORD}@127.0.0.1:{plain_server.port}{tmp_path}/www")
    with pytest.raises(BulletinError) as caught:
        target.read_live()
    assert [problem.code for problem in caught.value.problems] == ["D113"]
    assert f"ssh-keyscan -p {plain_server.port} 127.0.0.1" in caught.value.message
    assert PASSWORD not in caught.value.message
    with closing(SftpServer()) as impostor:
        line = impostor.known_host(plain_server.port)
        (home / ".ssh/known_hosts").write_text(line, "utf-8")
        with pytest.raises(BulletinError) as caught:
            target.read_live()
    assert [problem.code for problem in caught.value.problems] == ["D113"]
    assert "与记下的不同" in caught.value.message


@pytest.mark.parametrize("password", ["wrong", ""])
def test_who_cannot_log_in_is_told(
    plain_server: SftpServer, connect: Connect, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("BULLETIN_SFTP_PASSWORD", password)
    with pytest.raises(BulletinError) as caught:
        connect(plain_server).read_live()
    assert [problem.code for problem in caught.value.problems] == ["D114"]
    assert caught.value.exit_code == 3


def test_a_key_named_by_the_environment_logs_in(
    tmp_path: Path, plain_server: SftpServer, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = paramiko.ECDSAKey.generate()
    key.write_private_key_file(str(tmp_path / "key"))
    plain_server.users.append(key)
    monkeypatch.delenv("BULLETIN_SFTP_PASSWORD")
    monkeypatch.setenv("BULLETIN_SFTP_KEY", str(tmp_path / "key"))
    assert connect(plain_server).read_live() is None


def test_the_users_ssh_config_is_followed(
    tmp_path: Path, home: Path, plain_server: SftpServer, connect: Connect
) -> None:
    connect(plain_server)
    (home / ".ssh/config").write_text(
        f"Host web\n HostName 127.0.0.1\n Port {plain_server.port}\n User office\n"
    )
    assert open_target(f"sftp://web{tmp_path}/www").read_live() is None


def test_a_server_that_cannot_replace_in_one_step_is_refused(tmp_path: Path, connect: Connect) -> None:
    """It would show readers a missing page; what can be done without, is."""
    with closing(SftpServer(posix=False)) as server:
        target = connect(server)
        with pytest.raises(BulletinError) as caught:
            target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
        assert [problem.code for problem in caught.value.problems] == ["D117"]
        assert "posix-rename@openssh.com" in caught.value.message
        target.close()


def test_a_server_that_gives_one_session_is_enough(tmp_path: Path, connect: Connect) -> None:
    with closing(SftpServer(sessions=1)) as server:
        target = connect(server)
        assert target.put(release_of(tmp_path / "0", make_site(0), at(0)), None) is Outcome.PLACED
        assert read_site(tmp_path / "www") == make_site(0)
        target.close()


def test_a_folder_that_may_not_be_written_is_said(
    tmp_path: Path, plain_server: SftpServer, connect: Connect
) -> None:
    (tmp_path / "www").write_bytes(b"a file in the way")
    with pytest.raises(BulletinError) as caught:
        connect(plain_server).put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    assert [problem.code for problem in caught.value.problems] == ["D103"]


@pytest.mark.parametrize("limits", [[6000], [20_000], [60_000, 9000, 90_000], [250_000], [400_000, 400_000]])
def test_a_line_that_breaks_is_taken_up_again(
    tmp_path: Path, server: SftpServer, connect: Connect, limits: list[int]
) -> None:
    site = {**make_site(0), "big.pdf": os.urandom(500_000)}
    with closing(BreakingLine(server.port, limits)) as line:
        target = connect(server, line.port)
        said: list[str] = []
        release = release_of(tmp_path / "0", site, at(0))
        assert target.put(release, None, lambda what, done=0, total=0: said.append(what)) is Outcome.PLACED
        target.close()
        assert line.connections > 1
    assert any("秒后再试" in what for what in said)
    assert read_site(tmp_path / "www") == site
    assert list_state(tmp_path / "www") == {"manifest.json", "objects", "releases"}


def test_a_big_file_goes_on_where_it_was_cut(tmp_path: Path, server: SftpServer, connect: Connect) -> None:
    """Each connection carries a quarter of it: sent from the start each time it would never arrive."""
    site = {"index.html": b"home", "big.pdf": os.urandom(1_000_000)}
    with closing(BreakingLine(server.port, [300_000] * 3)) as line:
        target = connect(server, line.port)
        assert target.put(release_of(tmp_path / "0", site, at(0)), None) is Outcome.PLACED
        target.close()
    assert read_site(tmp_path / "www") == site


def test_a_dead_line_is_reported_and_the_next_run_resumes(
    tmp_path: Path, server: SftpServer, connect: Connect
) -> None:
    site = {**make_site(0), "zzz.pdf": os.urandom(300_000)}  # sent last
    release = release_of(tmp_path / "0", site, at(0))
    with closing(BreakingLine(server.port, [120_000], then=0)) as line:
        target = connect(server, line.port)
        with pytest.raises(BulletinError) as caught:
            target.put(release, None)
        target.close()
    assert [problem.code for problem in caught.value.problems] == ["D116"]
    assert caught.value.exit_code == 3
    assert read_site(tmp_path / "www") == {}
    before = {
        path.name: path.stat().st_mtime_ns for path in (tmp_path / "www/.bulletin/objects").glob("?" * 64)
    }
    assert before
    again = connect(server)
    assert again.put(release, None) is Outcome.PLACED
    assert read_site(tmp_path / "www") == site
    objects = tmp_path / "www/.bulletin/objects"
    assert {name: (objects / name).stat().st_mtime_ns for name in before} == before  # not sent again
    assert {path.name for path in objects.iterdir()} == {file.sha256 for file in release.files.values()}


def test_a_server_that_is_not_there(tmp_path: Path, plain_server: SftpServer, connect: Connect) -> None:
    target = connect(plain_server)
    plain_server.close()
    with pytest.raises(BulletinError) as caught:
        target.read_live()
    assert [problem.code for problem in caught.value.problems] == ["D116"]


def test_the_leavings_of_dead_runs_are_removed(
    tmp_path: Path, plain_server: SftpServer, connect: Connect
) -> None:
    target = connect(plain_server)
    target.put(release_of(tmp_path / "0", make_site(0), at(0)), None)
    folder = tmp_path / "www/.bulletin"
    for name in ("lock-0a.old", "0a-1.tmp", "fresh.tmp"):
        (folder / name).write_bytes(b"x")
        if name != "fresh.tmp":
            os.utime(folder / name, (0, time.time() - 2 * 86400))
    target.put(release_of(tmp_path / "1", make_site(1), at(1)), target.read_live())
    assert list_state(tmp_path / "www") == {"manifest.json", "objects", "releases", "fresh.tmp"}


def test_of_two_that_find_a_dead_lock_one_gets_it(
    tmp_path: Path, server: SftpServer, connect: Connect
) -> None:
    stores = [connect(server)._store for _ in range(3)]  # type: ignore[attr-defined]
    for each in stores:
        each.prepare()
    for number in range(8):
        old = f"dead {number}".encode()
        (tmp_path / "www/.bulletin/lock.json").write_bytes(old)
        got: list[bytes] = []

        def take(store: object, name: bytes, old: bytes = old, got: list[bytes] = got) -> None:
            if store.take(lease.LOCK, old, name):  # type: ignore[attr-defined]
                got.append(name)

        threads = [threading.Thread(target=take, args=(each, b"%d" % n)) for n, each in enumerate(stores)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(got) == 1
        assert (tmp_path / "www/.bulletin/lock.json").read_bytes() == got[0]


def test_killed_at_random_moments_no_page_is_missing(
    tmp_path: Path, server: SftpServer, connect: Connect
) -> None:
    sites = [make_site(version, articles=2) for version in range(3)]
    for version, site in enumerate(sites):
        write_site(tmp_path / "sites" / str(version), site)
    www = tmp_path / "www"
    target = connect(server)
    target.put(release_of(tmp_path / "sites/0", sites[0]), None)
    with PageReader(lambda name: (www / name).read_bytes(), sites) as reader:
        kill_publishers(target.label, tmp_path / "sites", KILLS, 0.8, reader)
    assert reader.wrong == []
    target.put(release_of(tmp_path / "last", make_site(9)), target.read_live())
    assert without_retired(read_site(www), make_site(9)) == make_site(9)
    left = list_state(www) - {"manifest.json", "objects", "releases"}
    assert not [name for name in left if not name.endswith((".old", ".tmp"))]  # these go a day later


def test_the_library_says_nothing_by_itself(
    capfd: pytest.CaptureFixture[str], plain_server: SftpServer, connect: Connect
) -> None:
    with (
        closing(BreakingLine(plain_server.port, [300, 300, 300, 300, 300])) as line,
        pytest.raises(BulletinError),
    ):
        connect(plain_server, line.port).read_live()
    assert capfd.readouterr().err == ""
