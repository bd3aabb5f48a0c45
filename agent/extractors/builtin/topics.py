"""What a stretch of clauses settles about one topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent.extractors.builtin.clauses import Clause, Mark
from phase_context.agent.extractors.builtin.places import PHASE, destination, owner
from phase_context.agent.extractors.builtin.quantities import Number, milliseconds, numbers
from phase_context.schemas import TOPICS, Topic

NUMERIC = frozenset(("Response time", "Concurrent users", "Batch processing", "Rate limiting", "Retry strategy"))
LOADS = frozenset(("Response time", "Concurrent users", "Batch processing"))
_YES_NO = frozenset(("Soft deletes", "Dead letter queue"))
_BOTH = {
    frozenset(("At rest", "In transit")): "Both",
    frozenset(("3NF", "Denormalized")): "Hybrid",
    frozenset(("Schema validation", "Manual")): "Both",
    frozenset(("Error rate threshold", "Latency")): "Both",
}
_COUNTS = 10  # from which on a number without a unit can be a load or a time
_COUNTED = {
    "Rate limiting": frozenset(("rate",)),
    "Response time": frozenset(("ms", "s")),
    "Concurrent users": frozenset(("users", "rate")),
    "Batch processing": frozenset(("rows",)),
}
_REFERENCE = re.compile(
    r"\b(?:same|like|as in|since|from|already|was|were|did|done|has|have|had|wie|como|comme|như|igual|schon|déjà|ya)\b", re.IGNORECASE
)
_IF = frozenset(("if", "wenn", "falls", "si", "nếu"))
_MODAL = re.compile(r"\b(?:could|would|might|könnten?|würden?|podríamos?|pourrait|pourrions|sẽ)\b", re.IGNORECASE)
_REPORTED = re.compile(r"^(?!(?:i|we)\b)\w[^,]*?\b(?:says?|said|wants?|wanted|claims?|claimed|asked|hopes?|promised)\b", re.IGNORECASE)
_CLAIMED = re.compile(r"^(?:the\s+)?\w+(?:\s\w+)?\s+(?:says?|said|claims?|claimed|hopes?|thinks?)\b", re.IGNORECASE)
_LEADS_UP = re.compile(
    r"^(?:(?:say|just|so|well|target is|it's|about|ok(?:ay)?|yes|yeah|and|but|then|right|fine|good|make it|let's say)\b[\s,]*)+(?=\S)",
    re.IGNORECASE,
)
_NOT_A_CHOICE = ("delegate", "defer", "unknown", "skip")
_LONGEST_CHOICE = 14  # words of a free choice
_LONGEST_CLAUSE = 40  # words; in a longer one nothing says what belongs together
_MERE = frozenset(("yes", "no", "none", "n/a", "sí", "ja", "oui", "có", "không", "non", "nein"))
_NOT_IT = frozenset(["not", "isnt", "arent", "wasnt", "wont", "cant", "doesnt", "didnt", "nicht", "nein"])
_NO = frozenset(["no", "nein", "non", "không"])
_MILD = frozenset(["dont", "do", "without", "sin", "ohne", "sans"])
_LITTLE = frozenset(["so", "then", "and", "well", "i", "we", "it", "that", "here", "really", "honestly", "just", "pues", "also", "alors", "thì"])
# What begins a statement about something rather than naming a choice.
_TELLS = frozenset(
    ["i", "we", "they", "he", "she", "you", "it", "that", "this", "there", "who", "what", "when", "where", "which", "how", "if", "because", "my", "our", "their", "wer", "was", "wenn", "wann", "wir", "ich", "sie", "er", "es", "on", "il", "elle", "je", "nous", "ils", "qui", "que", "quien", "cuando", "si", "yo", "ellos", "tôi", "em", "mình", "bên", "ai", "chúng", "họ", "ill", "wed", "id", "well", "theyd", "youve", "weve", "ive", "theyve", "im", "youre", "theyre", "hes", "shes"]
)


@dataclass(frozen=True)
class Settled:
    """What a topic came to: the kind of the entry with its text, and the clauses the rest of the words are in."""

    kind: str
    text: str | None = None
    to: str | None = None
    choice: tuple[Clause, ...] = ()
    rest: tuple[Clause, ...] = ()


def settle(
    topic: Topic, clauses: Sequence[Clause], *, asked: bool, free: bool = True, named: bool = False, counts: bool = False
) -> Settled | None:
    """What those clauses settle about the topic; None when nothing.

    ``asked`` says that they answer a question about it, so that a bare word is enough; ``free`` that words which the
    lexicon does not know may then be the choice; ``named`` that the topic is being talked about, so that everyday
    words which are its terms count as such; ``counts`` that a number is looked for, so that it needs no unit.
    """
    live = _live(topic, clauses if asked else [clause for clause in clauses if len(clause.tokens) <= _LONGEST_CLAUSE])
    if not live:
        return None
    said = tuple(live)
    live = _after_correction(topic, live)
    chosen = _chosen(topic, live, asked=asked, named=named)
    held = [clause for clause in live if clause.does(*_NOT_A_CHOICE)]
    pair = _pair(topic, live)
    if pair:
        return pair
    if topic.label in _YES_NO and not free and _against(topic, live, asked=False):
        return Settled("decided", _nothing(topic), choice=_first_bare(live), rest=tuple(live))
    if topic.label == "Response time" and asked and free and any(milliseconds(n) is not None for c in live for n in numbers(c)):
        return _free(topic, live, said)
    if chosen and not _taken_back(chosen, live):
        return _decided(topic, chosen, said, live)
    if asked and _bare_none(live[0]):
        return Settled("decided", _nothing(topic), choice=(live[0],), rest=tuple(live))
    counted = _counted(topic, live, said, asked=asked or counts) if topic.label in _COUNTED and not free else None
    if counted is not None:
        return counted
    if asked or held:
        other = _other_status(live)
        if other is not None and other.kind == "agent" and asked and free and _stated_first(live):
            return _free(topic, live[:1], said) or other
        if other is not None:
            return other
    if _against(topic, live, asked=asked):
        return Settled("decided", _nothing(topic), choice=_first_bare(live), rest=tuple(live))
    if asked and free:
        return _accepted(topic, live) or _free(topic, live, said)
    return None


def _pair(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    """An option that names two things, "created_at + updated_at", when both are named."""
    for option in topic.options:
        parts = [re.split(r"\W|_", part)[0] for part in option.split(" + ")]
        holding = [clause for clause in live if any(token.word in parts for token in clause.tokens)]
        if len(parts) > 1 and {t.word for c in holding for t in c.tokens} >= set(parts):
            return Settled("decided", option, choice=tuple(holding), rest=tuple(live))
    return None


def _live(topic: Topic, clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses that state something: no question, no hypothetical, nobody else's case."""
    unreal = {clause.sentence for clause in clauses if clause.does("suppose")}
    others = {clause.sentence for clause in clauses if clause.does("other")}
    unless = {clause.sentence for clause in clauses if clause.tokens and clause.tokens[0].word in _IF}
    unreal |= {clause.sentence for clause in clauses if clause.sentence in unless and _MODAL.search(clause.text)}
    return [
        clause
        for clause in clauses
        if clause.sentence not in unreal
        and (clause.sentence not in others or (clause.does("choose") and not clause.does("other")))
        and (not clause.asks or (clause.does("settle") and _terms(topic, clause)))
    ]


