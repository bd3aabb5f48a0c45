"""Read a meeting: what was proposed, agreed, corrected and left, over time and speakers."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from phase_context.agent.extractors.base import Reading
from phase_context.agent.extractors.builtin.asides import delegations, idea
from phase_context.agent.extractors.builtin.boundary import boundary
from phase_context.agent.extractors.builtin.choices import combined
from phase_context.agent.extractors.builtin.clauses import Clause
from phase_context.agent.extractors.builtin.entries import settled_entry
from phase_context.agent.extractors.builtin.header import header
from phase_context.agent.extractors.builtin.places import destination, owner
from phase_context.agent.extractors.builtin.quantified import LOADS, NUMERIC, is_reported
from phase_context.agent.extractors.builtin.quantities import numbers
from phase_context.agent.extractors.builtin.reactions import Reaction, agrees, conceded, echoes, other_number, reaction
from phase_context.agent.extractors.builtin.settled import Settled
from phase_context.agent.extractors.builtin.subjects import attach
from phase_context.agent.extractors.builtin.talk import Remark, remarks, somebody_else
from phase_context.agent.extractors.builtin.third_parties import third_parties
from phase_context.agent.extractors.builtin.topics import settle
from phase_context.schemas import TOPICS, Entry

_AROUND = 2  # remarks before and after a decision whose words on its topic are its reasons
_LONGEST_REASON = 60  # words
_LONGEST_LEAVING = 25  # words of a remark that leaves a topic open
_THREAD = 12  # remarks of a talk about one topic
_ELSEWHERE = re.compile(
    r"\b(?:the|that|their|another|some)\s+(?:[\w-]+\s+){1,3}?(?:team|group|guild|department|squad|guys|folks|company|shop|lab)"
    r"(?:\s+next door)?(?:\s+(?:also|still|all|already|just))?\s+(?:uses?|has|have|had|runs?|did|does|went|took|built|is on|are on|swears?)\b",
    re.IGNORECASE,
)
_LONGEST_FAINT = 12  # words of a clause in which an everyday word can be a choice
_LONGEST_REFERENCE = 16  # words of a choice that refers to an earlier one
_OPEN_QUESTION = frozenset(
    [
        "what",
        "which",
        "how",
        "who",
        "where",
        "why",
        "when",
        "was",
        "welche",
        "welcher",
        "wie",
        "wer",
        "qué",
        "cuál",
        "cómo",
        "quién",
        "quel",
        "quelle",
        "comment",
        "qui",
    ]
)
_OR = frozenset(["or", "hay", "oder", "ou", "o", "hoặc"])
_IF = frozenset(["if", "when", "wenn", "falls", "si", "cuando", "quand", "nếu", "khi"])
_LEADS = frozenset(
    [
        "a",
        "an",
        "the",
        "one",
        "two",
        "so",
        "and",
        "then",
        "it's",
        "its",
        "okay",
        "ok",
        "yes",
        "yeah",
        "right",
        "well",
        "just",
        "un",
        "una",
        "el",
        "la",
        "le",
        "ein",
        "eine",
        "das",
        "es",
        "vậy",
        "thì",
        "một",
    ]
)
_TELLS = frozenset(
    [
        "is",
        "isnt",
        "was",
        "wasnt",
        "are",
        "arent",
        "works",
        "worked",
        "has",
        "had",
        "does",
        "doesnt",
        "did",
        "didnt",
        "can",
        "cant",
        "could",
        "would",
        "will",
        "wont",
        "comes",
        "gives",
        "needs",
        "takes",
        "costs",
        "runs",
        "keeps",
        "says",
        "lets",
        "makes",
        "and",
        "or",
        "but",
        "ist",
        "war",
        "hat",
        "kann",
        "es",
        "era",
        "tiene",
        "puede",
        "est",
        "a",
        "peut",
        "là",
        "có",
    ]
)
_THEIRS = frozenset(
    ("Authentication", "Rate limiting", "Concurrent users", "Batch processing", "Response time")
)  # topics that a third party has of its own


@dataclass(frozen=True)
class Proposal:
    """Something said about a topic.

    Attributes:
        at: the place of the remark in the talk.
        stands: whether it counts: agreed to, an answer, or a plain choice with nobody against it.
        firm: it may override what stood before it: it was agreed to, asked for, or says that it is the choice.
        refers: it only points to an earlier decision, so it overrides nothing.
    """

    label: str
    at: int
    clauses: tuple[Clause, ...]
    settled: Settled
    stands: bool
    firm: bool
    refers: bool = False


def read_meeting(reading: Reading) -> list[Entry]:
    """The entries of a meeting: what stands at its end, one for each topic."""
    talk = remarks(reading.transcript)
    attach(talk)
    proposals: dict[str, list[Proposal]] = {label: [] for label in TOPICS}
    for i in range(len(talk)):
        for proposal in _proposals(talk, i):
            proposals[proposal.label].append(proposal)
    found = [entry for label in TOPICS for entry in _outcome(talk, proposals[label])]
    named = bool(reading.transcript.speakers)
    return header(talk, named=named) + boundary(talk) + found + third_parties(talk) + _asides(talk)


def _asides(talk: Sequence[Remark]) -> list[Entry]:
    """What is left to the agent, and ideas."""
    own = [i for i, remark in enumerate(talk) if not remark.guest]
    return [entry for i in own for entry in (*delegations(talk, i), *idea(talk, i))]


def _proposals(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """What a remark says about each topic that it speaks of."""
    remark = talk[i]
    if remark.guest:
        return []
    found = _left_open(talk, i)
    for label in dict.fromkeys(label for label in remark.labels if label and label not in {p.label for p in found}):
        proposal = _stated(talk, i, label) or _offered(talk, i, label)
        if proposal is not None:
            found.append(proposal)
    return found


def _left_open(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """ "Let's fight on Thursday": the topic that was talked about just before has no answer."""
    remark = talk[i]
    said = [clause for clause in remark.clauses if clause.does("unsettled")]
    spoken_of = [label for clause, label in zip(remark.clauses, remark.labels, strict=True) if clause in said and label]
    if not said or not spoken_of or remark.words > _LONGEST_LEAVING:
        return []
    settled = Settled("open", to=owner(said[-1].text), rest=tuple(said))
    return [Proposal(spoken_of[-1], i, tuple(said), settled, stands=True, firm=True)]


def _stated(talk: Sequence[Remark], i: int, label: str) -> Proposal | None:
    """What it states about a topic; in an answer less is enough than in a remark of one's own."""
    remark = talk[i]
    said = remark.about(label)
    if label != "Alerting" or all(_conditional(clause, label) for clause in said):
        said = [clause for clause in said if not _conditional(clause, label)]
    said = [clause for clause in said if not _ELSEWHERE.search(clause.text)]
    if not said or (label in _THEIRS and _of_a_third_party(talk, i)):
        return None
    before = talk[i - 1] if i else None
    answers = before is not None and before.asks and somebody_else(before, remark)
    asked = answers and before is not None and label in before.questions
    further = answers and label in remark.follows[:1] and any(label in near.own for near in talk[max(0, i - 3) : i])
    named = label in remark.own or label in remark.follows[:1]
    counts = label in NUMERIC and any(numbers(clause) for clause in said)
    counts = counts and (further or _haggled(talk, i, label) or any(c.of("topic", label) for c in said))
    settled = settle(TOPICS[label], said, asked=asked, free=False, named=named, counts=counts)
    reference = _referred(remark, said, label) if settled is None or _faint(settled, label) else None
    settled = reference or settled
    if settled is None or (settled.kind != "decided" and not (asked or _just_named(talk, i, label))):
        return None
    if settled.kind == "decided" and label in LOADS and not (asked or counts):
        return None
    if settled.kind == "deferred" and not settled.to and not any(_put_off(clause) for clause in said):
        return None
    if settled.text == "None" and "None" not in TOPICS[label].options and not any(c.of("topic", label) for c in said):
        return None
    held = any(clause.does("defer", "unknown", "skip") or destination(clause.text) for clause in said)
    opens = not asked and len(said) == 1 and _only_opens(settled, label)
    if settled.kind == "decided" and (opens or (held and not asked and _faint(settled, label))):
        return None
    proposal = Proposal(label, i, tuple(said), settled, stands=False, firm=False, refers=reference is not None)
    return _judged(talk, proposal, asked=asked or (counts and further))


