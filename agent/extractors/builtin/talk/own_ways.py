"""Topics that people settle in a way of their own: limits by numbers, tries by their spacing, columns by names."""

from __future__ import annotations

from dataclasses import replace

from phase_context.agent.extractors.builtin.answers import rates, time_columns
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.answers.spacing import GROWING, as_spacing, grows
from phase_context.agent.extractors.builtin.talk.heard import Heard
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.schemas import TOPICS, Topic

RETRY = "Retry strategy"
_LONGEST = 14  # words of how tries go, where no option is named


def told_first(topic: Topic, heard: Heard) -> Settled | None:
    """What is settled before any of the lexicon's terms is looked for: time columns by their names."""
    return time_columns.as_columns(heard.said, topic.options[0]) if topic.label == time_columns.LABEL else None


def in_its_way(heard: Heard, remark: Remark, settled: Settled | None) -> Settled | None:
    """What is settled, told as its topic is told: a limit with its numbers, tries with their spacing."""
    if heard.label == RETRY:
        return _spaced(heard, remark, settled)
    return rates.in_full(settled, heard.said) if settled and heard.label == rates.LABEL else settled


def names_an_option(label: str, settled: Settled) -> bool:
    """Whether the choice is one of the template's options, whatever is said beside it."""
    return any((settled.text or "").startswith(option) for option in TOPICS[label].options)


def _spaced(heard: Heard, remark: Remark, settled: Settled | None) -> Settled | None:
    """How tries are spaced, where the times that are named tell it and the words do not."""
    if settled is not None and (settled.kind != "decided" or (settled.text or "").startswith(GROWING)):
        return settled
    growing = grows(heard.said)
    if growing:
        return Settled("decided", GROWING, choice=growing, rest=tuple(heard.said))
    told = heard.asked or heard.label in remark.own
    if told and not (settled and names_an_option(RETRY, settled)):
        return as_spacing(heard.said, heard.said) or _in_full(heard, settled)
    return settled


def _in_full(heard: Heard, settled: Settled | None) -> Settled | None:
    """How often, with what else its sentence says of the tries: "in the job, longer each time, eight attempts"."""
    if settled is None or not settled.choice or settled.choice[0].does("none", "negate"):
        return settled
    same = [clause for clause in heard.said if clause.sentence == settled.choice[0].sentence]
    if len(same) == 1 or sum(len(clause.tokens) for clause in same) > _LONGEST:
        return settled
    return replace(settled, text=", ".join(clause.text for clause in same), choice=tuple(same))
