#!/usr/bin/env python3
"""What a publish of 20 years costs: the first, one without a change, one of a new article.

The site is made up: 240 issues of 15 articles and a PDF. Times are ratios to `cp -r` of it and sync.
usage: python -m benchmarks.publish [local|git|sftp|s3]
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bulletin.publish import open_target, read_release

ISSUES, ARTICLES, PDF_BYTES, PAGE_BYTES = 240, 15, 500_000, 12_000


def make_archive(folder: Path) -> None:
    """Pages, PDFs and shared assets of incompressible bytes."""
    chance = random.Random(7)
    files = {
        "index.html": PAGE_BYTES,
        "feed.xml": 200_000,
        "sitemap.xml": 300_000,
        "style-0a1b2c3d4e.css": 30_000,
    }
    for number in range(ISSUES):
        issue = f"{2005 + number // 12}-{number % 12 + 1:02}"
        files |= {f"{issue}/{n:02}/index.html": PAGE_BYTES for n in range(1, ARTICLES + 1)}
        files |= {f"{issue}/index.html": PAGE_BYTES, f"{issue}/{issue}.pdf": PDF_BYTES}
    for name, size in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))


def measure(action: Callable[[], object]) -> float:
    """Seconds of wall time."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def open_place(kind: str, base: Path, stack: ExitStack) -> str:
    """The address of an empty target of a kind, with its server in this machine."""
    from tests.servers import OPENSSH, PASSWORD, MotoServer, SftpServer, closing

    if kind == "git":
        subprocess.run(["git", "init", "--quiet", "--bare", base / "server.git"], check=True)
        subprocess.run(
            ["git", "-C", base / "server.git", "config", "uploadpack.allowFilter", "true"], check=True
        )
        return f"git+file://{base}/server.git"
    if kind == "sftp":
        sftp = stack.enter_context(closing(SftpServer(OPENSSH.exists())))
        (base / ".ssh").mkdir()
        (base / ".ssh/known_hosts").write_text(sftp.known_host(), "utf-8")
        os.environ |= {"HOME": str(base), "BULLETIN_SFTP_PASSWORD": PASSWORD}
        return f"sftp://office@127.0.0.1:{sftp.port}{base}/www"
    if kind == "s3":
        import boto3

        moto = stack.enter_context(closing(MotoServer()))
        os.environ |= {
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{moto.port}",
        }
        boto3.client("s3").create_bucket(Bucket="bulletin")
        return "s3://bulletin/site"
    return str(base / "www")


def main(kind: str = "local") -> None:
    """Print the ratios of one kind of target."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        base = Path(name)
        site = base / "site"
        make_archive(site)
        target = open_target(open_place(kind, base, stack))

        def copy() -> None:
            shutil.copytree(site, base / "copy")
            os.sync()

        def publish() -> None:
            live = target.read_live()
            print("  ", target.put(read_release(site, datetime.now(UTC).isoformat()), live).value)

        os.sync()
        unit = measure(copy)
        count = sum(path.is_file() for path in site.rglob("*"))
        print(f"{count} files; cp -r and sync: 1.00 ({unit:.1f} s)")
        print(f"first publish: {measure(publish) / unit:.2f}")
        print(f"nothing changed: {measure(publish) / unit:.2f}")
        for path in (
            "2024-12/01/index.html",
            "2024-12/16/index.html",
            "2024-12/index.html",
            "index.html",
            "feed.xml",
        ):
            (site / path).parent.mkdir(exist_ok=True)
            (site / path).write_bytes(os.urandom(PAGE_BYTES))
        print(f"one new article, four files changed: {measure(publish) / unit:.2f}")
        print(f"rollback: {measure(target.roll_back) / unit:.2f}")
        target.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
