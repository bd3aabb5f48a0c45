"""What people wrote into a document by hand: kept when it is written over, and named when it cannot be carried on."""

from __future__ import annotations

from phase_context.agent import storage
from phase_context.agent.document.data import from_json
from phase_context.agent.document.markdown import unescape
from phase_context.agent.document.parse import parse
from phase_context.agent.document.render import render, render_blank
from phase_context.agent.document.rows import to_cells
from phase_context.agent.errors import InputError
from phase_context.agent.evidence import words
from phase_context.schemas import PhaseContext


def keep(place: str, new: str) -> str | None:
    """Before a document is written over: put a copy beside when its text is neither ours nor the new one.

    Args:
        place: the document, ending in .md.
        new: what is to be written.

    Returns:
        Where the copy is; None when there was nothing to keep.

    Raises:
        InputError: the copy cannot be written.
    """
    old = _text(place)
    if old is None or old == new or old == _ours(place):
        return None
    number = 1
    while (kept := _text(copy := _copy(place, number))) is not None and kept != old:
        number += 1
    if kept is None:
        storage.write(copy, old)
    return copy


def passed_over(markdown: str) -> list[str]:
    """The lines of a document that the template has no place for: what was read of it does not say their words."""
    known = f" {' '.join(words(render(parse(markdown))))} "
    blank = {" ".join(words(line)) for line in render_blank().splitlines()}
    found = []
    for line in markdown.splitlines():
        said = " ".join(words(unescape(line)))
        if said and said not in blank and f" {said} " not in known:
            found.append(" ".join(line.split()))
    return found


def with_evidence(shown: PhaseContext, full: PhaseContext) -> PhaseContext:
    """A document that was edited by hand, in which what was not edited has the evidence it had."""
    for topic, row in shown.decisions():
        before = full.decision(topic.label)
        if before is not None and to_cells(before) == to_cells(row):
            shown = shown.with_decision(topic.label, before)
    lists = {}
    for name in ("in_scope", "out_of_scope", "integrations", "discretion", "specific_ideas", "deferred"):
        had = {item.id: item for item in getattr(full, name)}
        lists[name] = tuple(had.get(item.id, item) for item in getattr(shown, name))
    return shown.model_copy(update={**lists, "possibly": full.possibly})


def _copy(place: str, number: int) -> str:
    return f"{place}.before" if number == 1 else f"{place}.before-{number}"


def _text(place: str) -> str | None:
    try:
        return storage.read(place).decode() if storage.exists(place) else None
    except UnicodeDecodeError:
        return None


def _ours(place: str) -> str | None:
    """What we wrote there the last time, by the JSON beside."""
    data = _text(f"{place.removesuffix('.md')}.json")
    try:
        return render(from_json(data)) if data is not None else None
    except InputError:
        return None