def _after_correction(topic: Topic, clauses: list[Clause]) -> list[Clause]:
    """What stands after the last word that takes something back, if anything that can be a choice does."""
    for i in range(len(clauses) - 1, 0, -1):
        corrects = [m for m in clauses[i].of("act", "correct") if m.first <= 2]  # noqa: PLR2004
        after = clauses[i:]
        settles = any(_terms(topic, c) or _bare_none(c) or _declines(c) or (topic.label in NUMERIC and numbers(c)) for c in after)
        if corrects and settles:
            return after
    return clauses


def _terms(topic: Topic, clause: Clause) -> list[Mark]:
    """The terms that answer the topic. A mere yes or no is one only where it begins the clause."""
    return [
        mark
        for mark in clause.of("term")
        if mark.term.topic == topic.label
        and (mark.first == 0 or clause.words(mark).casefold() not in _MERE)
        and not (clause.words(mark).casefold() in _MERE and clause.does("skip", "unknown", "defer", "delegate"))
    ]


def _chosen(topic: Topic, clauses: Sequence[Clause], *, asked: bool, named: bool = False) -> list[tuple[Clause, Mark]]:
    """The terms of the topic that are stated and not turned down."""
    found = []
    put_off = False
    for i, clause in enumerate(clauses):
        if clause.does("defer") and destination(clause.text):
            put_off = True
            continue
        if (put_off and clause.does("interim")) or clause.does("skip", "unknown", "delegate"):
            continue
        for mark in _terms(topic, clause):
            everyday = mark.term.everyday and not asked and not named and not clause.of("topic", topic.label)
            everyday = everyday or (not asked and clause.words(mark).casefold() in _MERE)
            turned_down = _turned_down(clause, mark) or (
                i + 1 < len(clauses) and clauses[i + 1].sentence == clause.sentence and _turned_down_after(clauses[i + 1])
            )
            if turned_down:
                found = [(c, m) for c, m in found if m.term.name != mark.term.name]
            elif not everyday:
                found.append((clause, mark))
    # "I'd take NATS. Rabbit works but …": where one sentence chooses, the others only talk.
    choosing = {clause.sentence for clause, _ in found if clause.does("choose")}
    tools = {mark.term.name for _, mark in found}
    if len(choosing) == 1 and len(tools) > 1:
        found = [(clause, mark) for clause, mark in found if clause.sentence in choosing]
    return found


