"""A worker for the tests of its keeper: does what the article says, and tells which text it saw."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin.preview.jobs import Job, Reply, serve_jobs


@dataclass(frozen=True, slots=True)
class Said(Reply):
    """The text that was seen."""

    text: str


def do_job(job: Job, is_stale: threading.Event) -> Iterator[Reply]:
    """`wait 0.5`: takes so many seconds; `die`: ends; anything else is said at once."""
    text = (job.root / "issues" / str(job.issue) / "01.md").read_text("utf-8")
    if text.startswith("wait"):
        time.sleep(float(text.split()[1]))
    if text == "die":
        os._exit(1)
    yield Said(job.serial, job.issue, text)


def main() -> None:
    """Serve jobs until standard input ends."""
    serve_jobs(do_job)
