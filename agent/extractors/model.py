"""ModelExtractor: one function call of any provider's model turns words into entries."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Generator, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from phase_context.agent.carried.passage import clauses_of
from phase_context.agent.carried.verdict import Carried
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors import completions
from phase_context.agent.extractors.answers import read_answer
from phase_context.agent.extractors.base import Extraction, Reading, Refusal, Usage
from phase_context.agent.extractors.calls import TRIES, Caller
from phase_context.agent.pace import Pace
from phase_context.agent.questions import Question, about_conflict, about_rule, question_of
from phase_context.agent.rules import find_rule
from phase_context.prompts import template
from phase_context.schemas import TOPICS, Entry, Status, Transcript, record_function

if TYPE_CHECKING:
    import openai
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.runnables import Runnable, RunnableConfig

TIMEOUT = 180.0  # seconds for one answer
WINDOW = 100_000  # tokens; for a model that does not say how much it takes
_CHARACTERS_A_TOKEN = 3  # on the safe side for scripts other than Latin
_ASKS_AGAIN = 2
_ALL_ASKED = 0.5  # seconds after the first
_CUES = ("vtt", "srt", "sbv", "zoom-captions")
_ENDS = re.compile(r"<(?=\s*/?\s*(?:transcript|reply)\b)", re.IGNORECASE)
_OVERLAP = 5  # lines

Dialogue = Generator[list["BaseMessage"], "AIMessage", Extraction]
"""Yields what to send, takes what came back: the same for sync and async."""


def chat_model(name: str, *, base_url: str | None = None, timeout: float = TIMEOUT) -> BaseChatModel:
    """The chat model LangChain knows by "provider:model", with its own retries off: ours are the only ones.

    Raises:
        InputError: unknown provider, its package is missing, or there is no key.
    """
    from langchain.chat_models import init_chat_model

    provider = name.partition(":")[0]
    options: dict[str, Any] = {"timeout": timeout, "max_retries": 0}
    if provider == "ollama":
        options = {}
    if base_url:
        options["base_url"] = base_url
        if provider == "openai":
            # A server of one's own asks for none, but the client wants one.
            options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError:
        raise InputError(f"{name}: its package is missing; pip install 'phase-context[{provider}]'") from None
    except Exception as error:  # noqa: BLE001 - each provider's client raises its own
        if "api_key" in str(error).lower() or "api key" in str(error).lower():
            raise InputError(f"{name}: no key; set {provider.upper()}_API_KEY, or leave the model out") from None
        raise InputError(f"{name}: not a model LangChain knows; write it as provider:model") from None
    return model


class ModelExtractor:
    """Reads with a language model, by function calling.

    One request for each reply or transcript when nothing fails. What is broken goes back once; every outcome is
    either in the Extraction or raised.

    Args:
        model: "provider:model" as LangChain's init_chat_model takes it, or a chat model.
        base_url: the address of an OpenAI-compatible server.
        timeout: seconds for one answer.
        tries: how often a call that fails in passing is made, in all.
        pace: kept by all asynchronous calls together.
        config: LangChain's, for every call: callbacks, tags, metadata. Inside a graph or a tool theirs hold as well.
        direct: ask OpenAI's models without LangChain, where nobody looks at single calls; see `completions`.
    """

    def __init__(
        self,
        model: str | BaseChatModel,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        tries: int = TRIES,
        pace: Pace | None = None,
        config: RunnableConfig | None = None,
        direct: bool = False,
    ) -> None:
        chat = chat_model(model, base_url=base_url, timeout=timeout) if isinstance(model, str) else model
        self.name = model if isinstance(model, str) else type(model).__name__
        # The schemas are made here, once, not for each call.
        functions = {meeting: record_function(meeting=meeting) for meeting in (True, False)}
        direct = direct and isinstance(model, str) and completions.serves(model)
        named = self.name.partition(":")[2]
        self._callers = {
            meeting: Caller(
                self.name,
                completions.Completions(chat, named, function) if direct else _bound(chat, function, config),
                tries=tries,
                pace=pace,
            )
            for meeting, function in functions.items()
        }
        told = repr([(system_prompt(meeting=meeting), function) for meeting, function in functions.items()])
        self.version = hashlib.sha256(told.encode()).hexdigest()[:12]
        profile = getattr(chat, "profile", None) or {}
        self._chat: Any = chat
        self._loads = False
        self._window = int(profile.get("max_input_tokens") or WINDOW)

    def extract(self, reading: Reading) -> Extraction:
        """What the words settle.

        Raises:
            ExtractionError: no usable answer, after every try.
        """
        caller = self._callers[not reading.is_reply]
        dialogue = self._dialogue(reading)
        messages = next(dialogue)
        while True:
            try:
                messages = dialogue.send(caller.call(messages))
            except StopIteration as done:
                extraction: Extraction = done.value
                return extraction

    async def aextract(self, reading: Reading) -> Extraction:
        """`extract` for asyncio."""
        caller = self._callers[not reading.is_reply]
        dialogue = self._dialogue(reading)
        messages = next(dialogue)
        if not self._loads:
            self._loads = True
            # What answers are checked by takes a while to load: when all have asked and wait, it costs nobody time.
            loop = asyncio.get_running_loop()
            loop.call_later(_ALL_ASKED, loop.run_in_executor, None, _load_lexicon)
        while True:
            try:
                messages = dialogue.send(await caller.acall(messages))
            except StopIteration as done:
                extraction: Extraction = done.value
                return extraction

    def client(self) -> openai.OpenAI:
        """The OpenAI client behind the model, for what LangChain has no words for; only for openai:… models."""
        client: openai.OpenAI = self._chat.root_client
        return client

    def first_request(self, reading: Reading) -> list[BaseMessage] | None:
        """What is sent first for a transcript, to be sent by other means; None when it does not fit one request."""
        parts = list(_parts(reading.transcript, self._window * _CHARACTERS_A_TOKEN // 2))
        return next(self._dialogue(reading)) if len(parts) == 1 else None

    def finish(self, reading: Reading, first: AIMessage) -> Extraction:
        """`extract` from the answer to `first_request` on; asks again only for what is broken in it.

        Raises:
            ExtractionError: no usable answer, after every try.
        """
        dialogue = self._dialogue(reading)
        next(dialogue)
        try:
            messages = dialogue.send(first)
            while True:
                messages = dialogue.send(self._callers[True].call(messages))
        except StopIteration as done:
            extraction: Extraction = done.value
            return extraction

    def _dialogue(self, reading: Reading) -> Dialogue:
        carried = Carried(reading.spoken, reading.asked, reading.suggested)
        if reading.is_reply:
            return (yield from self._ask(system_prompt(meeting=False), _reply(reading), carried))
        total = Extraction()
        before = [f"{topic.label}: {decision.summary}" for topic, decision in reading.known.decisions()]
        for part in _parts(reading.transcript, self._window * _CHARACTERS_A_TOKEN // 2):
            prompt = template("transcript.j2").render(lines=part, known=before + _lines(total.entries))
            found = yield from self._ask(system_prompt(meeting=True), prompt, carried)
            total = Extraction(
                total.entries + found.entries, None, total.refused + found.refused, total.usage + found.usage
            )
        return total

    def _ask(self, system: str, prompt: str, carried: Carried) -> Dialogue:
        from langchain_core.messages import HumanMessage, SystemMessage

        start: list[BaseMessage] = [SystemMessage(system), HumanMessage(prompt)]
        messages = start
        entries: list[Entry] = []
        doubted: list[Entry] = []
        usage = Usage()
        say = None
        for again in range(_ASKS_AGAIN + 1):
            message = yield messages
            answer = read_answer(message, carried)
            usage += _usage(message)
            entries += answer.entries
            doubted += answer.doubted
            say = answer.say or say
            nothing = answer.fault is not None and not (message.tool_calls or message.invalid_tool_calls)
            last = again == _ASKS_AGAIN or (again > 0 and not answer.fault)
            if last or not (answer.broken or answer.fault):
                break
            if nothing and not entries:
                continue  # a refusal or an empty answer: the same question once more
            follow = template("again.j2").render(broken=answer.broken, fault=answer.fault)
            messages = [*start, HumanMessage(follow)]
        if answer.fault and not entries and not answer.broken:
            raise ExtractionError(f"{self.name}: {answer.fault}, {_ASKS_AGAIN + 1} times")
        refused = [Refusal(entry, reason) for entry, reason in answer.broken]
        if answer.fault:
            refused.append(Refusal("the rest of the answer", answer.fault))
        settled = {entry.topic for entry in entries if entry.topic}
        kept = dict.fromkeys(entry for entry in doubted if entry.topic not in settled or not entry.topic)
        return Extraction((*carried.in_order(entries), *kept), say, tuple(refused), usage)


@cache
def system_prompt(*, meeting: bool) -> str:
    """What the model is told: the same text for every reply, and for every transcript."""
    return template("system.j2").render(meeting=meeting, topics=TOPICS.values())


def _load_lexicon() -> None:
    clauses_of("We take Redis.")[0].of("term")


def _bound(chat: BaseChatModel, function: dict[str, Any], config: RunnableConfig | None) -> Runnable[Any, Any]:
    strict: dict[str, Any] = {"strict": True, "parallel_tool_calls": False} if _is_openai(chat) else {}
    bound = chat.bind_tools([function], tool_choice="record", **strict)
    return bound.with_config(config) if config else bound


def _is_openai(model: BaseChatModel) -> bool:
    return any(kind.__name__ == "BaseChatOpenAI" for kind in type(model).__mro__)


def _reply(reading: Reading) -> str:
    questions = [_put(label, reading) for label in reading.asked or ()]
    known = {topic.label: decision.summary for topic, decision in reading.known.decisions()}
    words = reading.transcript.turns[0].text
    return template("reply.j2").render(
        questions=questions, known=known, suggested=reading.suggested, reply=_inside(words)
    )


def _put(label: str, reading: Reading) -> Question:
    """The question as it was put: that of a broken rule or of a conflict is another than the template's."""
    rule = next((rule for rule in map(find_rule, reading.rules) if rule.asks == label), None)
    if rule:
        return about_rule(rule)
    row = reading.known.decision(label) if label in TOPICS else None
    if row is not None and row.status is Status.CONFLICT:
        return about_conflict(label, row)
    return question_of(label)


