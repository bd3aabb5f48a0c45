"""Call a chat model, and call it again when the failure may pass."""

from __future__ import annotations

import email.utils
import json
import logging
import time
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from phase_context.agent.errors import ExtractionError
from phase_context.agent.pace import Pace
from phase_context.agent.secrets import mask
from phase_context.agent.turns import Turns
from phase_context.schemas.text import clean_line

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable

    from phase_context.agent.extractors.completions import Completions

_LOG = logging.getLogger(__name__)
_LOG.addHandler(logging.NullHandler())  # nothing is printed unless the program asks for it
TRIES = 6
_CHARACTERS_A_TOKEN = 4
LONGEST_WAIT = 120.0  # seconds; a provider that asks for more has to be asked again by the user
_PASSING = frozenset((408, 409, 425, 429))
_DROPPED = frozenset(
    ("APIConnectionError", "APITimeoutError", "TransportError", "TimeoutException", "ConnectionError", "TimeoutError")
)
# What the clients raise for a body they cannot make sense of: cut, no choices, arguments that are a list.
_UNREADABLE = (json.JSONDecodeError, ValidationError, LookupError, TypeError)
_MOST_LEFT_BEHIND = 100  # connections that a client keeps
_backoff = wait_random_exponential(multiplier=0.5, max=20)


class Caller:
    """A runnable chat model behind the rules for trying again.

    Rate limits, server errors, timeouts and dropped connections are tried again, up to 6 times in all, with growing
    waits; a Retry-After header is obeyed. Nothing else is.
    """

    def __init__(
        self, name: str, model: Runnable[Any, Any] | Completions, *, tries: int = TRIES, pace: Pace | None = None
    ) -> None:
        self.name = name
        self._model = model
        self._pace = pace
        self._turns = Turns()
        self._policy: dict[str, Any] = {
            "retry": retry_if_exception(_may_pass),
            "stop": stop_after_attempt(tries),
            "wait": _wait,
            "before_sleep": self._log,
            "reraise": True,
        }

    def _log(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is not None:
            _LOG.warning("%s: %s: %s; trying again", self.name, type(error).__name__, _first_line(error))

    def call(self, messages: list[BaseMessage]) -> AIMessage:
        """The model's answer.

        Raises:
            ExtractionError: there was none, after every try.
        """
        try:
            answer: AIMessage = Retrying(**self._policy)(self._model.invoke, messages)
        except Exception as error:
            raise self._failure(error) from error
        return answer

    async def acall(self, messages: list[BaseMessage]) -> AIMessage:
        """`call` for asyncio."""
        try:
            answer: AIMessage = await AsyncRetrying(**self._policy)(self._paced, messages)
        except Exception as error:
            raise self._failure(error) from error
        await self._turns.next()
        return answer

    async def _paced(self, messages: list[BaseMessage]) -> AIMessage:
        """One try, at the pace that all of a batch keep."""
        if self._pace is None:
            return await self._fresh(messages)
        tokens = sum(len(str(message.content)) for message in messages) // _CHARACTERS_A_TOKEN
        async with self._pace.place():
            await self._pace.ready(tokens)
            try:
                answer = await self._fresh(messages)
            except Exception as error:
                if _status(error) == 429:  # noqa: PLR2004
                    self._pace.hold(_retry_after(error))
                raise
            self._pace.answered()
            return answer

    async def _fresh(self, messages: list[BaseMessage]) -> AIMessage:
        """The answer, past every connection that an earlier event loop left behind in the client's pool."""
        left = _MOST_LEFT_BEHIND
        while True:
            try:
                answer: AIMessage = await self._model.ainvoke(messages)
            except RuntimeError as error:
                if not left or "loop" not in str(error):
                    raise
                left -= 1
            else:
                return answer

    def _failure(self, error: Exception) -> ExtractionError:
        status = _status(error)
        if status in (401, 403):
            why = f"the key was refused ({status}); set the right one and try again"
        elif status == 404:  # noqa: PLR2004
            why = "there is no such model at that address (404)"
        else:
            kind = "too many requests" if status == 429 else type(error).__name__  # noqa: PLR2004
            why = f"no answer ({kind}{f' {status}' if status else ''}: {_first_line(error)})"
        return ExtractionError(f"{self.name}: {why}")


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    found = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    return found if isinstance(found, int) else None


def _may_pass(error: BaseException) -> bool:
    status = _status(error)
    if status is not None:
        return (status in _PASSING or status >= 500) and getattr(error, "code", None) != "insufficient_quota"  # noqa: PLR2004
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & _DROPPED) or isinstance(error, _UNREADABLE)


def _wait(state: RetryCallState) -> float:
    asked = _retry_after(state.outcome.exception() if state.outcome else None)
    return asked if asked is not None else _backoff(state)


def _retry_after(error: BaseException | None) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    asked = _seconds(headers.get("retry-after"))
    return min(asked, LONGEST_WAIT) if asked is not None else None


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After as seconds from now: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _first_line(error: BaseException) -> str:
    text = mask(clean_line(str(error).strip().split("\n")[0]))  # a provider may repeat the key it was sent
    return text if len(text) <= 200 else text[:200] + "…"  # noqa: PLR2004