def _just_named(talk: Sequence[Remark], i: int, label: str) -> bool:
    """Whether the remark or the one before it names the topic: only then is "later" or "no idea" said of it."""
    return label in talk[i].own or (i > 0 and label in talk[i - 1].own and label == talk[i].follows[0])


def _put_off(clause: Clause) -> bool:
    """Whether it puts something off: "later", and not "five minutes later"."""
    timed = {mark.end for mark in clause.of("unit")}
    return any(mark.first not in timed for mark in clause.of("act", "defer"))


def _haggled(talk: Sequence[Remark], i: int, label: str) -> bool:
    """Whether the remark before it put a number to the topic too, so that a bare number is another one."""
    return i > 0 and label in talk[i].follows[:1] and any(numbers(clause) for clause in talk[i - 1].about(label))


def _conditional(clause: Clause, label: str) -> bool:
    """ "And if it's slow": the case, not the choice."""
    words = [token.word for token in clause.tokens if token.word not in _LEADS]
    return bool(words) and words[0] in _IF and all(m.term.everyday for m in clause.of("term") if m.term.topic == label)


def _faint(settled: Settled, label: str) -> bool:
    """Whether it rests on everyday words alone, or is no decision."""
    if settled.kind != "decided":
        return settled.kind == "not_applicable"
    terms = [m for clause in settled.choice for m in clause.of("term") if m.term.topic == label]
    return bool(terms) and all(m.term.everyday for m in terms)