def _turned_down(clause: Clause, mark: Mark) -> bool:
    for act in clause.of("act", "negate", "reject", "none"):
        overlaps = act.first < mark.end and mark.first < act.end
        if overlaps:
            continue
        if act.term.name in ("negate", "none") and 0 <= mark.first - act.end <= 2:  # noqa: PLR2004
            return True
        if act.first >= mark.end and act.first - mark.end <= 1 and clause.tokens[act.first].word in _NOT_IT:
            return True
        if act.term.name == "reject":
            return True
    return False


def _turned_down_after(clause: Clause) -> bool:
    """Whether the clause does nothing but turn down what came before it: "X is out", "…, never again"."""
    return bool(clause.of("act", "reject")) and not clause.of("term") and len(clause.tokens) <= 6  # noqa: PLR2004


def _taken_back(chosen: list[tuple[Clause, Mark]], live: Sequence[Clause]) -> bool:
    """Whether the choice was only thought aloud, and the decision left to somebody or some time else."""
    either = any(" or " in f" {clause.text.casefold()} " for clause, _ in chosen) and len({m.term.name for _, m in chosen}) > 1
    soft = either or all(clause.does("hedge", "settle") for clause, _ in chosen)
    if soft and any(clause.does("delegate", "unknown") for clause in live):
        return True
    # "Ask Yusuf, he runs the redis cluster": a mention after "I don't know" is no answer.
    asking = next((i for i, clause in enumerate(live) if clause.does("unknown")), len(live))
    later = [clause for clause, _ in chosen if live.index(clause) > asking]
    return len(later) == len(chosen) and all(len(c.tokens) > 3 and not c.does("choose", "settle") for c in later)  # noqa: PLR2004


