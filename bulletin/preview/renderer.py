"""A process that stays warm: jobs → the web page of an issue, and what it asks for.

A template may loop without end, and a line of ten thousand brackets takes minutes: here they hold up nothing
but themselves, and are ended.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bulletin.errors import BulletinError
from bulletin.model import IssueId
from bulletin.preview.jobs import Job, Reply, Verdict, serve_jobs
from bulletin.preview.web import WebView, read_web_view
from bulletin.workspace import Workspace


@dataclass(frozen=True, slots=True)
class News(Reply):
    """The web page of an issue; its files are those that the view before (of this issue, from this process)
    did not have, and `kept` names those that it had. Fonts are 20 MB, and the same from save to save."""

    view: WebView
    kept: frozenset[str]

    def complete(self, before: WebView | None) -> WebView:
        """The view with all of its files; `before` is the one before."""
        files = {name: before.files[name] for name in self.kept} if before else {}
        return replace(self.view, files={**files, **self.view.files})


class Renderer:
    """Renders web pages, and remembers which files it has sent along."""

    def __init__(self) -> None:
        self._sent: dict[IssueId, Mapping[str, bytes]] = {}

    def render_job(self, job: Job, is_stale: threading.Event) -> Iterator[Reply]:
        """Do a job: one reply."""
        try:
            view = read_web_view(Workspace(job.root, job.out), job.issue, job.printed)
        except BulletinError as error:
            yield Verdict(job.serial, job.issue, "web", error.problems)
            return
        sent = self._sent.get(job.issue, {})
        kept = frozenset(name for name, data in view.files.items() if sent.get(name) == data)
        self._sent[job.issue] = view.files
        new = {name: data for name, data in view.files.items() if name not in kept}
        yield News(job.serial, job.issue, replace(view, files=new), kept)


def main() -> None:
    """Serve jobs until standard input ends."""
    serve_jobs(Renderer().render_job)
