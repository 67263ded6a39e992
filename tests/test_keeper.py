"""Workers that hang, fall over or slow down: the newest text is done all the same.

Patience is short here, so that what is waited for comes soon; what is asserted is what comes, not when.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol

import pytest

from bulletin.model import IssueId
from bulletin.preview.jobs import Done, Reply, Verdict
from bulletin.preview.keeper import PRESS, RENDERER, Keeper, Work, end_process
from bulletin.preview.web import NOT_PRINTED
from bulletin.workspace import Workspace

from .conftest import REPOSITORY, MakeWorkspace
from .patience import SECONDS
from .worker import Said

FIRST, SECOND = IssueId(2024, 9), IssueId(2024, 10)
WORK = Work("tests.worker", "web", "网页", patience=4, short=0.6, least=0.6)


class Bench:
    """A keeper whose worker does what the articles say, and what has come back."""

    def __init__(self, workspace: Workspace, work: Work) -> None:
        self._workspace = workspace
        self._replies: asyncio.Queue[Reply] = asyncio.Queue()
        self.keeper = Keeper(work, workspace, self._replies.put_nowait)

    def save(self, text: str, issue: IssueId = FIRST) -> None:
        """Write the article, and ask for it."""
        file = self._workspace.root / "issues" / str(issue) / "01.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        self.keeper.ask(issue, NOT_PRINTED)

    async def next(self) -> tuple[IssueId, str]:
        """What is said next of an issue: its text, or a code where it was given up."""
        while isinstance(reply := await asyncio.wait_for(self._replies.get(), SECONDS), Done):
            pass
        if isinstance(reply, Verdict):
            return reply.issue, reply.problems[0].code
        assert isinstance(reply, Said)
        return reply.issue, f"said {reply.text}"

    async def rest(self, issue: IssueId = FIRST) -> None:
        """Until nothing is asked of `issue`."""
        while self.keeper.is_busy(issue):
            await asyncio.sleep(0.01)

    async def next_of(self, issue: IssueId) -> str:
        while (found := await self.next())[0] != issue:
            pass
        return found[1]


Test = Callable[[Bench], Coroutine[Any, Any, None]]


class Run(Protocol):
    def __call__(self, test: Test, work: Work = WORK) -> None: ...


@pytest.fixture
def run(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a test with a bench."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    workspace = make_workspace({})

    @asynccontextmanager
    async def keep(work: Work) -> AsyncIterator[Bench]:
        bench = Bench(workspace, work)
        running = asyncio.create_task(bench.keeper.run())
        try:
            yield bench
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def do(test: Test, work: Work) -> None:
        async with keep(work) as bench:
            await test(bench)

    def start(test: Test, work: Work = WORK) -> None:
        asyncio.run(do(test, work))

    return start


def test_a_newer_text_takes_the_place_of_one_that_hangs(run: Run) -> None:
    async def test(bench: Bench) -> None:
        bench.save("one")
        assert await bench.next() == (FIRST, "said one")
        bench.save("wait 3600")
        await asyncio.sleep(0.3)  # it has begun
        bench.save("two")
        assert await bench.next() == (FIRST, "said two")
        await bench.rest()

    run(test)


def test_what_hangs_alone_is_given_up_and_said(run: Run) -> None:
    async def test(bench: Bench) -> None:
        bench.save("wait 3600")
        assert await bench.next() == (FIRST, "E314")
        await bench.rest()
        bench.save("two")
        assert await bench.next() == (FIRST, "said two")

    run(test, replace(WORK, patience=1.0))


def test_what_falls_over_is_tried_twice(run: Run) -> None:
    async def test(bench: Bench) -> None:
        bench.save("die")
        assert await bench.next() == (FIRST, "E308")
        bench.save("two")
        assert await bench.next() == (FIRST, "said two")

    run(test)


def test_an_issue_that_hangs_holds_up_no_other(run: Run) -> None:
    async def test(bench: Bench) -> None:
        bench.save("one", SECOND)
        assert await bench.next() == (SECOND, "said one")
        bench.save("wait 3600")
        await asyncio.sleep(0.3)
        bench.save("two", SECOND)
        assert await bench.next_of(SECOND) == "said two"
        assert await bench.next_of(FIRST) == "E314"

    run(test, replace(WORK, patience=2.0))


def test_an_issue_that_has_grown_is_finished_all_the_same(run: Run) -> None:
    """It takes longer than it may, and newer texts come all the time: it is given more at each turn."""

    async def test(bench: Bench) -> None:
        bench.save("one")
        assert await bench.next() == (FIRST, "said one")

        async def hurry() -> None:
            while True:
                bench.save("wait 1.5")
                await asyncio.sleep(0.2)

        hurrying = asyncio.create_task(hurry())
        try:
            assert await bench.next() == (FIRST, "said wait 1.5")
        finally:
            hurrying.cancel()

    run(test, replace(WORK, short=0.3, least=0.3))


def test_a_rest_is_no_silence(run: Run) -> None:
    async def test(bench: Bench) -> None:
        bench.save("one")
        assert await bench.next() == (FIRST, "said one")
        await bench.rest()
        bench.keeper._heard -= 3600
        bench.save("two")
        assert time.monotonic() - bench.keeper._heard < 1800
        assert await bench.next() == (FIRST, "said two")

    run(test)


def test_a_worker_that_has_done_enough_is_renewed(run: Run) -> None:
    async def test(bench: Bench) -> None:
        before = set()
        for number in range(7):
            bench.save(f"text {number}")
            assert await bench.next() == (FIRST, f"said text {number}")
            while bench.keeper._process is None:
                await asyncio.sleep(0.01)
            before.add(bench.keeper._process.pid)
        assert len(before) > 1

    run(test, replace(WORK, enough=2))


def test_a_signal_that_ends_server_and_worker_at_once_ends_the_server() -> None:
    """The cancellation arrives in the very turn of the loop in which the worker has ended."""

    class Worker:
        def __init__(self) -> None:
            self.ended = asyncio.Event()

        async def wait(self) -> None:
            await self.ended.wait()

    async def test(turns: int) -> None:
        worker: Any = Worker()
        waiting = asyncio.create_task(end_process(worker))
        for _ in range(4):
            await asyncio.sleep(0)
        worker.ended.set()
        for _ in range(turns):
            await asyncio.sleep(0)
        if not waiting.done():
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting

    for turns in range(5):
        asyncio.run(test(turns))


@pytest.mark.parametrize("work", [PRESS, RENDERER], ids=["press", "renderer"])
def test_the_shipped_figures_leave_room(work: Work) -> None:
    assert work.least < work.short < work.patience
