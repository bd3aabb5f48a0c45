"""Simulated developers answer a full interview from their fact sheets: how many replies that takes.

Run from the checkout: ``python benchmarks/developer.py [--repo] [--show NAME]``. The built-in extractor reads every
reply, so the figures are the same on each run. Replies are free text in the person's own way of writing; a sheet says
nothing about the questions, only what is the case.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phase_context.agent.agenda import Round
from phase_context.agent.extractors import choose
from phase_context.agent.interview import Interview
from phase_context.agent.questions import Question
from phase_context.agent.state import YOUR_WORDS
from phase_context.schemas import TOPICS, Header, PhaseContext

PEOPLE = Path(__file__).parent / "people"
MOST_REPLIES = 40


@dataclass
class Developer:
    """One person: what is the case, how they write, and what they have said so far."""

    sheet: dict[str, Any]
    said: set[str] = field(default_factory=set)

    @property
    def facts(self) -> dict[str, str]:
        """What they would say about each topic or section."""
        return {label: fact["say"] if isinstance(fact, dict) else fact for label, fact in self.sheet["facts"].items()}

    def reply(self, current: Round) -> str:
        """Their answer to a round."""
        skipping = self._skipping(current)
        agreed = [question for question in current.questions if self._agrees(question)]
        if len(agreed) == len(current.questions) > 1 and not any(question.one_way for question in agreed):
            return "all fine"
        if len(agreed) > 2 and len(current.questions) - len(agreed) <= 2:  # noqa: PLR2004
            self.said |= {q.label for q in current.questions if q not in agreed or q.one_way}
            others = [
                f"{number}: {self._fact(question.label)}"
                for number, question in enumerate(current.questions, 1)
                if question not in agreed or question.one_way
            ]
            return f"all fine but {', '.join(others)}"
        lines = ["yes" if question in agreed else self._fact(question.label) for question in current.questions]
        numbered = "numbered" in self.sheet["style"] or agreed
        self.said |= {question.label for question in current.questions if question not in agreed}
        if len(lines) == 1:
            text = lines[0]
        elif numbered:
            text = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        else:
            text = ". ".join(line for line in lines if line)
        more = self._rest_of_the_area(current) if "by area" in self.sheet["style"] else []
        return "\n".join(filter(None, (text, ". ".join(more), skipping)))

    def _agrees(self, question: Question) -> bool:
        fact = self.sheet["facts"].get(question.label)
        wanted = fact.get("is") if isinstance(fact, dict) else None
        return bool(wanted and question.suggested and re.search(wanted, question.suggested[0], re.IGNORECASE))

    def _fact(self, label: str) -> str:
        party, _, aspect = label.partition(": ")
        if party in self.sheet.get("third_parties", {}):
            answer: str = self.sheet["third_parties"][party][aspect]
            return answer
        return self.facts.get(label, "no idea")

    def _rest_of_the_area(self, current: Round) -> list[str]:
        areas = {TOPICS[label].area for label in current.labels if label in TOPICS}
        here = (*self.said, *current.labels)
        rest = [label for label, topic in TOPICS.items() if topic.area in areas and label not in here]
        self.said |= set(rest)
        return [self.facts[label] for label in rest]

    def _skipping(self, current: Round) -> str:
        offered = getattr(current, "skippable", ())
        wanted = [area for area in offered if area in self.sheet.get("skips", ())]
        return f"skip {' and '.join(wanted)}" if wanted else ""


@dataclass
class Outcome:
    """How an interview went.

    Attributes:
        repeated: labels asked from nothing although the person had answered them; a broken rule asks something else.
        read_back: labels whose answer the person had given, put to them in their own words to be confirmed.
        right, wrong, missing: topics as the sheet has them, otherwise, and not in the document.
    """

    replies: int = 0
    questions: int = 0
    repeated: list[str] = field(default_factory=list)
    read_back: list[str] = field(default_factory=list)
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def hold(sheet: dict[str, Any], *, repository: bool, show: bool = False) -> Outcome:
    """The whole interview with one person."""
    developer, outcome = Developer(sheet), Outcome()
    session = Interview(choose("built-in"), header=Header(phase=sheet["phase"], name=sheet["name"]))
    if repository:
        _suggest(session, sheet["repository"])
    while (current := session.next()) is not None and outcome.replies < MOST_REPLIES:
        for question in current.questions:
            if question.label in developer.said and not question.rule:
                again = outcome.read_back if question.basis == YOUR_WORDS else outcome.repeated
                again.append(question.label)
        outcome.questions += len(current.questions)
        text = developer.reply(current)
        answer = session.answer(text)
        outcome.replies += 1
        if show:
            _print(current, text, answer.learnt)
    _judge(session.document, sheet, outcome)
    return outcome


def _suggest(session: Interview, files: dict[str, str]) -> None:
    from phase_context.agent.known import Known, look

    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), encoding="utf-8")
        known: Known = look(Path(folder), session.document.header)
        session.suggest(known.suggestions)


def _judge(document: PhaseContext, sheet: dict[str, Any], outcome: Outcome) -> None:
    skipped = sheet.get("skips", ())
    for label, fact in sheet["facts"].items():
        if label not in TOPICS:
            continue
        row = document.decision(label)
        if row is None:
            if TOPICS[label].area not in skipped:
                outcome.missing.append(label)
        elif (row.status == fact["status"]) if "status" in fact else re.search(fact["is"], row.choice, re.IGNORECASE):
            outcome.right += 1
        else:
            outcome.wrong.append(f"{label}: {row.summary}")


def _print(current: Round, text: str, learnt: tuple[str, ...]) -> None:
    print(f"\n--- {current.title}: {', '.join(current.labels)}")
    for question in current.questions:
        for line in question.suggested:
            print(f"    suggested {line}")
    print(f"> {text}")
    for line in learnt:
        print(f"  + {line}")


def main() -> None:
    """Print a line for each person, and the medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repo", action="store_true", help="with what the person's repository shows")
    options.add_argument("--show", metavar="NAME", help="print this person's interview")
    asked = options.parse_args()
    outcomes = []
    for path in sorted(PEOPLE.glob("*.toml")):
        if asked.show and asked.show != path.stem:
            continue
        sheet = tomllib.loads(path.read_text(encoding="utf-8"))
        outcome = hold(sheet, repository=asked.repo, show=bool(asked.show))
        outcomes.append(outcome)
        print(
            f"{path.stem}: {outcome.replies} replies, {outcome.questions} questions, {len(outcome.repeated)} asked "
            f"again, {len(outcome.read_back)} read back, {outcome.right} right, {len(outcome.wrong)} wrong, "
            f"{len(outcome.missing)} missing"
        )
        for kind in ("repeated", "read_back", "wrong", "missing"):
            if getattr(outcome, kind):
                print(f"    {kind.replace('_', ' ')}: {'; '.join(getattr(outcome, kind))}")
    print(f"median replies: {statistics.median(outcome.replies for outcome in outcomes)}")


if __name__ == "__main__":
    main()
