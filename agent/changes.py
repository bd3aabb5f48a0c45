"""What an update did to a document: added, changed and withdrawn, row by row and item by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from phase_context.agent.evidence import words
from phase_context.schemas import TOPICS, Decision, PhaseContext, Status

_LISTS = {
    "In scope": ("in_scope", "text"),
    "Out of scope": ("out_of_scope", "text"),
    "Integration": ("integrations", "name"),
    "Agent's discretion": ("discretion", "text"),
    "Idea": ("specific_ideas", "text"),
    "Deferred": ("deferred", "idea"),
}


@dataclass(frozen=True)
class Changes:
    """One line for each change, with who said it where that is known."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn)

    def lines(self) -> list[str]:
        """All of them, each beginning with what happened."""
        kinds = {"added": self.added, "changed": self.changed, "withdrawn": self.withdrawn}
        return [f"{kind}: {line}" for kind, lines in kinds.items() for line in lines]


def compare(before: PhaseContext, after: PhaseContext) -> Changes:
    """What differs. A row that was decided and is not any more is withdrawn."""
    added, changed, withdrawn = list[str](), list[str](), list[str]()
    for label in TOPICS:
        old, new = before.decision(label), after.decision(label)
        if old is not None and (new is None or (old.status is Status.DECIDED and not new.settled)):
            withdrawn.append(f"{label}: {old.summary}" + (f"; now {new.summary}" if new else ""))
        elif new is not None and old is None:
            added.append(f"{label}: {new.summary}{_by(new)}")
        elif new is not None and old is not None and new.summary != old.summary:
            changed.append(f"{label}: {old.summary} → {new.summary}{_by(new)}")
    for name, (attribute, shown) in _LISTS.items():
        old_items, new_items = _items(before, attribute, shown), _items(after, attribute, shown)
        added += [f"{name}: {text}" for key, (text, _) in new_items.items() if key not in old_items]
        withdrawn += [f"{name}: {text}" for key, (text, _) in old_items.items() if key not in new_items]
        both = [key for key in new_items if key in old_items and new_items[key][1] != old_items[key][1]]
        changed += [f"{name}: {new_items[key][0]}" for key in both]
    return Changes(tuple(added), tuple(changed), tuple(withdrawn))


def _items(document: PhaseContext, attribute: str, shown: str) -> dict[str, tuple[str, str]]:
    """The items of a list by their words: how each is shown, and all that it says."""
    items: Iterable[object] = getattr(document, attribute)
    found = {}
    for item in items:
        text = str(getattr(item, shown))
        fields = ("name", "type", "complexity", "notes", "idea", "defer_to", "reason")
        found[" ".join(words(text))] = (text, repr([getattr(item, field, "") for field in fields]))
    return found


def _by(row: Decision) -> str:
    speaker = row.evidence[-1].speaker if row.evidence else None
    return f" — {speaker}" if speaker else ""
