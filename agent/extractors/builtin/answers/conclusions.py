"""What an answer comes to after a tale: names told of others or of the past, and then what holds for us."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.for_us import TO_US
from phase_context.agent.extractors.builtin.answers.partial import says_how_many
from phase_context.agent.extractors.builtin.answers.quantified import NUMERIC
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.shown import as_choice
from phase_context.agent.extractors.builtin.answers.stances import Stance, stance, tells_the_past
from phase_context.agent.extractors.builtin.answers.stated import terms_of
from phase_context.agent.extractors.builtin.answers.statuses import other_status
from phase_context.agent.language.clauses import Clause, Mark
from phase_context.agent.language.wording import pattern, words
from phase_context.schemas import Topic

_CLOSES = pattern(r"(?<!\w)<closes_for_us>$")
_LEAST, _LONGEST = 3, 18  # words of a conclusion
_LONG = 20  # words of an answer that may well be a tale
_SEVERAL = 2  # names that can all be told of
_NOT_SO = (
    "negate",
    "none",
    "reject",
    "hedge",
    "suppose",
    "other",
    "propose",
    "because",
    "delegate",
    "defer",
    "unknown",
)


def after_a_tale(
    topic: Topic, said: Sequence[Clause], live: Sequence[Clause], chosen: Sequence[tuple[Clause, Mark]]
) -> Settled | None:
    """What it comes to, or what is held back, where names of the topic are only told of; None where it tells none."""
    named = [clause for clause in said if any(not m.term.everyday for m in terms_of(topic, clause))]
    if topic.label in NUMERIC or not named or _plainly(topic, chosen, Stance.BARE if _is_long(said) else Stance.STATED):
        return None
    stated = _plainly(topic, chosen, Stance.STATED)  # in a long answer, that is not plain enough
    picked = {id(clause) for clause, _ in chosen}
    told = [id(clause) not in picked or _is_told_of(topic, clause) for clause in named]
    names = {mark.term.name for clause in named for mark in terms_of(topic, clause)}
    if not any(told) and len(names) < _SEVERAL:
        return None
    for clause in live:
        if clause.sentence > named[-1].sentence and _comes_to_us(clause, live) and not says_how_many(topic, clause):
            if stated:
                return Settled("possibly", as_choice(topic, list(chosen), said, live).text, rest=tuple(said))
            return Settled("decided", clause.text, choice=(clause,), rest=tuple(c for c in said if c is not clause))
    if stated:
        return None
    same = {clause.sentence for clause in live if clause.does("same", "takes_up") or _takes_that(clause)}
    doubtful = bool(chosen) and all(told) and not any(clause.sentence in same for clause, _ in chosen)
    gone_on = [c for c in live if c.sentence > named[-1].sentence and len(c.tokens) > _LEAST and not _gives_reason(c)]
    doubtful = doubtful and (all(_is_others(topic, c) for c, _ in chosen) or bool(gone_on and not _still(live)))
    if not doubtful or other_status(live) is not None:
        return None
    return Settled("possibly", as_choice(topic, list(chosen), said, live).text, rest=tuple(said))


def _plainly(topic: Topic, chosen: Sequence[tuple[Clause, Mark]], least: Stance) -> bool:
    """Whether one of the names is put forward so plainly at least, and not only in what is said of others."""
    listed = list(chosen)
    return any(
        stance(clause, mark, listed) >= (Stance.BARE if _is_others(topic, clause) else least) for clause, mark in listed
    )


def _is_long(said: Sequence[Clause]) -> bool:
    return sum(len(clause.tokens) for clause in said) > _LONG


def _gives_reason(clause: Clause) -> bool:
    return any(mark.first == 0 for mark in clause.of("act", "because"))


def _still(live: Sequence[Clause]) -> bool:
    """Whether what was stays: "it was JWT, and it still is"."""
    return any(token.word in words("still") for clause in live for token in clause.tokens)


def _is_told_of(topic: Topic, clause: Clause) -> bool:
    """Whether the clause tells of others or of the past: "the shop people run Redis", "Okta made an offer"."""
    return _is_others(topic, clause) or all(tells_the_past(clause, mark) for mark in terms_of(topic, clause))


def _is_others(topic: Topic, clause: Clause) -> bool:
    """Whether it tells what others have or want."""
    if any(act.end <= mark.first for act in clause.of("act", "propose") for mark in terms_of(topic, clause)):
        return True
    if clause.tokens[0].word in words("we_say") | words("ours") or clause.does("same", "takes_up") or clause.chooses:
        return False
    return clause.does("other") or any(_is_of_people(clause, mark) for mark in terms_of(topic, clause))


def _is_of_people(clause: Clause, mark: Mark) -> bool:
    """Whether people who are not us stand before the name, or are told of behind it: "JWT is what the app guys use"."""
    others = words("others") | words("teams") | words("team_names") | words("relatives") | words("other_people")
    places = [i for i, token in enumerate(clause.tokens) if token.word in others and not _is_anybody(clause, i)]
    told = mark.end < len(clause.tokens) and clause.tokens[mark.end].word in words("verbs_of_state")
    return any(i < mark.first - 1 or (told and i >= mark.end) for i in places)


def _is_anybody(clause: Clause, i: int) -> bool:
    """Whether people in general are meant, and no group of them: "what people query are …"."""
    return clause.tokens[i].word == "people" and (i == 0 or clause.tokens[i - 1].word in words("asking"))


def none_for_us(topic: Topic, live: Sequence[Clause]) -> bool:
    """Whether it ends in that we have none: "we use Redis for sessions, for this I'd cache nothing"."""
    last = live[-1]
    none = [mark for mark in last.of("act", "none") if mark.end == len(last.tokens)]
    named = any(topic_.end == mark.first for topic_ in last.of("topic", topic.label) for mark in none)
    return len(live) > 1 and named and bool(TO_US.search(last.text))


def _takes_that(clause: Clause) -> bool:
    """Whether it takes what was named before it: "we use that"."""
    return clause.does("choose") and any(token.word in words("for_a_part") for token in clause.tokens)


def _comes_to_us(clause: Clause, live: Sequence[Clause]) -> bool:
    """Whether it says in few words how it is with us, of something that was not named before."""
    last = [c for c in live if c.sentence == clause.sentence][-1]
    ours = TO_US.search(clause.text) or _CLOSES.search(last.text) or clause.chooses
    back = any(token.word in words("for_a_part") - {"that"} for token in clause.tokens[1:])
    return bool(ours) and not back and not clause.does(*_NOT_SO) and _LEAST <= len(clause.tokens) <= _LONGEST
