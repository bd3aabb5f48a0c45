"""What a remark of a meeting puts forward: a statement, an answer, or a question that holds the answer."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.statuses import decided_against
from phase_context.agent.extractors.builtin.answers.tales import is_told_of
from phase_context.agent.extractors.builtin.answers.topics import settle
from phase_context.agent.extractors.builtin.outcomes.offers import offered
from phase_context.agent.extractors.builtin.talk import alarms
from phase_context.agent.extractors.builtin.talk.doubts import doubtful_choice, doubtful_status, refuses_it, without_no
from phase_context.agent.extractors.builtin.talk.heard import hear
from phase_context.agent.extractors.builtin.talk.judged import Proposal, judged, rests_on_everyday_words
from phase_context.agent.extractors.builtin.talk.own_ways import in_its_way, told_first
from phase_context.agent.extractors.builtin.talk.references import declined, reference_of
from phase_context.agent.extractors.builtin.talk.remarks import Remark, somebody_else
from phase_context.agent.language.places import owner
from phase_context.schemas import TOPICS

_THREAD = 5  # remarks in which what was named last is still what is talked about
_LONGEST_LEAVING = 25  # words of a remark that leaves a topic open


def proposals(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """What a remark says about each topic that it speaks of."""
    remark = talk[i]
    if remark.guest:
        return []
    found = _left_open(talk, i)
    for label in dict.fromkeys(label for label in remark.labels if label and label not in {p.label for p in found}):
        proposal = _stated(talk, i, label) or offered(talk, i, label)
        if proposal is not None:
            found.append(proposal)
    return found


def _left_open(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """The topic that was talked about just before and has no answer, as in "let's fight on Thursday"."""
    remark = talk[i]
    said = [clause for clause in remark.clauses if clause.does("unsettled")]
    spoken_of = [label for clause, label in zip(remark.clauses, remark.labels, strict=True) if clause in said and label]
    if not said or not spoken_of or remark.words > _LONGEST_LEAVING:
        return []
    thread = talk[max(0, i - _THREAD) : i + 1]
    times = {label: sum(label in near.labels for near in thread) for label in (spoken_of[-1], *remark.follows[:2])}
    label = max(times, key=lambda label: times[label])
    if not times[label]:
        return []
    settled = Settled("open", to=owner(said[-1].text), rest=tuple(said))
    return [Proposal(label, i, tuple(said), settled, stands=True, firm=True)]


def _stated(talk: Sequence[Remark], i: int, label: str) -> Proposal | None:
    """What it states about a topic; in an answer less is enough than in a remark of one's own."""
    if label == alarms.LABEL:
        proposal = _alarm(talk, i)
        if proposal is not None:
            return proposal
    heard = hear(talk, i, label)
    if heard is None:
        return None
    topic = TOPICS[label]
    settled = told_first(topic, heard) or settle(
        topic, without_no(heard), asked=heard.asked, free=False, named=heard.named, counts=heard.counts
    )
    reference = reference_of(talk[i], heard, settled)
    settled = reference or settled
    if refuses_it(heard) or (settled is None and declined(heard, talk[i])):
        settled = decided_against(topic, heard.said)
    settled = in_its_way(heard, talk[i], settled)
    if settled is None:
        return None
    if settled.kind == "decided" and rests_on_everyday_words(settled, label) and heard.does("delegate"):
        settled = Settled("agent", rest=tuple(heard.said))
    doubtful = (
        doubtful_choice(heard, settled) if settled.kind == "decided" else doubtful_status(talk, i, heard, settled)
    )
    if doubtful:
        return None
    refers = reference is not None or _only_told(settled, label)
    proposal = Proposal(label, i, tuple(heard.said), settled, stands=False, firm=False, refers=refers)
    return judged(talk, proposal, asked=heard.asked or (heard.counts and heard.further))


def _alarm(talk: Sequence[Remark], i: int) -> Proposal | None:
    """The alarms that it tells, in answer to a question for them or by their name."""
    remark = talk[i]
    before = talk[i - 1] if i and talk[i - 1].asks and somebody_else(talk[i - 1], remark) else None
    asked = before is not None and alarms.LABEL in before.questions
    asked = asked or (remark.recorded and alarms.LABEL in remark.own) or bool(alarms.headed(remark))
    told = alarms.alarm(remark, asked=asked)
    if told is None or not (asked or any(clause.of("topic", alarms.LABEL) for clause in remark.stated)):
        return None
    proposal = Proposal(alarms.LABEL, i, tuple(told.choice), told, stands=False, firm=False)
    return judged(talk, proposal, asked=True)


def _only_told(settled: Settled, label: str) -> bool:
    """Whether the choice is only told of, as something that is there: "CodeDeploy watches the alarms"."""
    marks = [(c, m) for c in settled.choice for m in c.of("term") if m.term.topic == label]
    return bool(marks) and all(is_told_of(c, m) and not c.chooses and not c.does("same") for c, m in marks)