def _decided(topic: Topic, chosen: list[tuple[Clause, Mark]], said: Sequence[Clause], live: Sequence[Clause]) -> Settled:
    options = list(dict.fromkeys(mark.term.option for _, mark in chosen if mark.term.option))
    tools = list(dict.fromkeys(_as_said(clause, mark) for clause, mark in chosen if mark.term.name != mark.term.option))
    both = _BOTH.get(frozenset(options))
    mixed = next((option for option in options if option in _BOTH.values()), None)
    head = both or mixed or (options[-1] if options else "")
    if mixed:
        both = mixed
    if len(options) > 1 and not both:
        tools = [_as_said(c, mark) for c, mark in chosen if mark.term.option in (None, head) and mark.term.name != head]
        tools = list(dict.fromkeys(tools))
    if topic.options and head in tools:
        tools.remove(head)
    if head and head in topic.options and all(tool in topic.options for tool in tools):
        tools = []
    text = f"{head} ({', '.join(tools)})" if head and tools else head or ", ".join(tools)
    quantity = _quantity(topic, live)
    if topic.label == "Rate limiting" and quantity and quantity.text not in text:
        text = f"{text}, {quantity.text}" if len(quantity.tokens) <= 6 else text  # noqa: PLR2004
    picked = tuple(dict.fromkeys(id(clause) for clause, _ in chosen))
    return Settled("decided", text, choice=tuple(c for c in live if id(c) in picked), rest=tuple(said))


def _as_said(clause: Clause, mark: Mark) -> str:
    """The term's name, or the words that were said where they hold the name and say more: "Google SSO"."""
    said = clause.words(mark)
    more = re.search(rf"\b{re.escape(mark.term.name)}\b", said, re.IGNORECASE) and len(said) > len(mark.term.name) + 1
    return " ".join(said.split()) if more else mark.term.name


def combined(topic: Topic, old: Settled, new: Settled, clauses: Sequence[Clause]) -> str | None:
    """The text of both choices where the new one adds to the old, or says it again in fewer words; else None."""
    was, now = old.text or "", new.text or ""
    heads = frozenset(text.split(" (")[0] for text in (was, now))
    both = next((all_ for parts, all_ in _BOTH.items() if all_ in topic.options and heads <= {*parts, all_}), None)
    both = both if len(heads) > 1 and topic.label != "Normalization" else None
    if both and not any(clause.does("correct", "negate") for clause in clauses):
        inner = [text[:-1].split(" (", 1)[1] for text in (was, now) if text.endswith(")") and " (" in text]
        return f"{both} ({', '.join(inner)})" if inner else both
    said_again = now != was and set(_words(now)) <= set(_words(was))
    digits = set(re.findall(r"\d+", now))
    said_again = said_again or (topic.label in NUMERIC and bool(digits) and digits <= set(re.findall(r"\d+", was)))
    return was if said_again else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _other_status(live: Sequence[Clause]) -> Settled | None:
    """Deferred, open, not applicable or delegated, when that is what is said."""
    text = ", ".join(clause.text for clause in live)
    acts = {mark.term.name for clause in live for mark in clause.of("act")}
    place = destination(text)
    if "unknown" in acts and not ("defer" in acts and place):
        return Settled("open", to=owner(text), rest=tuple(live))
    if "skip" in acts and not ("defer" in acts and place and "already" not in text):
        return Settled("not_applicable", rest=tuple(live))
    if "delegate" in acts:
        return Settled("agent", rest=tuple(live))
    if "defer" in acts or (place and PHASE.search(place) and not _REFERENCE.search(text)):
        return Settled("deferred", to=place, rest=tuple(live))
    return None


def _against(topic: Topic, live: Sequence[Clause], *, asked: bool) -> bool:
    first = live[0]
    none = [mark for mark in first.of("act", "none") if mark.first == 0 and first.tokens[0].word not in _MILD]
    if asked and ((none and _nothing(topic) in topic.options) or any(_declines(clause) for clause in live)):
        return True
    for clause in live:
        for act in clause.of("act", "none", "negate"):
            near = [t for t in clause.of("topic", topic.label) if 0 <= t.first - act.end <= 1]
            near = [t for t in near if asked or topic.label not in _YES_NO or _is_name(topic, clause.words(t))]
            if near and (asked or (not near[0].term.everyday and _nothing(topic) in topic.options)):
                return True
    return False


