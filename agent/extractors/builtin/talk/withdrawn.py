"""What a meeting takes back by name: "scratch Celery", "there's no Rabbit on them", "Kafka is off the table"."""

from __future__ import annotations

from collections.abc import Sequence

from phase_context.agent.extractors.builtin.answers.refusals import turned_down
from phase_context.agent.extractors.builtin.answers.settled import Settled
from phase_context.agent.extractors.builtin.talk.judged import Proposal
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause

KIND = "withdrawn"


def withdrawals(talk: Sequence[Remark], i: int) -> list[Proposal]:
    """For each topic the names of it that remark ``i`` turns down, as proposals of that kind."""
    remark = talk[i]
    if remark.guest:
        return []
    found: dict[str, dict[str, Clause]] = {}
    for clause in remark.stated:
        if not clause.does("negate", "none", "reject") or clause.does("suppose", "other"):
            continue
        for mark in clause.of("term"):
            if mark.term.name != mark.term.option and turned_down(clause, mark):
                found.setdefault(mark.term.topic, {})[mark.term.name] = clause
    return [
        Proposal(label, i, tuple(names.values()), Settled(KIND, "/".join(names)), stands=True, firm=True)
        for label, names in found.items()
    ]


def takes_back(gone: Proposal, standing: Proposal) -> bool:
    """Whether what stood before is among what is taken back."""
    text = (standing.settled.text or "").casefold()
    names = (gone.settled.text or "").casefold().split("/")
    return standing.at < gone.at and standing.settled.kind == "decided" and any(name in text for name in names)
