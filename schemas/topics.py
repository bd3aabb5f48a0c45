"""Topic and Area: how a row of the template, and a section of rows, is declared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar

from phase_context.schemas.decision import Decision, Value


@dataclass(frozen=True)
class Topic:
    """One row that can be decided.

    Declared as the annotation of an Area's field; everything else (the function's schema, the question,
    the table row, the parser, the extractor's first words) is derived from it.

    Attributes:
        label: the row's first cell.
        question: the question, which must stand alone.
        why: one line on why it matters.
        options: the template's choices, in its order; empty where a free value is wanted.
        wanted: what the template asks for where there are no options ("Expected number").
        note: what the template wants in the third cell.
        recommended: the option that plain good practice prefers, offered first; or None.
        because: the reason for that recommendation.
        after: labels of topics whose answer can change this one: asked later, re-opened when they change.
        moot_without: labels; when one of them is decided against, this topic need not be asked.
        unless: pairs of a label and a pattern: asked even so, when that row's words match.
        standing: whether a decision of an earlier phase is likely to hold for the next one.
        one_way: costly to reverse, so it is confirmed singly.
        aliases: other names that people use for the topic, lower case.
        area, field: where it is declared; filled in by the Area.
    """

    label: str
    question: str
    why: str
    note: str
    options: tuple[str, ...] = ()
    wanted: str = ""
    recommended: str | None = None
    because: str = ""
    after: tuple[str, ...] = ()
    moot_without: tuple[str, ...] = ()
    unless: tuple[tuple[str, str], ...] = ()
    standing: bool = True
    one_way: bool = False
    aliases: tuple[str, ...] = ()
    area: str = ""
    field: str = ""

    @property
    def id(self) -> str:
        """The stable id that plans and pages cite: "cache-strategy"."""
        return self.field.replace("_", "-")

    @property
    def placeholder(self) -> str:
        """What the blank template shows in the second cell."""
        return f"[{' / '.join(self.options) or self.wanted}]"


class Area(Value):
    """A section of the template whose rows are topics: each field is a ``Decision | None`` with a Topic."""

    heading: ClassVar[str]
    columns: ClassVar[tuple[str, str, str]]
    about: ClassVar[str]

    @classmethod
    @cache
    def topics(cls) -> tuple[Topic, ...]:
        """The declared topics, in the template's order."""
        found = []
        for name, field in cls.model_fields.items():
            declared = next(m for m in field.metadata if isinstance(m, Topic))
            found.append(replace(declared, area=cls.heading, field=name))
        return tuple(found)

    def decisions(self) -> list[tuple[Topic, Decision]]:
        """The rows that have something to say, in the template's order."""
        rows = ((topic, getattr(self, topic.field)) for topic in self.topics())
        return [(topic, decision) for topic, decision in rows if decision is not None]
