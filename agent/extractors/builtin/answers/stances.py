"""How plainly a term is put forward: chosen, stated, only mentioned, or only talked about."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from phase_context.agent.extractors.builtin.answers.statuses import REFERENCE
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.places import PHASE, destination
from phase_context.agent.language.wording import pattern, words

_NEAR = 3  # words between "go with" and what is gone with
_PAST = pattern(r"\b(?:in (?:19|20)\d\d|<long_ago>)\b")
_GLUED = 3  # words between a choice and what belongs to it: "rolling, on Kubernetes"


class Stance(IntEnum):
    """How plainly, from least to most."""

    TALKED_OF = 0
    HEDGED = 1
    MENTIONED = 2
    STATED = 3
    BARE = 4  # a clause of its own
    CHOSEN = 5


def plainest(found: Sequence[tuple[Clause, Mark]], *, together: bool = False) -> list[tuple[Clause, Mark]]:
    """Those of the mentions that are put forward most plainly, with what is added to them.

    ``together`` says that the topic's options go together, so that one adds to the other.
    """
    stances = [stance(clause, mark, found) for clause, mark in found]
    if not stances or max(stances) is Stance.TALKED_OF:
        return []
    top = max(stances)
    sentences = {clause.sentence for (clause, _), how in zip(found, stances, strict=True) if how is top}
    kept: list[tuple[Clause, Mark]] = []
    for (clause, mark), how in zip(found, stances, strict=True):
        near = together or clause.sentence in sentences or clause.tokens[0].word in words("adds")
        added = together and how is Stance.MENTIONED and _is_listed(clause)
        listed = (how >= Stance.STATED and near) or added
        rest = how is Stance.MENTIONED and clause.sentence in sentences and _speaks_of_a_part(clause, mark)
        glued = bool(kept) and kept[-1][0] is clause and _belongs(clause, kept[-1][1], mark)
        if how is top or listed or rest or glued:
            kept.append((clause, mark))
    return kept


def _is_listed(clause: Clause) -> bool:
    """Whether it adds to what goes before, or only names things: "and the column gets pgcrypto", "S3 with KMS keys"."""
    tells = words("verbs_of_state") | words("past")
    return clause.tokens[0].word in words("adds") or not any(token.word in tells for token in clause.tokens)


def _speaks_of_a_part(clause: Clause, mark: Mark) -> bool:
    """Whether it says how it is with the rest, or with some tables: "the rest stays 3NF"."""
    part = words("rest") | (words("part_of_tables") if mark.term.topic == "Normalization" else frozenset())
    return any(token.word in part for token in clause.tokens)


def stance(clause: Clause, mark: Mark, among: Sequence[tuple[Clause, Mark]] = ()) -> Stance:
    """How plainly the mark is put forward in its clause."""
    others = {other.term.name for _, other in among} - {mark.term.name}
    if (others and put_off(clause)) or proposed(clause, mark) or (_PAST.search(clause.text) and not clause.chooses):
        return Stance.TALKED_OF
    if _after_because(clause, mark) or (not clause.chooses and tells_the_past(clause, mark)):
        return Stance.HEDGED
    if clause.does("hedge") and not clause.does("settle"):
        return Stance.HEDGED
    if _is_chosen(clause, mark):
        return Stance.CHOSEN
    if _leads(clause, mark):
        following = clause.tokens[mark.end].word if mark.end < len(clause.tokens) else ""
        if not following:
            return Stance.BARE
        return Stance.MENTIONED if following in words("verbs_of_state") else Stance.STATED
    return Stance.MENTIONED


def _is_chosen(clause: Clause, mark: Mark) -> bool:
    """Whether a word of choosing or the topic's name stands before it, or "instead" and the like behind it."""
    for act in clause.of("act", "choose"):
        if 0 <= mark.first - act.end <= _NEAR and (not act.term.everyday or _only_leads(clause, act.first)):
            return True
    named = [topic.end for topic in clause.of("topic", mark.term.topic) if topic.first == 0 and topic.end < mark.first]
    if named and all(token.word in words("copula") for token in clause.tokens[named[-1] : mark.first]):
        return True  # "authentication is OAuth"
    behind = [token.word for token in clause.tokens[mark.end :]]
    if " ".join(behind) in words("does_the_job"):
        return True  # "CloudFront does it"
    if behind[:2] == ["is", "what"] and len(behind) > 3 and behind[3] in words("need_to"):  # noqa: PLR2004
        return True  # "in transit is what we need"
    return bool(behind) and len(behind) <= 2 and behind[0] in words("chosen_behind")  # noqa: PLR2004


def _only_leads(clause: Clause, end: int) -> bool:
    """Whether the words before that one only lead on: "since then it's …"."""
    small = {i for m in clause.of("act", "noise", "conclude") for i in range(m.first, m.end)}
    leads = words("adds") | words("contrast")
    return all(i in small or token.word in leads for i, token in enumerate(clause.tokens[:end]))


def _leads(clause: Clause, mark: Mark) -> bool:
    """Whether nothing but small words, numbers and a yes stand before it."""
    small = {i for m in clause.of("act", "accept", "settle", "correct", "choose") for i in range(m.first, m.end)}
    small |= {i for m in clause.marks if m.term.kind in ("number", "topic", "unit") for i in range(m.first, m.end)}
    return all(
        i in small or token.word in words("before_a_choice") or token.word in words("adds") or token.word.isdigit()
        for i, token in enumerate(clause.tokens[: mark.first])
    )


def tells_the_past(clause: Clause, mark: Mark) -> bool:
    """Whether a verb of the past stands beside it: "we had Kafka", "Joi was in the old repo"."""
    near = clause.tokens[max(0, mark.first - _NEAR) : mark.first] + clause.tokens[mark.end : mark.end + 2]
    return any(token.word in words("past") for token in near)


def _after_because(clause: Clause, mark: Mark) -> bool:
    """Whether it stands in the reason: "…, because Redis is already there"."""
    return any(act.end <= mark.first and act.term.name == "because" and _opens(clause, act) for act in clause.of("act"))


def _opens(clause: Clause, act: Mark) -> bool:
    return clause.words(act).casefold() in words("opens_a_reason")


def put_off(clause: Clause) -> bool:
    """Whether the clause speaks of a later phase: "ABAC is a thing for phase 8"."""
    place = destination(clause.text)
    return bool(place and PHASE.search(place) and not REFERENCE.search(clause.text))


def proposed(clause: Clause, mark: Mark) -> bool:
    """Whether it is only what somebody else wants: "Marek is pushing for Kafka"."""
    return any(
        act.end <= mark.first and not set(_words(clause, act)) & words("ours") for act in clause.of("act", "propose")
    )


def _words(clause: Clause, act: Mark) -> list[str]:
    return [token.word for token in clause.tokens[: act.end]]


def _belongs(clause: Clause, before: Mark, mark: Mark) -> bool:
    """Whether it goes with the choice before it in one breath: "rolling on Kubernetes"."""
    between = clause.tokens[before.end : mark.first]
    if any(token.word in words("meanwhile") for token in between) and len(between) <= 2 * _GLUED:
        return True  # "Entra ID for staff while suppliers get API keys"
    return len(between) <= _GLUED and not any(token.word in words("contrast") for token in between)
