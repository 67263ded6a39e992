#!/usr/bin/env python3
"""Issues that go and come back while `bulletin publish` runs, a reader looking on: what readers lost.

Every run publishes a correction of one article while issues/, an issue or an article is renamed, swapped for
an empty folder or a link that leads nowhere, covered by an empty drive, made unreadable, or said by the
system (strace) not to be there for one look. None of that may take an issue or an article from its readers.
usage: python -m benchmarks.publish_lost_issues [RUNS]
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import SERIES
from tests.publishing import REPOSITORY

ISSUES = [f"2024-0{number}" for number in (1, 2, 3, 4)]
ARTICLES = ["01", "02", "03"]
TEXT = "# 第{}篇\n\n全市科技工作取得新进展，第{}稿。\n"
# What one look at a path may be told: the disk fails, the server forgot the file, nothing is there, no right.
ERRORS = ("EIO", "ESTALE", "ENOENT", "EACCES")
LOOKS = "openat,open,newfstatat,stat,lstat,statx,access,faccessat2"
# root may read everything; without these capabilities it may not.
NO_MIGHT = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]


@dataclass
class Office:
    """A workspace and the folder it is published to."""

    root: Path
    www: Path
    longest: float = 0  # seconds that a run takes here
    versions: dict[tuple[str, str], int] = field(default_factory=dict)  # as written last

    def publish(self, *before: str) -> subprocess.Popen[str]:
        """A run of the command itself, started by `before`."""
        command = [sys.executable, "-P", "-m", "bulletin", "publish"]
        options = ["--root", str(self.root), "--to", str(self.www)]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        return subprocess.Popen(
            [*before, *command, *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def write(self, issue: str, article: str, version: int) -> None:
        """An article as an editor saves it."""
        folder = self.root / "issues" / issue
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{article}-稿.md").write_text(TEXT.format(int(article), version), "utf-8")
        self.versions[issue, article] = version

    def find_stale(self) -> str:
        """An article that is not live as it was written last, "" where all are."""
        for (issue, article), version in self.versions.items():
            page = self.www / "current" / issue / article / "index.html"
            if f"第{version}稿" not in page.read_text("utf-8"):
                return f"{issue}/{article} is not the one that was written"
        return ""

    def find_loss(self) -> str:
        """What a reader who comes now does not find, "" where all is there."""
        folder = self.www / os.readlink(self.www / "current")
        for issue in ISSUES:
            try:
                pdf = (folder / issue / f"{issue}.pdf").read_bytes()
                page = (folder / issue / "index.html").read_text("utf-8")
                pages = [(folder / issue / a / "index.html").read_text("utf-8") for a in ARTICLES]
            except OSError as error:
                if not folder.exists():  # a release so old that it was removed while we read it
                    return ""
                return f"{issue}: {error}"
            titles = [f"第{int(article)}篇" for article in ARTICLES]
            if not (pdf.startswith(b"%PDF") and all(title in page for title in titles)):
                return f"{issue} is not whole"
            if any("全市科技工作" not in text for text in pages):
                return f"{issue} lacks an article"
        home = (folder / "index.html").read_text("utf-8") if folder.exists() else "".join(ISSUES)
        return next((f"{issue} is not on the home page" for issue in ISSUES if issue not in home), "")


class Reader(threading.Thread):
    """Looks at the live release over and over."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._done = threading.Event()
        self.reads, self.wrong = 0, list[str]()

    def run(self) -> None:
        while not self._done.wait(0.02):
            if loss := self._office.find_loss():
                self.wrong.append(f"a reader: {loss}")
            self.reads += 1

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()


Undo = Callable[[], None]


def rename(path: Path) -> Undo:
    """Renamed, or moved to another place."""
    away = path.parent.parent / f"{path.name}.away"
    path.rename(away)
    return lambda: restore(away, path)


def restore(away: Path, path: Path) -> None:
    away.rename(path)


def empty(path: Path) -> Undo:
    """An empty folder in its place: what a mount point shows when its drive is gone."""
    undo = rename(path)
    path.mkdir()

    def back() -> None:
        path.rmdir()
        undo()

    return back


def dangle(path: Path) -> Undo:
    """A link that leads nowhere."""
    undo = rename(path)
    path.symlink_to("nowhere")

    def back() -> None:
        path.unlink()
        undo()

    return back