def _inside(text: str) -> str:
    """The text, which cannot end the part of the prompt that holds what people said; its words stay."""
    return _ENDS.sub("‹", text)


def _lines(entries: Iterable[Entry]) -> list[str]:
    """What earlier parts of a transcript settled, one line for each topic and thing."""
    lines = {(entry.kind, entry.topic or entry.text or entry.quote): entry for entry in entries}
    return [
        " ".join(filter(None, (f"{entry.kind}:", entry.topic, entry.text, entry.rationale, entry.to)))
        for entry in lines.values()
        if entry.kind != "possibly"
    ]


def _numbered(transcript: Transcript) -> Iterator[str]:
    """The turns as lines with their numbers; a speaker's consecutive turns share one."""
    line, speaker = "", object()
    # A cue may break off in the middle of a sentence; a message does not.
    joint = " " if transcript.format in _CUES else "\n"
    for number, turn in enumerate(transcript.turns):
        who = (turn.speaker, turn.person)
        if who == speaker and turn.speaker:
            line += joint + _inside(turn.text)
            continue
        if line:
            yield line
        speaker = who
        name = f" {_inside(turn.speaker)}:" if turn.speaker else ""
        line = f"[{number}]{'' if turn.person else ' (tool)'}{name} {_inside(turn.text)}"
    if line:
        yield line


def _parts(transcript: Transcript, most: int) -> Iterable[list[str]]:
    """The lines in as few parts as the window needs, in order; usually one."""
    part: list[str] = []
    size = 0
    for line in _numbered(transcript):
        if part and size + len(line) > most:
            yield part
            # A few lines again, so that an answer keeps its question.
            part = part[-_OVERLAP:] if sum(map(len, part[-_OVERLAP:])) < most // 4 else []
            size = sum(map(len, part))
        part.append(line)
        size += len(line)
    yield part


def _usage(message: AIMessage) -> Usage:
    counted = message.usage_metadata
    if not counted:
        return Usage(requests=1)
    cached = counted.get("input_token_details", {}).get("cache_read", 0)
    return Usage(1, counted["input_tokens"], counted["output_tokens"], cached or 0)
