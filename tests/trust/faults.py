"""Right answers, corrupted: a seeded generator over every kind of fault that SECURITY.md names."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from phase_context.agent.questions import QUESTIONS
from phase_context.schemas import TOPICS
from tests.trust.material import Case, Raw, cases

_INVENTED = ("everybody was clear that this is what we take", "the decision on that was unanimous last Tuesday",
             "I want it exactly like that and not otherwise", "as discussed it will be done this way")  # fmt: skip
_OTHERS = ("lantern", "seventeenth", "harbour", "violet", "therefore", "upstairs", "gravel", "maybe")
_TOOLS = {
    "Cache strategy": ("Memcached", "Hazelcast", "Fluvio Cache"),
    "Queue system": ("NATS", "Pulsar", "Hangfire", "QuantumMQ"),
    "Scheduling": ("Airflow", "Quartz", "TickTockd"),
    "Deployment": ("Heroku", "Nomad", "Canary"),
    "Authentication": ("SAML", "Okta", "LDAP"),
    "Input validation": ("Joi", "Cerberus"),
    "Alerting": ("Zabbix", "Datadog", "New Relic"),
    "Versioning": ("Event sourcing", "Debezium"),
}  # fmt: skip
_NUMBERS = ("37", "4700", "830ms", "71")
_UNKNOWN = ("Observability", "Budget", "Frontend framework", "Team size", "Cache strategies of others")


@dataclass(frozen=True)
class Fault:
    """One corrupted answer.

    Attributes:
        case: what was said.
        kind: what is wrong with the answer.
        answer: the entries as the model sends them: all right ones but the one that was corrupted.
        topic: the row that must not be decided; None when no row may be beside the right ones.
        place: for words that stand in several places, the number of what was said there.
    """

    case: Case
    kind: str
    answer: tuple[Any, ...]
    topic: str | None
    place: int | None = None


Maker = Callable[[Case, int, random.Random], Iterator[Fault]]


def faults(seed: int = 8, rounds: int = 2) -> list[Fault]:
    """The corrupted answers, the same ones for the same seed."""
    chance = random.Random(seed)
    made = [
        fault
        for case in cases()
        for turn in range(rounds)
        for maker in (_of_quote, _of_choice, _of_row, _of_shape)
        for i in range(len(case.entries))
        for fault in maker(case, i, chance)
        if turn == 0 or fault.kind in _VARIED
    ]
    return [*made, *_settling_nothing()]


_VARIED = frozenset(("invented quote", "three words changed", "choice not carried: number", "wrong type",
                     "quote of the wrong speaker", "unknown topic"))  # fmt: skip


def _with(case: Case, i: int, kind: str, topic: str | None, *changed: Any) -> Fault:
    return Fault(case, kind, (*case.entries[:i], *changed, *case.entries[i + 1 :]), topic)


def _of_quote(case: Case, i: int, chance: random.Random) -> Iterator[Fault]:
    entry = case.entries[i]
    label, quote = entry["topic"], entry["quote"]

    def quoting(kind: str, words: str) -> Fault:
        return _with(case, i, kind, label, {**entry, "quote": words})

    yield quoting("invented quote", chance.choice(_INVENTED))
    yield quoting("quote of the tool's own question", QUESTIONS[label].text)
    yield quoting("paraphrase as quote", f"we decided that {label.lower()} will be {entry['text']}")
    words = quote.split()
    for at in chance.sample(range(len(words)), min(3, len(words))):
        words[at] = chance.choice(_OTHERS)
    yield quoting("three words changed", " ".join(words))
    said = set(re.findall(r"\w+", " ".join(text for _, text in case.said).casefold()))
    longest = max(re.findall(r"\w+", quote), key=len)
    near = [word for word in (longest[:-1], longest + "s", longest + "q") if word.casefold() not in said and word]
    yield quoting("a short word that nearly occurs", near[0])
    speakers = {speaker for speaker, _ in case.said}
    if len(speakers) > 1:
        here = next((n for n, (_, text) in enumerate(case.said) if quote[:12] in text), 0)
        last, following = case.said[max(0, here - 1)], case.said[here]
        if last[0] != following[0]:
            mixed = " ".join([*last[1].split()[-3:], *following[1].split()[:3]])
            yield quoting("quote of two speakers as one", mixed)
        again = {other["quote"] for other in case.twice}
        far = [
            text
            for n, (who, text) in enumerate(case.said)
            if abs(n - here) > 10 and who != case.said[here][0] and text not in again
        ]
        if far:
            yield quoting("quote of the wrong speaker", chance.choice(far))


def _of_choice(case: Case, i: int, chance: random.Random) -> Iterator[Fault]:
    entry = case.entries[i]
    label, text = entry["topic"], entry["text"]
    bare = len(entry["quote"].split()) == 1 or "first one" in entry["quote"]

    def choosing(kind: str, choice: str) -> Fault:
        return _with(case, i, kind, label, {**entry, "text": choice})

    others = [tool for tool in _TOOLS.get(label, ()) if tool.lower() not in text.lower()]
    if others:
        yield choosing("choice not carried: tool", chance.choice(others))
    if any(char.isdigit() for char in text) and label != "Normalization":
        head = "".join(char for char in text if not char.isdigit()).split(",")[0].strip(" <")
        yield choosing("choice not carried: number", f"{head} {chance.choice(_NUMBERS)}".strip())
    elif not bare and text not in ("Yes", "No", "None"):
        yield choosing("choice not carried: number", f"{text}, {chance.choice(_NUMBERS)}")
    if text in ("None", "No") and label in _TOOLS:
        return
    opposite = {"Yes": "No", "No": "Yes"}.get(text.split(",")[0].split(" ")[0])
    if opposite and "?" not in text:
        yield choosing("choice not carried: the opposite", opposite)
    elif text != "None" and "None" in TOPICS[label].options and not bare:
        yield choosing("choice not carried: the opposite", "None")
    # What may as well be meant is no fault: "Per endpoint" for a limit of one endpoint, "At rest" where both hold.
    meant = {"None", "Yes", "No", "N/A", *entry_near(case, i)}
    other = [o for o in TOPICS[label].options if o.lower() not in text.lower() and o not in meant]
    if other and not bare:
        yield choosing("choice not carried: option", chance.choice(other))


def entry_near(case: Case, i: int) -> tuple[str, ...]:
    """Options that are as near to the words as the right one."""
    return tuple(case.near.get(case.entries[i]["topic"], ()))


def _of_row(case: Case, i: int, chance: random.Random) -> Iterator[Fault]:
    entry = case.entries[i]
    if case.never:
        never = chance.choice(case.never)
        options = [option for option in TOPICS[never].options if option not in ("None", "No")] or ["300"]
        yield _with(case, i, "row never discussed", never, {**entry, "topic": never})
        moved = {**entry, "topic": never, "text": chance.choice(options)}
        yield _with(case, i, "row never discussed", never, moved)
    others = [j for j in range(len(case.entries)) if j != i and case.entries[j]["text"] != entry["text"]]
    if others:
        j = chance.choice(others)
        answer = list(case.entries)
        answer[i], answer[j] = {**entry, "topic": answer[j]["topic"]}, {**answer[j], "topic": entry["topic"]}
        yield Fault(case, "swapped rows", tuple(answer), None)


def _of_shape(case: Case, i: int, chance: random.Random) -> Iterator[Fault]:
    entry = case.entries[i]
    label = entry["topic"]
    yield _with(case, i, "unknown topic", label, {**entry, "topic": chance.choice(_UNKNOWN)})
    broken: list[Any] = [
        {**entry, "quote": 5},
        {**entry, "text": [entry["text"]]},
        {**entry, "topic": {"label": label}},
        {**entry, "quote": None},
        {**entry, "kind": ["decided"]},
        {**entry, "text": None},
        [entry],
        f"decided: {label} = {entry['text']}",
        None,
    ]
    yield _with(case, i, "wrong type", label, chance.choice(broken))
    yield _with(case, i, "duplicate", None, entry, entry)
    other = next((tool for tool in _TOOLS.get(label, ()) if tool.lower() not in entry["text"].lower()), None)
    if other:
        contrary = {**entry, "text": other}
        pair = chance.choice([(entry, contrary), (contrary, entry)])
        yield _with(case, i, "contradictory entries", None, *pair)


def _settling_nothing() -> Iterator[Fault]:
    """Entries that rest on what was said and settled nothing: alone, and beside the right ones."""
    kinds = {"rejected": "a rejected option", "hypothetical": "a hypothetical", "ordered": "an order in the words"}
    for case in cases():
        for name, kind in kinds.items():
            for entry in getattr(case, name):
                right = tuple(other for other in case.entries if other["topic"] != entry["topic"])
                yield Fault(case, kind, (*right, entry), entry["topic"])
                yield Fault(case, kind, (entry, *case.entries), None)
                yield Fault(case, kind, (*case.entries, entry), None)
        for entry in case.twice:
            told = {key: value for key, value in entry.items() if key != "turn"}
            for turn in (None, entry["turn"], *(other["turn"] for other in case.twice if other is not entry)):
                right = tuple(other for other in case.entries if other["topic"] != entry["topic"])
                yield Fault(
                    case, "a phrase said twice", (*right, {**told, "turn": turn}), entry["topic"], entry["turn"]
                )


def right_answers() -> Iterator[tuple[Case, Raw]]:
    """Each right entry alone: none of them may be refused."""
    for case in cases():
        for entry in (*case.entries, *case.twice):
            yield case, entry