def cover(path: Path) -> Undo:
    """An empty drive mounted over it."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", path], check=True)
    return lambda: void(subprocess.run(["umount", "--lazy", path], check=True))


def forbid(path: Path) -> Undo:
    """No permission."""
    path.chmod(0)
    return lambda: path.chmod(0o755)


def void(_: object) -> None:
    """Nothing comes of it."""


def can(*command: str) -> bool:
    """Whether a command works here."""
    return bool(shutil.which(command[0])) and not subprocess.run(command, capture_output=True).returncode


def list_harms() -> dict[str, Callable[[Path], Undo]]:
    """What can be done to a folder on this machine; what cannot is said."""
    harms: dict[str, Callable[[Path], Undo]] = {
        "rename": rename,
        "empty folder": empty,
        "dangling link": dangle,
    }
    with tempfile.TemporaryDirectory() as folder:
        if can("mount", "-t", "tmpfs", "tmpfs", folder):
            subprocess.run(["umount", folder], check=True)
            harms["mount"] = cover
        else:
            print("no mount here: not root, or not allowed to")
    if os.geteuid() or can(*NO_MIGHT, "true"):
        harms["no permission"] = forbid
    else:
        print("no setpriv here: root may read everything")
    return harms


def run_once(
    office: Office, chance: random.Random, number: int, kind: str, harm: Callable[[Path], Undo] | None
) -> int:
    """One publish with one harm; returns its exit code."""
    office.write(chance.choice(ISSUES), chance.choice(ARTICLES), number)
    issue = office.root / "issues" / chance.choice(ISSUES)
    if kind == "strace":
        path = chance.choice([office.root / "issues", issue, issue / f"{chance.choice(ARTICLES)}-稿.md"])
        first = chance.randint(1, 24)
        when = f"when={first}..{first + chance.choice([0, 0, 1, 3])}"
        inject = f"inject={LOOKS}:error={chance.choice(ERRORS)}:{when}"
        process = office.publish("strace", "-f", "-qqq", "-o", os.devnull, "-P", str(path), "-e", inject)
        process.communicate()
        return process.returncode
    before = NO_MIGHT if kind == "no permission" and not os.geteuid() else []
    if kind == "article":
        # It comes and goes, and is mostly there: no run can take it for one that was deleted before.
        process, path = office.publish(*before), issue / f"{chance.choice(ARTICLES)}-稿.md"
        while process.poll() is None:
            time.sleep(chance.uniform(0.01, 0.2))
            put_back = rename(path)
            time.sleep(chance.uniform(0, 0.04))
            put_back()
        process.communicate()
        return process.returncode
    assert harm
    path = chance.choice([office.root / "issues", issue])
    early = chance.random() < 0.25
    undo: Undo | None = harm(path) if early else None
    process = office.publish(*before)
    if undo is None:
        time.sleep(chance.uniform(0, office.longest))
        undo = harm(path)
    with suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0.01, office.longest))
    undo()
    process.communicate()
    return process.returncode


def main(runs: str = "150") -> int:
    """Run; exit code 1 where a reader lost anything or a run ended as none may."""
    chance = random.Random(7)
    kinds: dict[str, Callable[[Path], Undo] | None] = {**list_harms(), "article": None}
    if can("strace", "-o", os.devnull, "true"):
        kinds["strace"] = None
    wrong: list[str] = []
    ends: Counter[tuple[str, int]] = Counter()
    with tempfile.TemporaryDirectory() as name:
        office = Office(Path(name) / "work", Path(name) / "www")
        for issue in ISSUES:
            for article in ARTICLES:
                office.write(issue, article, 0)
            (office.root / "issues" / issue / "issue.md").write_text(f"---\n日期: {issue}-28\n---\n", "utf-8")
        (office.root / "bulletin.yaml").write_text(SERIES, "utf-8")
        said, _ = office.publish().communicate()
        first = read_firsts(office)
        if office.find_loss() or first.keys() != set(ISSUES):
            print(said)
            return 1
        office.write(ISSUES[0], ARTICLES[0], -1)
        begun = time.monotonic()
        office.publish().communicate()
        office.longest = time.monotonic() - begun
        begun = time.monotonic()
        with Reader(office) as reader:
            for number in range(1, int(runs) + 1):
                kind = list(kinds)[number % len(kinds)]
                live = os.readlink(office.www / "current")
                code = run_once(office, chance, number, kind, kinds[kind])
                ends[kind, code] += 1
                if code not in {0, 1, 3}:
                    wrong.append(f"run {number} ({kind}) ended with {code}")
                if code and live != os.readlink(office.www / "current"):
                    wrong.append(f"run {number} ({kind}) ended with {code}, and readers see something else")
                if loss := office.find_loss() or ("" if code else office.find_stale()):
                    wrong.append(f"run {number} ({kind}): {loss}")
        seconds = (time.monotonic() - begun) / int(runs)
        calm = office.publish()
        said, _ = calm.communicate()
        if calm.returncode or office.find_loss() or office.find_stale() or read_firsts(office) != first:
            wrong.append(f"the next run ended with {calm.returncode}: {said}")
    print(f"{runs} publishes, {seconds:.1f} s each; {reader.reads} looks at the live site")
    for kind in kinds:
        counts = ", ".join(f"{count} × exit {code}" for (k, code), count in sorted(ends.items()) if k == kind)
        print(f"  {kind}: {counts}")
    wrong += reader.wrong
    print(f"{len(wrong)} wrong; the next run, in peace: exit {calm.returncode}")
    for fault in wrong[:20]:
        print(fault)
    return 1 if wrong else 0


def read_firsts(office: Office) -> dict[str, str]:
    """When each issue was first published; of a withdrawn one, that it is."""
    records = [json.loads(path.read_bytes()) for path in office.root.glob("published/2*.json")]
    return {record["issue"]: record.get("withdrawn") or record["first"] for record in records}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