def _referred(remark: Remark, said: Sequence[Clause], label: str) -> Settled | None:
    """ "The same as last time: …": the person's own words are the choice."""
    first = next((i for i, clause in enumerate(said) if clause.does("same")), None)
    if (
        first is None
        or label not in remark.own
        or label in NUMERIC
        or any(clause.does("unknown", "defer") for clause in said)
    ):
        return None
    words, choice = 0, []
    for clause in said[first:]:
        words += len(clause.tokens)
        if choice and words > _LONGEST_REFERENCE:
            break
        choice.append(clause)
    text = " ".join(remark.text[choice[0].start : choice[-1].end].split())
    return Settled("decided", text, choice=tuple(choice), rest=tuple(said))


def _only_opens(settled: Settled, label: str) -> bool:
    """Whether the choice is no more than the topic's name: "seed data and so on"."""
    for clause in settled.choice:
        names = [(m.first, m.end) for m in clause.of("topic", label)]
        terms = [m for m in clause.of("term") if m.term.topic == label]
        if not terms or clause.chooses or clause.does("accept", "none", "negate", "settle") or numbers(clause):
            return False
        if any(not m.term.everyday or not any(a <= m.first and m.end <= b for a, b in names) for m in terms):
            return False
    return bool(settled.choice)


def _of_a_third_party(talk: Sequence[Remark], i: int) -> bool:
    """Whether it describes an integration: what is said of logging in there is not said of us."""
    remark, before = talk[i], talk[i - 1] if i else talk[i]
    asked = before.clauses if before.asks else []
    services = any(m for c in (*asked, *remark.clauses) for m in c.of("service") if not m.term.everyday)
    told = any(m for c in remark.clauses for m in c.of("service_kind", "complexity"))
    return services and told


def _offered(talk: Sequence[Remark], i: int, label: str) -> Proposal | None:
    """A question that holds the answer, "Thirty a minute per person?", where it is answered with yes."""
    remark = talk[i]
    said = [_as_statement(clause) for clause in remark.about(label, asking=True)]
    if not said or any(clause.tokens and clause.tokens[0].word in _OPEN_QUESTION for clause in said):
        return None
    if any(token.word in _OR for clause in said for token in clause.tokens):
        return None
    settled = settle(TOPICS[label], said, asked=False, free=False)
    if settled is None or settled.kind != "decided":
        return None
    answer = talk[i + 1] if i + 1 < len(talk) else None
    agreed = answer is not None and reaction(talk, i, label, said) is Reaction.AGREED
    agreed = agreed and answer is not None and (agrees(answer) or echoes(answer, label, said))
    return Proposal(label, i, tuple(said), settled, stands=agreed, firm=agreed and not _faint(settled, label))


def _as_statement(clause: Clause) -> Clause:
    stated = copy.copy(clause)
    stated.asks = False
    return stated


def _judged(talk: Sequence[Remark], proposal: Proposal, *, asked: bool) -> Proposal:
    """Whether it counts, by how it was said and what others made of it."""
    remark, said, label = talk[proposal.at], proposal.clauses, proposal.label
    made = reaction(talk, proposal.at, label, said)
    agreed = made is Reaction.AGREED or conceded(talk, proposal.at, label, said)
    if proposal.settled.kind == "open":
        return replace(proposal, stands=True, firm=asked or label in remark.own)
    if made is Reaction.OBJECTED or (label in NUMERIC and other_number(talk, proposal.at, label, said)):
        return proposal
    if proposal.settled.kind != "decided":
        return replace(proposal, stands=agreed or asked, firm=True)
    hedged = any(clause.does("hedge") for clause in said) or _after_its_question(remark, label, said)
    if hedged:
        return replace(proposal, stands=agreed, firm=agreed)
    plain = remark.opens_with("accept", "correct") or any(_plain(clause, label) for clause in said)
    if (
        _faint(proposal.settled, label)
        and max(len(clause.tokens) for clause in proposal.settled.choice) > _LONGEST_FAINT
    ):
        plain = False
    stands = agreed or asked or plain
    return replace(proposal, stands=stands, firm=agreed or plain or asked)


