"""What the open browsers look at: each change of a source → what they are told, the newest text first."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import traceback
from collections import defaultdict
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from bulletin.check.report import describe_problem
from bulletin.errors import Problem
from bulletin.html import PrintedIssue
from bulletin.model import IssueId
from bulletin.preview.jobs import Done, Reply, Verdict
from bulletin.preview.keeper import PRESS, RENDERER, Keeper
from bulletin.preview.memory import give_back
from bulletin.preview.press import Pages
from bulletin.preview.renderer import News
from bulletin.preview.watch import watch_sources
from bulletin.preview.web import NOT_PRINTED, WebView
from bulletin.workspace import Workspace

_MOST_GONE = 20
_UNREADABLE = {"E315", "E316"}


class Listener:
    """A browser: of each kind of event it has not taken yet, the newest."""

    def __init__(self) -> None:
        self._events: dict[str, str] = {}
        self._ready = asyncio.Event()
        self.is_closed = False

    def close(self) -> None:
        """Nothing more will come."""
        self.is_closed = True
        self._ready.set()

    def put(self, kind: str, data: str) -> None:
        """Add an event; an older one of its kind is no longer of interest."""
        self._events.pop(kind, None)
        self._events[kind] = data
        self._ready.set()

    async def take(self, patience: float) -> list[tuple[str, str]]:
        """What has come in, waiting for it `patience` seconds at most."""
        try:
            async with asyncio.timeout(patience):
                await self._ready.wait()
        except TimeoutError:
            return []
        self._ready.clear()
        events, self._events = list(self._events.items()), {}
        return events


@dataclass
class Shown:
    """What is known of an issue that somebody looks at."""

    id: IssueId
    web: WebView | None = None
    pages: Pages | None = None
    before: Pages | None = None  # whose pictures a browser may still be asking for
    events: dict[str, str] = field(default_factory=dict)
    gone: dict[str, bytes] = field(default_factory=dict)  # files that the web page had before, likewise
    listeners: set[Listener] = field(default_factory=set)
    is_blind: bool = False  # the disk could not be read: whatever comes back may be what was missing

    def tell(self, kind: str, **values: Any) -> None:
        """Tell all listeners, and whoever comes later, where it is news."""
        # A file name need not be UTF-8: what is not goes out as a question mark.
        data = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        data = data.encode("utf-8", "replace").decode()
        if self.events.get(kind) != data:
            self.events[kind] = data
            for listener in self.listeners:
                listener.put(kind, data)

    def find_shown(self, view: str, path: str) -> bytes | None:
        """Source `path` as `view` (`print` or `web`) shows it; it may have changed since."""
        shown = self.pages if view == "print" else self.web
        return shown.sources.get(path) if shown else None

    def take_view(self, view: WebView) -> None:
        """Show `view`; the files that it has no more are kept for a while."""
        before = self.web.files if self.web else {}
        self.gone |= {name: data for name, data in before.items() if name not in view.files}
        for name in list(self.gone)[:-_MOST_GONE]:
            del self.gone[name]
        self.web = view

    def find_file(self, name: str) -> bytes | None:
        """What the web page asks for as `name`, or has just asked for."""
        found = self.web.files.get(name) if self.web else None
        return self.gone.get(name) if found is None else found

    def find_sheet(self, digest: str) -> tuple[bytes, int] | None:
        """The PDF and the number of the page that looks like `digest`."""
        for pages in (self.pages, self.before):
            for number, sheet in enumerate(pages.sheets if pages else ()):
                if pages and sheet.digest == digest:
                    return pages.data, number
        return None


class Desk:
    """The issues that are looked at."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._issues: dict[IssueId, Shown] = {}
        self._press = Keeper(PRESS, workspace, self._take_print)
        self._renderer = Keeper(RENDERER, workspace, self._take_web)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Follow the disk until cancelled."""
        self._start(self._renderer.run())
        self._start(self._press.run())
        try:
            async for changed in watch_sources(self.workspace):
                for shown in self._issues.values():
                    if shown.listeners and (shown.is_blind or _concerns(changed, shown.id)):
                        self.refresh(shown)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def find(self, issue: IssueId) -> Shown:
        """What is shown of `issue`; nothing yet where nobody has looked."""
        return self._issues.setdefault(issue, Shown(issue))

    async def listen(self, issue: IssueId, heartbeat: float) -> AsyncIterator[list[tuple[str, str]]]:
        """Events of `issue`: first all that is known, then news; an empty list as a heartbeat."""
        shown, listener = self.find(issue), Listener()
        is_first = not shown.listeners
        shown.listeners.add(listener)
        try:
            for kind, data in shown.events.items():
                listener.put(kind, data)
            if is_first:  # nobody has followed the disk meanwhile
                self.refresh(shown)
            while not listener.is_closed:
                yield await listener.take(heartbeat)
        finally:
            shown.listeners.discard(listener)

    def close(self) -> None:
        """Let all listeners go, so that the server can end."""
        for shown in self._issues.values():
            for listener in shown.listeners:
                listener.close()

    def refresh(self, shown: Shown) -> None:
        """Show the issue as it now stands on disk: the web page at once, the pages when printed."""
        printed = _describe_print(shown.pages)
        self._renderer.ask(shown.id, printed)
        self._press.ask(shown.id, printed)
        shown.tell("state", printing=True)

    def _take_web(self, reply: Reply) -> None:
        shown = self.find(reply.issue)
        problems: Iterable[Problem] = ()
        if isinstance(reply, News):
            shown.take_view(reply.complete(shown.web))
            problems = reply.view.problems
        elif isinstance(reply, Verdict):
            problems = reply.problems
        else:
            return
        shown.is_blind = any(problem.code in _UNREADABLE for problem in problems)
        look = shown.web and hashlib.sha256(shown.web.files["style.css"]).hexdigest()[:12]
        shown.tell(
            "web",
            html=shown.web.page if shown.web else None,
            style=look,
            places=dict(shown.web.places) if shown.web else {},
            problems=describe_problems(problems),
        )

    def _take_print(self, reply: Reply) -> None:
        shown = self.find(reply.issue)
        if isinstance(reply, Pages):
            shown.before, shown.pages = shown.pages, reply
            shown.tell(
                "pages",
                sheets=[[sheet.digest, sheet.width, sheet.height] for sheet in reply.sheets],
                blocks=[[b.source, b.page, b.x, b.y, b.width, b.height] for b in reply.blocks],
                size=len(reply.data),
            )
            shown.tell("print", problems=[])
            self._renderer.ask(shown.id, _describe_print(reply))  # the contents say the pages
        elif isinstance(reply, Verdict):
            shown.tell(reply.stage, problems=describe_problems(reply.problems))
            if reply.stage == "print":  # there is nothing to prove
                shown.tell("proof", problems=[])
        elif isinstance(reply, Done):
            busy = self._press.is_busy(shown.id)
            shown.tell("state", printing=busy)
            if not busy:
                self._start(asyncio.to_thread(give_back))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finish)

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # Ours, not the editor's: the server goes on, the terminal says what it was.
            traceback.print_exception(error, file=sys.stderr)


def _concerns(changed: Iterable[str], issue: IssueId) -> bool:
    """Whether one of the sources `changed` has a say in `issue`."""
    return any(not path.startswith("issues/") or path.split("/")[1:2] == [str(issue)] for path in changed)


def _describe_print(pages: Pages | None) -> PrintedIssue:
    if pages is None:
        return NOT_PRINTED
    page_of = defaultdict(int, pages.page_of)  # an article may have been added since
    return PrintedIssue("", len(pages.data), len(pages.sheets), page_of)


def describe_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as the page shows them: as `check --format json`, with the text of the line and what a click
    puts into it; where other lines are to be mended, too, none does."""
    described = [_describe_problem(problem) for problem in problems]
    return [
        {name: _settle(value) if isinstance(value, str) else value for name, value in problem.items()}
        for problem in described
    ]


def _describe_problem(problem: Problem) -> dict[str, Any]:
    fixes = [asdict(spot) for spot in problem.spots if spot.fix is not None]
    is_here = all(spot.line == problem.line for spot in problem.spots)
    return {**describe_problem(problem), "source": problem.source, "fixes": fixes if is_here else []}


def _settle(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