def _declines(clause: Clause) -> bool:
    """Whether the clause says no and nothing else: "so no", "don't"."""
    back = [mark for mark in clause.of("act", "correct") if clause.tokens[mark.end - 1].word in _NO]
    marks = [*clause.of("act", "none", "negate"), *back]
    covered = {i for m in (*marks, *clause.of("act", "correct")) for i in range(m.first, m.end)}
    longer = any(m.end - m.first > 1 for m in clause.of("act", "unknown", "defer", "skip", "delegate"))
    return bool(marks) and not longer and all(i in covered or t.word in _LITTLE for i, t in enumerate(clause.tokens))


def _is_name(topic: Topic, words: str) -> bool:
    """Whether the words are the topic's own name: "no soft deletes" decides against them, "never delete" does not."""
    names = re.findall(r"\w+", topic.label.casefold())
    return words.casefold().startswith(names[0]) or words.casefold() == "".join(name[0] for name in names)


def _nothing(topic: Topic) -> str:
    if topic.label in _YES_NO:
        return "No"
    return next((option for option in topic.options if option in ("None", "Not needed")), "None")


def _stated_first(live: Sequence[Clause]) -> bool:
    """Whether a choice stands before what is left to the agent: "a topic of its own, the replay is up to you"."""
    first = live[0]
    return len(live) > 1 and len(first.tokens) > 1 and not first.of("act") and not first.asks


def _bare_none(clause: Clause) -> bool:
    """Whether the clause says "none", and not as the beginning of another phrase ("no idea", "not now")."""
    none = [m for m in clause.of("act", "none") if m.first <= 1]
    longer = [m for m in clause.of("act") if none and m.first <= none[0].first and m.end > none[0].end]
    if not none or longer or clause.does("defer", "unknown", "skip", "delegate", "correct"):
        return False
    strong = clause.words(none[0]).casefold() not in ("no", "không", "non", "nein", "zero", "never", "pass", "without", "sin", "ohne")
    named = any(0 <= m.first - none[0].end <= 1 for m in clause.of("topic"))
    return none[0].end == len(clause.tokens) or named or (strong and none[0].first <= 1)


def _first_bare(live: Sequence[Clause]) -> tuple[Clause, ...]:
    return (live[0],)


def _accepted(topic: Topic, live: Sequence[Clause]) -> Settled | None:
    first = live[0]
    accepts = [mark for mark in first.of("act", "accept") if mark.first == 0]
    choice = next((option for option in topic.options if option in ("Yes", "Required")), topic.recommended)
    if accepts and choice and (len(first.tokens) <= 7 or choice != topic.recommended):  # noqa: PLR2004
        return Settled("decided", choice, choice=(first,), rest=tuple(live))
    return None


def _free(topic: Topic, live: Sequence[Clause], said: Sequence[Clause]) -> Settled | None:
    """The person's own words as the choice, where the topic was asked and the lexicon knows none of them."""
    live = [clause for clause in live if not _noise(clause)]
    if not live:
        return None
    if topic.label in NUMERIC:
        quantity = _quantity(topic, live)
        if quantity is None and topic.label != "Batch processing":
            return None
        clause = quantity or live[0]
    else:
        clause = next((c for c in live if not c.does("hedge", "negate", "reject", "accept", "correct") and c.tokens), None) or live[0]
        if clause.does("hedge", "negate", "reject"):
            return None
    if topic.label not in NUMERIC and clause.tokens and clause.tokens[0].word in _TELLS and not clause.does("choose"):
        return None
    if len(clause.tokens) > _LONGEST_CHOICE or len(clause.text) < 2 or (clause.does("ask") and clause.of("act", "ask")[0].first == 0 and clause.asks):  # noqa: PLR2004
        return None
    text = _in_digits(clause)
    return Settled("decided", text, choice=(clause,), rest=tuple(c for c in said if c is not clause))


