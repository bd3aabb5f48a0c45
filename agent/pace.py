"""Pace: how fast requests may go out, and how many at once, for all of a batch together."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

_SLOWER, _FASTER = 1.5, 0.97  # after a 429; after each answer
_SMALLEST_GAP = 0.001  # seconds; below that there is none


class Pace:
    """Requests and tokens a minute, fewer after a 429, and none while the provider asks to wait.

    Args:
        requests: the most requests a minute, or None.
        tokens: the most tokens a minute, or None; what a request will cost is an estimate.
        at_once: the most requests that wait for their answers, or None.
        clock: seconds, for tests.
    """

    def __init__(
        self,
        requests: float | None = None,
        tokens: float | None = None,
        *,
        at_once: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._request_gap = 60 / requests if requests else 0.0
        self._token_gap = 60 / tokens if tokens else 0.0
        self._at_once = at_once
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()
        self._clock = clock
        self._extra = 0.0
        self._next = self._next_tokens = self._until = 0.0
        self._sent: deque[float] = deque(maxlen=20)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Be one of those whose requests are on the way."""
        if self._at_once is None:
            yield
            return
        async with self._places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._at_once)):
            yield

    async def ready(self, tokens: int = 0) -> None:
        """Wait until a request of about so many tokens may go out."""
        while (wait := max(self._next, self._next_tokens, self._until) - self._clock()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(wait)
        now = self._clock()
        self._sent.append(now)
        self._next = max(self._next, now) + self._request_gap + self._extra
        self._next_tokens = max(self._next_tokens, now) + tokens * self._token_gap

    def hold(self, seconds: float | None) -> None:
        """Too many requests: everybody waits so long, if it was said how long, and all go slower from now on."""
        now = self._clock()
        if seconds:
            self._until = max(self._until, now + seconds)
        if len(self._sent) > 1:
            gap = (self._sent[-1] - self._sent[0]) / (len(self._sent) - 1)
            self._extra = max(self._extra, gap * (_SLOWER - 1))

    def answered(self) -> None:
        """A request went well: a little faster again."""
        self._extra = self._extra * _FASTER if self._extra > _SMALLEST_GAP else 0.0
