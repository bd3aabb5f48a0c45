"""What needs no question from nothing: what the repository shows, and what earlier phases decided.

Both become suggestions with their source. Nothing of it is recorded until the person says yes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from phase_context.agent.known.suggestion import Basis, Known, Suggestion

if TYPE_CHECKING:
    from phase_context.schemas import Header

__all__ = ["Basis", "Known", "Suggestion", "look", "repository_root"]


def repository_root(start: Path) -> Path | None:
    """The folder with .git that holds ``start``, or None. No git is run."""
    folder = start.resolve()
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def look(root: Path, header: Header) -> Known:
    """What the repository and the documents of earlier phases in it suggest for the phase.

    Where both speak of a topic, the decision of the earlier phase is suggested, and what the repository shows
    against it is named beside it.

    Raises:
        InputError: the root is no folder.
    """
    from phase_context.agent.errors import InputError
    from phase_context.agent.known import phases, repository
    from phase_context.agent.known.walk import walk

    if not root.is_dir():
        raise InputError(f"{root}: no such folder; name a repository with --repo")
    walked = walk(root)
    standing, notes = phases.suggestions(phases.find(root, walked, header), header)
    seen = {_key(suggestion): suggestion for suggestion in repository.scan(root, walked)}
    found = []
    for suggestion in standing:
        shown = seen.pop(_key(suggestion), None)
        found.append(_beside(suggestion, shown) if shown else suggestion)
    if walked.stopped:
        notes.append(f"{root}: only its first {len(walked.files)} files were looked at")
    return Known((*found, *seen.values()), tuple(notes))


def _key(suggestion: Suggestion) -> tuple[str, str]:
    entry = suggestion.entry
    return (entry.topic, "") if entry.topic else (entry.kind, entry.text or "")


def _beside(standing: Suggestion, shown: Suggestion) -> Suggestion:
    """The earlier phase's decision with what the repository shows."""
    from phase_context.agent.evidence import words

    ours, theirs = words(standing.entry.text or ""), words(shown.entry.text or "")
    agree = set(ours) <= set(theirs) or set(theirs) <= set(ours)
    seen = shown.entry.rationale if agree else f"but the repository shows {shown.entry.text}: {shown.entry.rationale}"
    rationale = f"{standing.entry.rationale}; {seen}"
    return Suggestion(standing.entry.model_copy(update={"rationale": rationale}), standing.basis)