def _counted(topic: Topic, live: Sequence[Clause], said: Sequence[Clause], *, asked: bool) -> Settled | None:
    """A clause with a quantity of the topic's own units; in an answer, one without a unit."""
    units = _COUNTED[topic.label]
    unless = {clause.sentence for clause in live if clause.tokens and clause.tokens[0].word in _IF}
    stated = [
        clause
        for clause in live
        if not clause.does("hedge", "negate", "reject") and clause.sentence not in unless and not _CLAIMED.match(clause.text)
    ]
    bare = asked and topic.label in ("Response time", "Concurrent users")
    for clause in stated:
        own = [
            n
            for n in numbers(clause)
            if n.unit in units or (bare and not n.unit and n.value >= _COUNTS) or ("rate" in units and _rated(clause, n))
        ]
        if own:
            text = _in_digits(clause) if len(clause.tokens) <= _LONGEST_CHOICE else _around(clause, own[0])
            return Settled("decided", text, choice=(clause,), rest=tuple(said))
    return None


def _rated(clause: Clause, number: Number) -> bool:
    """Whether the number is of something in a time: "six purchases an hour"."""
    after = [mark for mark in clause.of("unit", "rate") if clause.tokens[mark.first].start >= number.end]
    counted = [i for i, token in enumerate(clause.tokens) if token.start >= number.end]
    return bool(after) and after[0].first - counted[0] <= 2  # noqa: PLR2004


def _around(clause: Clause, number: Number) -> str:
    """The quantity with the few words beside it, out of a long clause."""
    inside = [i for i, token in enumerate(clause.tokens) if token.end > number.start and token.start < number.end]
    first, last = max(0, inside[0] - 2), min(len(clause.tokens), inside[-1] + 6) - 1
    text = clause.text[clause.tokens[first].start : clause.tokens[last].end]
    return f"{text} ({_shown(number)})" if number.spelled else text


def _shown(number: Number) -> str:
    """A quantity in digits."""
    time = milliseconds(number)
    return f"{time} ms" if time is not None and time < 1000 else f"{number.value:g}"  # noqa: PLR2004


def _noise(clause: Clause) -> bool:
    """Whether the clause says nothing: "hm", "good question"."""
    covered = {i for m in clause.of("act", "noise", "accept") for i in range(m.first, m.end)}
    return len(covered) == len(clause.tokens) or not any(char.isalnum() for char in clause.text)


def _quantity(topic: Topic, live: Sequence[Clause]) -> Clause | None:
    """The clause that states the number: the one that settles it, else the first."""
    counted = [clause for clause in live if numbers(clause) and not clause.does("suppose")]
    counted = [clause for clause in counted if not _REPORTED.match(clause.text)] or counted
    if topic.label == "Response time":
        counted = [c for c in counted if any(milliseconds(n) is not None for n in numbers(c))] or counted
    if topic.label == "Retry strategy":
        counted = [c for c in counted if any(milliseconds(n) is not None or n.unit in ("h", "d") for n in numbers(c))] or counted
    settling = ("settle",) if topic.label == "Batch processing" else ("settle", "choose")
    settled = [clause for clause in counted[1:] if clause.does(*settling) and len(clause.tokens) <= 8]  # noqa: PLR2004
    return (settled or counted or [None])[0]


def is_reported(clause: Clause) -> bool:
    """Whether it tells what somebody else says, asks or wants."""
    return bool(_REPORTED.match(clause.text))


def _in_digits(clause: Clause) -> str:
    """The clause, with a quantity that was said in words also in digits."""
    shown = [_shown(number) for number in numbers(clause) if number.spelled]
    text = _LEADS_UP.sub("", clause.text)
    return f"{text} ({', '.join(shown)})" if shown else text


def topic_of(label: str) -> Topic:
    """The topic of a label."""
    return TOPICS[label]
