#!/usr/bin/env python3
"""Publishers killed -9 at random moments, a reader fetching all the while: what the reader found.

`local`: a folder, read by following its link once a snapshot, and page by page; `sftp`, `s3`: servers in this
machine, read page by page; `git`: a bare repository, read a commit at a time.
usage: python -m benchmarks.publish_kills [local|sftp|s3|git] [KILLS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bulletin.publish import open_target
from tests.publishing import PageReader, kill_publishers, make_site, release_of, write_site

Sites = Sequence[dict[str, bytes]]


def run(
    address: str, sites: Sites, folder: Path, kills: int, get: Callable[[str], bytes], longest: float
) -> list[str]:
    """Publish once, then kill and read; returns what was wrong."""
    target = open_target(address)
    target.put(release_of(folder / "0", sites[0]), None)
    with PageReader(get, sites) as reader:
        kill_publishers(address, folder, kills, longest, reader)
    print(f"{kills} publishers killed, {reader.reads} pages read, {len(reader.wrong)} wrong")
    outcome = target.put(release_of(folder.parent / "last", sites[-1]), target.read_live())
    print(f"the next run: {outcome.value}")
    target.close()
    return reader.wrong


def run_local(base: Path, sites: Sites, kills: int) -> list[str]:
    """A folder; the reader of tests/test_publish_local.py takes snapshots besides."""
    from tests.test_publish_local import Reader, list_leftovers

    www = base / "www"
    open_target(str(www)).put(release_of(base / "sites/0", sites[0]), None)
    reader = Reader(www, list(sites))
    reader.start()
    try:
        wrong = run(
            str(www), sites, base / "sites", kills, lambda n: (www / "current" / n).read_bytes(), 0.15
        )
    finally:
        reader.done.set()
        reader.join()
    print(f"{reader.reads} snapshots read, {len(reader.wrong)} wrong")
    print(
        f"left over: {list_leftovers(www)}, releases: {len(list((www / 'releases').glob('*-????????????')))}"
    )
    return wrong + reader.wrong


def run_sftp(base: Path, sites: Sites, kills: int) -> list[str]:
    """OpenSSH's sftp-server where it is installed, else one in Python."""
    from tests.servers import OPENSSH, PASSWORD, SftpServer, closing

    with closing(SftpServer(OPENSSH.exists())) as server:
        (base / ".ssh").mkdir()
        (base / ".ssh/known_hosts").write_text(server.known_host(), "utf-8")
        os.environ |= {"HOME": str(base), "BULLETIN_SFTP_PASSWORD": PASSWORD}
        address = f"sftp://office@127.0.0.1:{server.port}{base}/www"
        return run(address, sites, base / "sites", kills, lambda n: (base / "www" / n).read_bytes(), 0.8)


def run_s3(base: Path, sites: Sites, kills: int) -> list[str]:
    """moto's server."""
    import boto3

    from tests.servers import MotoServer, closing
    from tests.test_publish_s3 import fetch, open_to_readers

    with closing(MotoServer()) as server:
        endpoint = f"http://127.0.0.1:{server.port}"
        os.environ |= {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": endpoint,
        }
        client = boto3.client("s3")
        client.create_bucket(Bucket="bulletin")
        open_to_readers(client, "bulletin")
        address = "s3://bulletin/site"
        return run(address, sites, base / "sites", kills, lambda n: fetch(f"{endpoint}/bulletin/site/{n}"), 1)


def run_git(base: Path, sites: Sites, kills: int) -> list[str]:
    """A bare repository; the reader asks for the files of the branch."""
    remote = base / "server.git"
    subprocess.run(["git", "init", "--quiet", "--bare", remote], check=True)

    def get(name: str) -> bytes:
        shown = subprocess.run(
            ["git", "-C", remote, "cat-file", "blob", f"pages:{name}"], capture_output=True
        )
        if shown.returncode:
            raise OSError(shown.stderr.decode())
        return shown.stdout

    return run(f"git+{remote}", sites, base / "sites", kills, get, 0.6)


def main(kind: str = "local", kills: str = "200") -> int:
    """Run one kind; exit code 1 where a reader found anything wrong."""
    sites = [make_site(version) for version in range(5)]
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        for version, site in enumerate(sites[:-1]):  # the last is for the run after the kills
            write_site(base / "sites" / str(version), site)
        runs = {"local": run_local, "sftp": run_sftp, "s3": run_s3, "git": run_git}
        wrong = runs[kind](base, sites, int(kills))
    for fault in wrong[:20]:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
