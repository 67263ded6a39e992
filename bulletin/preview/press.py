"""A process that stays warm: jobs → the pages of an issue, their proofs and the proofreader's findings.

Typesetting may take a second, and what it runs on (Pango, HarfBuzz) is not Python: here it cannot hold up
the server, nor take it down.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bulletin.errors import BulletinError
from bulletin.pdf import Block
from bulletin.preview.jobs import Job, Reply, Verdict, serve_jobs
from bulletin.preview.pages import Sheet, list_sheets
from bulletin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Pages(Reply):
    """The pages of a job, as `bulletin build` would write them; where each block stands; what they were
    made of (path → bytes)."""

    data: bytes
    sheets: tuple[Sheet, ...]
    blocks: tuple[Block, ...]
    page_of: dict[str, int]
    sources: dict[str, bytes]


def print_job(job: Job, is_stale: threading.Event) -> Iterator[Reply]:
    """Do a job, stage by stage; what comes after the pages is left out where a newer job waits."""
    from bulletin.build import prove_print, typeset_issue
    from bulletin.check.run import check_workspace
    from bulletin.prepare import prepare
    from bulletin.preview.web import explain_vanished, locate_titles
    from bulletin.source import Reading

    workspace = Workspace(job.root, job.out)
    reading = Reading(workspace)
    try:
        with explain_vanished(job.issue):
            workspace.find_issue(str(job.issue))
            prepared = prepare(reading, job.issue)
            printed = typeset_issue(prepared)
        issue = prepared.issue
        named = {f"#{name}": source for name, source in locate_titles(issue).items()}
        located = (replace(block, source=named.get(block.source, block.source)) for block in printed.blocks)
        blocks = tuple(block for block in located if not block.source.startswith("#"))
        sheets = list_sheets(printed.data)
        page_of, sources = dict(printed.page_of), dict(issue.sources)
        yield Pages(job.serial, job.issue, printed.data, sheets, blocks, page_of, sources)
        if not is_stale.is_set():
            proofs = prove_print(prepared, printed)
            found = tuple(problem for proof in proofs.values() for problem in proof.problems)
            yield Verdict(job.serial, job.issue, "proof", found)
    except BulletinError as error:
        yield Verdict(job.serial, job.issue, "print", error.problems)
    if not is_stale.is_set():
        try:
            with explain_vanished(job.issue):
                findings = check_workspace(reading, [job.issue]).problems
        except BulletinError as error:
            findings = error.problems
        yield Verdict(job.serial, job.issue, "words", findings)


def main() -> None:
    """Serve jobs until standard input ends."""
    from bulletin.pdf import import_weasyprint

    with contextlib.suppress(OSError, BulletinError):  # the first job says so, in Chinese
        import_weasyprint()
    serve_jobs(print_job)
