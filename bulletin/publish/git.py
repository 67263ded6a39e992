"""git+URL[#branch] → a target whose every release is one commit on that branch, pushed in one step."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import filelock

from bulletin.errors import BulletinError
from bulletin.publish import faults, store
from bulletin.publish.foreign import Foreign, Stray, settle_strays
from bulletin.publish.gitcommand import GitFailure, clean_message, find_git
from bulletin.publish.gitrepo import LostRace, Repository, Tip, is_branch, name_blobs
from bulletin.publish.manifest import (
    Changes,
    Manifest,
    NewerManifest,
    UnreadableManifest,
    compare_release,
    is_superseded,
    make_manifest,
    parse_manifest,
    render_manifest,
    revive_manifest,
)
from bulletin.publish.release import Release, format_time
from bulletin.publish.target import Outcome, Report, hide_password, ignore_progress

T = TypeVar("T")
MANIFEST = ".bulletin/manifest.json"
MARKER = ".nojekyll"  # tells pages hosts to serve every file as it is
_SCRATCH = "bulletin-publish-"
_FRESH_SECONDS = 60  # a scratch folder so young may not be locked yet
_RACES = 50  # how often another publisher may be first
_SCHEME = re.compile(r"(?:file|git|https?|ssh)://")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:")

# What git and servers say (with LC_ALL=C), by what it means; anything else may be the line's fault.
_HOST = re.compile(r"host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED", re.IGNORECASE)
_LOGIN = re.compile(
    r"authentication failed|permission denied|could not read (?:username|password)|returned error: 40[13]"
    r"|access denied|prompts disabled|invalid (?:username|credentials)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"repository .*not found|does not (?:exist|appear to be a git repository)|returned error: 404"
    r"|no such repository"
    r"|not a git repository",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"hook declined|protected branch|remote rejected|insufficient perm", re.IGNORECASE)
_FULL = re.compile(r"no space left on device|disk quota exceeded", re.IGNORECASE)


class GitTarget:
    """A branch that a pages host shows. The push names the commit that it replaces: of two publishers at
    once one is refused, looks again, and puts its release on top if it is the newer one."""

    def __init__(self, url: str, branch: str) -> None:
        self.label = f"git+{hide_password(url)}#{branch}"
        if not is_branch(branch):
            raise faults.refuse_address(self.label, f"“{branch}”不能作分支的名字")
        if not _SCHEME.match(url) and not _SCP.match(url):
            if not url or "::" in url or "://" in url:
                raise faults.refuse_address(self.label, "不是 git 仓库的地址")
            url = os.path.abspath(os.path.expanduser(url))
        find_git()
        self._url = url
        self._branch = branch
        self.foreign = Foreign()

    def read_live(self) -> Manifest | None:
        """The manifest in the newest commit of the branch."""

        def attempt(repository: Repository, _: Report) -> Manifest | None:
            return self._read_tip(repository, repository.fetch())

        return self._work(attempt, ignore_progress)

    def compare(self, release: Release) -> Changes:
        """What `put` would change for readers."""
        return compare_release(release, self.read_live())

    def put(self, release: Release, base: Manifest | None, report: Report = ignore_progress) -> Outcome:
        """Push a commit that holds the release, and what others put on the branch."""
        blobs = name_blobs(release.files)
        placed: set[str] = set()  # where the answer to a push was lost, it may be found done

        def attempt(repository: Repository, report: Report) -> Outcome:
            tip = repository.fetch()
            live = self._read_tip(repository, tip)
            if live and live.name in placed:
                return Outcome.PLACED
            if base and not live:
                raise faults.vanish_place(self.label)
            if is_superseded(release, live, base):
                return Outcome.SUPERSEDED
            held = tip.files if tip else {}
            if live and _is_same(blobs, live, held):
                return Outcome.UNCHANGED
            repository.write_files(blobs, release.files, held.values())
            manifest = make_manifest(release, live)
            placed.add(manifest.name)
            self._push(repository, manifest, live, blobs, tip, report)
            return Outcome.PLACED

        return self._work(attempt, report)

    def roll_back(self, report: Report = ignore_progress) -> Manifest:
        """Push a commit that holds the release before the live one again."""
        started = format_time(datetime.now(UTC))
        placed: set[str] = set()  # not twice back, as above

        def attempt(repository: Repository, report: Report) -> Manifest:
            tip = repository.fetch(deep=True)
            live = self._read_tip(repository, tip)
            if live is None:
                raise faults.refuse_rollback(self.label, "还没有发布过")
            if live.name in placed:
                return live
            if not live.history:
                raise faults.refuse_rollback(self.label, "现在的是最早的一版")
            commit = repository.find_release(live.history[0])
            files = repository.list_files(commit) if commit else {}
            if MANIFEST not in files:
                raise faults.refuse_rollback(self.label, f"{live.history[0]} 已经不在了")
            old = parse_manifest(repository.read_blob(files[MANIFEST]))
            blobs = {name: files[name] for name in old.files if name in files}
            if len(blobs) < len(old.files):
                raise faults.refuse_rollback(self.label, f"{old.name} 的文件已经不全")
            manifest = revive_manifest(old, live, started)
            placed.add(manifest.name)
            return self._push(repository, manifest, live, blobs, tip, report)

        return self._work(attempt, report)

    def close(self) -> None:
        """Nothing is held open between calls."""

    def _push(
        self,
        repository: Repository,
        new: Manifest,
        live: Manifest | None,
        blobs: Mapping[str, str],
        tip: Tip | None,
        report: Report,
    ) -> Manifest:
        held = tip.files if tip else {}
        self.foreign = settle_strays(_find_strays(tip, live), new, live) if tip and live else Foreign()
        foreign = {name: held[name] for name in self.foreign.kept}
        retired = {name: held[name] for name in new.retired if name in held}
        state = {
            MARKER: repository.write_blob(b""),
            MANIFEST: repository.write_blob(render_manifest(new)),
        }
        message = f"发布 {len(new.files)} 个文件\n\nRelease: {new.name}\n"
        parent = tip.commit if tip else None
        commit = repository.commit({**foreign, **retired, **blobs, **state}, parent, message, new.started)
        report("推送")
        repository.push(commit, parent)
        return new

    def _read_tip(self, repository: Repository, tip: Tip | None) -> Manifest | None:
        if tip is None or not tip.files:
            return None
        if MANIFEST not in tip.files:
            hint = "换一个分支（git+…#分支）；确实要用它，先把这个分支删去"
            raise faults.refuse_foreign(self.label, "这个分支不是发布时建的，没有动它", hint)
        try:
            return parse_manifest(repository.read_blob(tip.files[MANIFEST]))
        except NewerManifest as error:
            raise faults.refuse_manifest(self.label, str(error)) from error
        except UnreadableManifest:  # the commits before are still there; what is put on top is whole
            return None

    def _work(self, attempt: Callable[[Repository, Report], T], report: Report) -> T:
        """Do `attempt` in a scratch repository, again where it lost a race or the connection."""
        races, pauses = 0, list(store.PAUSES)
        with _make_scratch(self.label) as folder:
            try:
                repository = Repository(folder, self._url, self._branch)
            except GitFailure as error:
                raise self._explain(error) or self._lose(error) from error
            while True:
                try:
                    return attempt(repository, report)
                except LostRace as error:
                    races += 1
                    if races > _RACES:
                        raise faults.report_busy(self.label, "别人一再抢先推送") from error
                    report("别人刚刚推送过，重新开始")
                except GitFailure as error:
                    fault = self._explain(error)
                    if fault or not pauses:
                        raise fault or self._lose(error) from error
                    report(f"与 {self.label} 的连接断了，{pauses[0]:g} 秒后再试")
                    time.sleep(pauses.pop(0))

    def _explain(self, error: GitFailure) -> BulletinError | None:
        """What git and the server said for good; None where it may be the line, and another try may help."""
        said = clean_message(error.said, self._url, self.label)
        if _HOST.search(error.said):
            hint = "核对指纹后记下它：ssh-keyscan 主机 >> ~/.ssh/known_hosts"
            return faults.refuse_host(self.label, "没有见过这台主机的密钥，或密钥变了", hint)
        if _LOGIN.search(error.said):
            hint = "给出能推送的密钥或口令（ssh 私钥、git 的 credential.helper），见 docs/发布.md"
            return faults.refuse_login(self.label, said, hint)
        if _MISSING.search(error.said):
            return faults.miss_place(self.label, f"没有这个仓库（{said}）", "核对地址；没有就先建一个空仓库")
        if _FULL.search(error.said):
            return faults.report_full(self.label)
        if _REFUSED.search(error.said):
            return faults.report_refusal(self.label, said, "让发布用的账号能推送到这个分支，或换一个分支")
        return None

    def _lose(self, error: GitFailure) -> BulletinError:
        return faults.lose_connection(self.label, clean_message(error.said, self._url, self.label))


def _is_same(blobs: Mapping[str, str], live: Manifest, held: Mapping[str, str]) -> bool:
    """Does the branch hold just these files, those of others aside, and its own and the retired ones all?"""
    present = {name: held[name] for name in live.files if name in held}
    return present == blobs and MARKER in held and live.retired.keys() <= held.keys()


def _find_strays(tip: Tip, live: Manifest) -> dict[str, Stray]:
    """The files of others on the branch. Their sizes do not matter: the server has them, nothing travels."""
    names = tip.files.keys() - live.everything.keys() - {MARKER, MANIFEST}
    return {name: Stray(is_plain=name not in tip.odd) for name in names}


@contextlib.contextmanager
def _make_scratch(label: str) -> Iterator[Path]:
    """An empty folder of ours, locked while we live; those of runs that died are removed."""
    base = Path(tempfile.gettempdir())
    for left in base.glob(f"{_SCRATCH}*"):
        _remove_left(left)
    try:
        with tempfile.TemporaryDirectory(prefix=_SCRATCH, ignore_cleanup_errors=True) as name:
            folder = Path(name)
            with filelock.FileLock(folder / "lock", timeout=0):
                yield folder / "repository"
    except OSError as error:
        raise faults.explain_disk(error, base) from error


def _remove_left(folder: Path) -> None:
    with contextlib.suppress(OSError):  # somebody else's, or in use: filelock.Timeout is an OSError
        state = folder.lstat()
        ours = not hasattr(os, "getuid") or state.st_uid == os.getuid()
        if ours and not folder.is_symlink() and time.time() - state.st_mtime > _FRESH_SECONDS:
            with filelock.FileLock(folder / "lock", timeout=0):
                shutil.rmtree(folder)
