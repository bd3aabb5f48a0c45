"""What an alarm is for and whom it reaches, as it was said: "if nothing comes in for two minutes, ring me"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.places import PHASE, destination
from phase_context.agent.language.quantities import numbers
from phase_context.agent.language.wording import pattern, words

LABEL = "Alerting"
_CALL = pattern(r"\b<alarm_verbs>\b(?:\s+\S+){0,3}?\s+<alarm_targets>\b|\b<alarm_calls>\b")
_MEASURE = pattern(r"\b<alarm_measure>\b|>")
_SHARE = re.compile(r"%|\bper ?cent\b|\bprozent\b|\bpor ciento\b|\bpour cent\b|\bphần trăm\b", re.IGNORECASE)
_EACH = pattern(r"^(?:but\s+|and\s+)?<alarm_each>\b")
_LONGEST = 60  # words


def alarm(remark: Remark, *, asked: bool) -> Settled | None:
    """The cases of a remark in which somebody is to be told, with whom it reaches; None when it gives no case.

    ``asked`` says that it answers the question what the alarms are; else one sentence has to hold both.
    """
    kept = [said for said in _sentences(remark) if not _refuses(said) and (_case(said, asked=asked) or _reaches(said))]
    cases = [said for said in kept if _case(said, asked=asked)]
    if not cases or not (asked or any(_reaches(said) for said in cases)):
        return None
    held = tuple(clause for said in kept for clause in said)
    if sum(len(clause.tokens) for clause in held) > _LONGEST:
        held = tuple(clause for said in cases[:2] for clause in said)
    runs = [remark.text[said[0].start : said[-1].end] for said in kept if said[0] in held]
    return Settled("decided", "; ".join(" ".join(run.split()) for run in runs), choice=held, rest=tuple(remark.stated))


def headed(remark: Remark) -> frozenset[int]:
    """The numbers of the sentences in which a case stands right behind the topic's name: "alert: if it's silent"."""
    return frozenset(
        clause.sentence
        for clause, after in zip(remark.clauses, [*remark.clauses[1:], None], strict=False)
        for mark in clause.of("topic", LABEL)
        if mark.first <= 1 and not (mark.term.everyday or clause.asks) and _leads_to_a_case(clause, mark, after)
    )


def _leads_to_a_case(clause: Clause, mark: Mark, after: Clause | None) -> bool:
    if mark.end < len(clause.tokens):
        return clause.tokens[mark.end].word in words("case")
    together = after is not None and after.sentence == clause.sentence
    return after is not None and together and (_opens_a_case(after) or bool(_MEASURE.search(after.text)))


def alarming(remark: Remark) -> frozenset[int]:
    """The numbers of the sentences that tell an alarm, in a remark that answers what the alarms are."""
    return frozenset(said[0].sentence for said in _sentences(remark) if _case(said, asked=False) and not _refuses(said))


def with_channel(old: str, new: str) -> str | None:
    """The text of both where the new one adds no case to the old, only whom it reaches; else None."""
    if not is_case(old) or is_case(new):
        return None
    return old if new.casefold() in old.casefold() else f"{old} ({new})"


def is_case(text: str) -> bool:
    """Whether the text of a choice is the words of a case."""
    return bool(_MEASURE.search(text) or _EACH.search(text) or text.split(maxsplit=1)[0].casefold() in _openers())


def _sentences(remark: Remark) -> list[list[Clause]]:
    found: dict[int, list[Clause]] = {}
    for clause in remark.stated:
        found.setdefault(clause.sentence, []).append(clause)
    return list(found.values())


def _openers() -> frozenset[str]:
    return words("case") | words("alarm_case")


def _opens_a_case(clause: Clause) -> bool:
    said = [token.word for token in clause.tokens if token.word not in words("before_a_choice")]
    return bool(said) and said[0] in _openers()


def _case(said: Sequence[Clause], *, asked: bool) -> bool:
    """Whether a case is told: by an if, or, where alarms were asked for, by a measure."""
    place = destination(", ".join(clause.text for clause in said))
    if place and PHASE.search(place) and not _reaches(said):  # "in phase three, when somebody has time"
        return False
    if any(_opens_a_case(clause) or _EACH.search(clause.text) for clause in said):
        return True
    inside = any(token.word in _openers() for clause in said for token in clause.tokens)
    counted = any(_MEASURE.search(clause.text) and (numbers(clause) or _SHARE.search(clause.text)) for clause in said)
    return counted and (asked or inside)


def _reaches(said: Sequence[Clause]) -> bool:
    return any(_channels(clause) or _CALL.search(clause.text) for clause in said)


def _refuses(said: Sequence[Clause]) -> bool:
    """Whether the sentence says when nobody is to be told: "single errors I don't want to hear about"."""
    main = [clause for clause in said if not _opens_a_case(clause)]
    naming = [clause for clause in main if _channels(clause)]  # "Sentry for the rest, nothing else"
    return any(clause.does("negate", "none") and not _MEASURE.search(clause.text) for clause in naming or main)


def _channels(clause: Clause) -> bool:
    return any(mark.term.topic == LABEL and mark.term.option is None for mark in clause.of("term"))
