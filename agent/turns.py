"""Turns: tasks that need the processor for a while take it one by one, and the network has its own turn in between."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary


class Turns:
    """Hands out turns, one in each round of the event loop.

    Tasks that become ready together would else all be worked on before the next request goes out.
    """

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    async def next(self) -> None:
        """Wait for a turn. It lasts until the task waits for something else."""
        async with self._locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            await asyncio.sleep(0)