def _after_its_question(remark: Remark, label: str, said: Sequence[Clause]) -> bool:
    """Whether the speaker asks first, so that what follows are only possible answers."""
    if label not in remark.questions:
        return False
    return any(clause.asks and clause.start < said[0].start for clause in remark.clauses)


def _plain(clause: Clause, label: str) -> bool:
    """Whether the clause says by its form that something is the choice: it names the topic, chooses, or is no more."""
    if is_reported(clause):
        return False
    return clause.chooses or clause.does("same", "correct") or bool(clause.of("topic", label)) or _flat(clause, label)


def _flat(clause: Clause, label: str) -> bool:
    """Whether the clause begins with the choice and tells nothing about it: "Sidekiq.", "One key per customer"."""
    for mark in clause.of("term"):
        if mark.term.topic == label and all(token.word in _LEADS for token in clause.tokens[: mark.first]):
            following = clause.tokens[mark.end].word if mark.end < len(clause.tokens) else ""
            return following not in _TELLS
    return False


def _outcome(talk: Sequence[Remark], said: list[Proposal]) -> list[Entry]:
    """What a topic came to: the last thing that stands; else a passage to look at."""
    standing: Proposal | None = None
    for proposal in said:
        if not proposal.stands:
            continue
        if standing is None or (proposal.firm and not proposal.refers and not _of_a_part(standing, proposal)):
            standing = _after(standing, proposal)
    if standing is not None and standing.settled.kind == "open":
        return _sides(talk, standing, said) or [_entry(talk, standing)]
    if standing is not None:
        return [_entry(talk, standing)]
    decided = [proposal for proposal in said if proposal.settled.kind == "decided"]
    return [_possibly(talk, decided[-1])] if decided else []


def _sides(talk: Sequence[Remark], left: Proposal, said: Sequence[Proposal]) -> list[Entry]:
    """What different people held just before a topic was left open, one entry each; none when they held the same."""
    held: dict[str | None, Proposal] = {}
    for proposal in said:
        if proposal.settled.kind == "decided" and 0 < left.at - proposal.at <= _THREAD:
            held[talk[proposal.at].speaker] = proposal
    if len({proposal.settled.text for proposal in held.values()}) < 2:  # noqa: PLR2004
        return []
    return [
        settled_entry(talk[p.at].text, p.label, replace(p.settled, kind="conflict"), p.clauses, talk[p.at].number)
        for p in held.values()
    ]


def _of_a_part(standing: Proposal, new: Proposal) -> bool:
    """Whether what is put off or left is only a part of what stands: "and if it's slow" - "that's for phase ten"."""
    return standing.settled.kind == "decided" and new.settled.kind in ("deferred", "agent", "not_applicable")


def _after(standing: Proposal | None, new: Proposal) -> Proposal:
    """What stands after something new: the new, unless it adds to the old or says it again in fewer words."""
    if standing is None or standing.settled.kind != "decided" or new.settled.kind != "decided":
        return new
    both = combined(TOPICS[new.label], standing.settled, new.settled, new.clauses)
    return replace(new, settled=replace(new.settled, text=both)) if both else new


def _entry(talk: Sequence[Remark], proposal: Proposal) -> Entry:
    remark = talk[proposal.at]
    entry = settled_entry(remark.text, proposal.label, proposal.settled, proposal.clauses, remark.number)
    if entry.kind != "decided":
        return entry
    reasons = [entry.rationale] if entry.rationale else []
    for near in _nearby(talk, proposal):
        clauses = [
            c for c in near.about(proposal.label) if not c.does("hedge", "accept", "suppose", "other", "correct")
        ]
        if clauses and not near.guest and sum(len(reason.split()) for reason in reasons) < _LONGEST_REASON:
            text = " ".join(near.text[clauses[0].start : clauses[-1].end].split())
            reasons += [text] if len(text.split()) > 1 else []
    return entry.model_copy(update={"rationale": "; ".join(dict.fromkeys(reasons)) or None})


def _nearby(talk: Sequence[Remark], proposal: Proposal) -> list[Remark]:
    """The remarks around a decision that give its reasons: next to it, or naming its topic too."""
    at = proposal.at
    around = [*range(at + 1, at + 1 + _AROUND), *range(at - 1, at - 1 - _AROUND, -1)]
    inside = [i for i in around if 0 <= i < len(talk)]
    return [talk[i] for i in inside if abs(i - at) == 1 or proposal.label in talk[i].own]


def _possibly(talk: Sequence[Remark], proposal: Proposal) -> Entry:
    remark = talk[proposal.at]
    first, last = proposal.clauses[0], proposal.clauses[-1]
    quote = " ".join(remark.text[first.start : last.end].split())
    return Entry(kind="possibly", topic=proposal.label, quote=quote, turn=remark.number)
