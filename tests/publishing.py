"""Sites to publish, what a reader may find of them, and a publisher in a process of its own (to be killed).

usage: python -m tests.publishing ADDRESS FOLDER COUNT [WAIT]
It publishes the sites FOLDER/0, FOLDER/1 … in turn, COUNT times in all (0: until it is killed).
"""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bulletin.publish import Outcome, Release, open_target, read_release

from .patience import wait_until

REPOSITORY = Path(__file__).resolve().parent.parent


def make_site(version: int, articles: int = 3) -> dict[str, bytes]:
    """A site whose every page says its version and names its style sheet by digest."""
    style = f"body{{--version:{version}}}".encode() * 50
    sheet = f"style-{hashlib.sha256(style).hexdigest()[:10]}.css"
    names = [f"2024-09/{n:02}/index.html" for n in range(1, articles + 1 + version % 3)]
    pages = [*names, "2024-09/index.html", "2024/index.html", "index.html", "404.html"]
    site = {name: f"version={version} sheet={sheet} links={','.join(names)} ".encode() * 9 for name in pages}
    pdf = b"%PDF " + str(version // 2).encode() * 3000
    return {
        **site,
        sheet: style,
        f"search/{hashlib.sha256(pdf).hexdigest()[:12]}/index.pf": pdf[:99],
        "2024-09/2024-09.pdf": pdf,
        "logo.png": b"\x89PNG same in all",
        "feed.xml": f"<feed>{version}</feed>".encode(),
        "sitemap.xml": f"<urlset>{version}</urlset>".encode(),
    }


def write_site(folder: Path, site: Mapping[str, bytes]) -> Path:
    """The files of a site below `folder`."""
    for name, data in site.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read_site(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".bulletin" not in path.relative_to(folder).parts
    }


def release_of(folder: Path, site: Mapping[str, bytes], started: str | None = None) -> Release:
    """A release of a site that is written to `folder` first; it began now, or at `started`."""
    return read_release(write_site(folder, site), started or datetime.now(UTC).isoformat())


def at(second: int) -> str:
    """A moment in the order of `second`."""
    return f"2026-01-01T00:{second // 60:02}:{second % 60:02}Z"


def read_page(data: bytes) -> dict[str, str]:
    """What a page of `make_site` says of itself."""
    return dict(part.split("=", 1) for part in data.decode().split(" ")[:3])


class PageReader(threading.Thread):
    """Reads the pages that are in all of `sites` over and over, each with its style sheet, as a browser does.

    `get` brings the bytes of a name, or raises OSError; what was wrong is in `wrong`.
    """

    def __init__(self, get: Callable[[str], bytes], sites: Sequence[Mapping[str, bytes]]) -> None:
        super().__init__()
        self._get, self._sites = get, sites
        self._done = threading.Event()
        self._rounds, self.reads, self.wrong = 0, 0, list[str]()

    def run(self) -> None:
        kinds = (".html", ".xml", ".png", ".pdf")
        always = set.intersection(*({n for n in site if n.endswith(kinds)} for site in self._sites))
        while not self._done.is_set():
            for name in sorted(always):
                try:
                    data = self._get(name)
                    sheet = read_page(data)["sheet"] if name.endswith(".html") else ""
                    style = self._get(sheet) if sheet else b""
                except OSError as error:
                    self.wrong.append(f"{name}: {error}")
                    continue
                if data not in [site[name] for site in self._sites]:
                    self.wrong.append(f"{name} is in pieces")
                if sheet and style not in [site.get(sheet) for site in self._sites]:
                    self.wrong.append(f"{sheet} is in pieces")
                self.reads += 1
            self._rounds += 1

    def read_on(self) -> None:
        """Return when everything was read once more."""
        rounds = self._rounds
        wait_until(lambda: self._rounds > rounds + 1)

    def __enter__(self) -> PageReader:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self.join()


def kill_publishers(
    address: str, sites: Path, kills: int, longest: float, reader: PageReader, lease: float = 0.5
) -> None:
    """Start publishers of the sites in a folder, and kill each -9 after at most `longest` seconds; what each
    left is read, too."""
    chance = random.Random(7)
    script = (
        "from tests.publishing import main; from bulletin.publish import lease;"
        f"lease.LEASE_SECONDS = {lease}; main({address!r}, {str(sites)!r}, 0, 60)"
    )
    for _ in range(kills):
        command = [sys.executable, "-c", script]
        with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, longest))
            process.kill()
            process.stdout.read()
        reader.read_on()


def main(address: str, folder: str, count: int, wait: float) -> None:
    """Publish in turn, as a clerk's runs would: what is live is read as each begins."""
    sites = sorted(Path(folder).iterdir())
    target = open_target(address, wait)
    print("ready", flush=True)
    number = 0
    while not count or number < count:
        base = target.read_live()
        release = read_release(sites[number % len(sites)], datetime.now(UTC).isoformat())
        outcome = target.put(release, base)
        assert outcome in Outcome
        print(outcome.value, sites[number % len(sites)].name, flush=True)
        number += 1
    target.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float((sys.argv[4:] or ["60"])[0]))
