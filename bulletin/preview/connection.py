"""Connections → requests; one that asks for nothing, or does not read what it asked for, is closed.

Anybody may connect, and need not know the token to do so: a thousand connections that never finish a request
would use up what the system lets a process open (uvicorn waits for a request as long as it takes).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_WAITING = 64  # a browser opens six
_PATIENCE = 10.0  # seconds for a request to come in whole
_READ_PATIENCE = 30.0  # seconds for an answer to be taken further


def limit_connections(
    most: int = MOST_WAITING, patience: float = _PATIENCE, read_patience: float = _READ_PATIENCE
) -> type[H11Protocol]:
    """A protocol for uvicorn that lets at most `most` connections wait, each for `patience` seconds.

    Where one more comes, the one that has waited longest goes: who means to ask does so within milliseconds.
    """
    waiting: dict[H11Protocol, None] = {}

    class Connection(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def handle_events(self) -> None:
            super().handle_events()
            if self.cycle and not self.cycle.response_complete:
                waiting.pop(self, None)
                self._set_deadline(None)

        def on_response_complete(self) -> None:
            self._wait()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            waiting.pop(self, None)
            self._set_deadline(None)
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._set_deadline(read_patience)

        def resume_writing(self) -> None:
            super().resume_writing()
            self._set_deadline(patience if self in waiting else None)

        def _wait(self) -> None:
            waiting.pop(self, None)
            waiting[self] = None
            self._set_deadline(patience)
            while len(waiting) > most:
                oldest = next(iter(waiting))
                del waiting[oldest]
                oldest.transport.abort()

        def _set_deadline(self, seconds: float | None) -> None:
            if self._deadline:
                self._deadline.cancel()
            self._deadline = None if seconds is None else self.loop.call_later(seconds, self.transport.abort)

    return Connection
