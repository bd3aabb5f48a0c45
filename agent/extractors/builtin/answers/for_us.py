"""Which of the names that a reply states is chosen for us, where it states several."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.by_place import by_place
from phase_context.agent.extractors.builtin.answers.quantified import IF
from phase_context.agent.extractors.builtin.answers.stances import Stance, plainest, stance
from phase_context.agent.extractors.builtin.answers.stated import CONTRAST
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

# Topics whose options go together, so that a second one does not replace the first.
TOGETHER = frozenset(("Data encryption", "Input validation", "Alerting"))
_NEITHER = pattern(r"^(?:(?:and|but|so|y|und|et|và|aber|pero|mais|nhưng)\s+)?<neither>(?!\w)")
# Begins what holds for us, after what was told of others.
TO_US = pattern(r"^(?:(?:and|but|so|well|y|und|et|và|aber|pero|mais|nhưng)\s+)?<comes_to_us>(?!\w)")


def for_us(topic: Topic, found: list[tuple[Clause, Mark]], clauses: Sequence[Clause]) -> list[tuple[Clause, Mark]]:
    """Those of the names that are put forward most plainly, and as ours."""
    picked = by_place(topic, clauses)
    if picked:
        return [picked]
    found = _after_neither(_not_conceded(_for_sure(found), clauses), clauses)
    return plainest(_last_of_us(_limited(_announced(found, clauses))), together=topic.label in TOGETHER)


def unclear(topic: Topic, chosen: list[tuple[Clause, Mark]]) -> bool:
    """Whether several are only told of, and none is put forward more: "my heart says NATS, my head says pgmq"."""
    names = {mark.term.option or mark.term.name for _, mark in chosen}
    told = any(token.word in words("opinion") for clause, _ in chosen for token in clause.tokens)
    faint = all(stance(clause, mark, chosen) <= Stance.MENTIONED for clause, mark in chosen)
    return len(names) > 1 and told and faint and topic.label not in TOGETHER


def _for_sure(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Without what holds only in some case, where something holds anyway: "if it grows Kafka, but for now SQS"."""
    sure = [(clause, mark) for clause, mark in found if clause.tokens[0].word not in IF]
    return sure or found


def plainly(chosen: list[tuple[Clause, Mark]]) -> bool:
    """Whether one of them is more than mentioned."""
    return any(stance(clause, mark, chosen) >= Stance.STATED for clause, mark in chosen)


def _not_conceded(found: list[tuple[Clause, Mark]], clauses: Sequence[Clause]) -> list[tuple[Clause, Mark]]:
    """Without what is only granted before a but: "everybody's mad about passkeys, but for us it's a PIN"."""
    holding = {id(clause) for clause, _ in found}
    turns = [
        clause
        for clause in clauses
        if id(clause) not in holding
        and any(token.word in CONTRAST for token in clause.tokens[:1])
        and any(clause.words(act).casefold() in words("chooses_behind") for act in clause.of("act", "choose"))
    ]
    if not turns:
        return found
    last = {turn.sentence: turn.start for turn in turns}
    granted = {
        id(clause)
        for clause, mark in found
        if clause.start < last.get(clause.sentence, 0) and stance(clause, mark, found) <= Stance.MENTIONED
    }
    return [(clause, mark) for clause, mark in found if id(clause) not in granted]


def _announced(found: list[tuple[Clause, Mark]], clauses: Sequence[Clause]) -> list[tuple[Clause, Mark]]:
    """Only what is announced, where something is: "everybody says NATS. We'll use what we have: ActiveMQ"."""
    holding = {id(clause) for clause, _ in found}
    announced = {c.sentence: c.end for c in clauses if c.chooses and id(c) not in holding and not c.asks}
    told = [(c, m) for c, m in found if announced.get(c.sentence, c.end) <= c.start]
    return told if told and len({mark.term.name for _, mark in found}) > 1 else found


def _limited(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Only the first where it says so: "latency only. The errors already go to …"."""
    first = found[0][0] if found else None
    alone = first is not None and first.tokens[-1].word in words("only")
    return [(clause, mark) for clause, mark in found if clause.sentence == first.sentence] if alone and first else found


def _after_neither(found: list[tuple[Clause, Mark]], clauses: Sequence[Clause]) -> list[tuple[Clause, Mark]]:
    """Only what follows a "neither", where two or more stand before it."""
    place = max((clause.start for clause in clauses if _NEITHER.search(clause.text)), default=0)
    before = {mark.term.name for clause, mark in found if clause.start < place}
    return [(clause, mark) for clause, mark in found if clause.start >= place] if len(before) > 1 else found


def _last_of_us(found: list[tuple[Clause, Mark]]) -> list[tuple[Clause, Mark]]:
    """Only what a later sentence says of us, where all are only mentioned: "they bless Kafka. We got …"."""
    last = found[-1][0] if found else None
    mentioned = len({m.term.name for _, m in found}) > 1 and not plainly(found)
    if not mentioned or last is None or not TO_US.search(last.text) or TO_US.search(found[0][0].text):
        return found
    return [(clause, mark) for clause, mark in found if clause.sentence == last.sentence]
