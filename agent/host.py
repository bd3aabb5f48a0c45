"""What a host agent asks for, whatever it asks through: each call opens the session, does one thing and closes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import Any

from phase_context.agent import document as documents
from phase_context.agent import sessions
from phase_context.agent.agenda import ROUND_SIZE
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors import choose
from phase_context.agent.interview import Answer, Interview
from phase_context.agent.journal import Journal
from phase_context.agent.known import look, repository_root
from phase_context.agent.questions import Question, find_label
from phase_context.agent.report import Report, known, report
from phase_context.schemas import Header, PhaseContext

_WAIT = 2.0  # seconds for another call to close the session; a person who has it open takes longer
_MOST_LINES = 8
_HEAD = {"phase": "phase", "name": "name", "sprint": "sprint", "discussion_with": "who takes part"}


class Host:
    """The sessions below a project's root.

    Args:
        root: everything is read and written below it.
        model: reads replies, as `choose` takes it; recording needs none.
        base_url: the address of its server, if it is one's own.
    """

    def __init__(self, root: Path, *, model: str | None = None, base_url: str | None = None) -> None:
        self.root = root
        self._model = model
        self._base_url = base_url

    def start(
        self,
        header: Header,
        *,
        size: int = ROUND_SIZE,
        budget: int | None = None,
        repo: Path | None = None,
        update: str | None = None,
    ) -> Report:
        """Begin the phase's session, or go on with it; the latest one when the header names no phase.

        A document of the phase that is there already is what is known at the beginning.

        Args:
            header: what is known of the document's first lines.
            size: questions in a round.
            budget: the most questions in all.
            repo: the repository whose files, and whose documents of earlier phases, suggest what they show; the
                root when left out, if it is one.
            update: a document below the root to be brought up to date: only what is open or changed is asked.

        Raises:
            PhaseContextError: the session, the repository or the document cannot be used.
        """
        if update is not None:
            return self._update(header, self._target(update), size=size, budget=budget, repo=repo)
        name = sessions.slug(header)
        if not (header.phase or header.name):
            name = next(iter(sessions.names(self.root)), name)
        resumed = name in sessions.names(self.root)
        notes = [f"resumed {name}"] if resumed else []
        before, today = None, header
        if not resumed:
            today = header.model_copy(update={"date": header.date or datetime.date.today()})
            path = self._target(sessions.document_path(header).name)
            if path.exists():
                before = earlier(path)
                today = header
                notes.append(f"began with what {path.name} says")
        with Journal(sessions.session_path(name, self.root), wait=_WAIT) as journal:
            session = Interview(
                None, journal, document=before, header=None if before else today, size=size, budget=budget
            )
            session.describe(header)
            if not resumed or repo:
                notes += self._suggest(session, repo)
            missing = _missing(session.document.header)
            if missing:
                notes.append(f"the document's head lacks {', '.join(missing)}: pass them to start")
            return report(name, session, notes=[*_mended(journal), *notes], known=known(session.document))

    def _update(self, header: Header, path: Path, *, size: int, budget: int | None, repo: Path | None) -> Report:
        """Begin a session that brings a document up to date."""
        before = earlier(path)
        name, journal = sessions.begin_update(before.header, self.root)
        with journal:
            session = Interview(None, journal, document=before, size=size, budget=budget, update=True)
            session.describe(header)
            notes = [f"began with what {path.name} says", *left_behind(path), *self._suggest(session, repo)]
            return report(name, session, notes=notes, known=known(session.document))

    def _suggest(self, session: Interview, repo: Path | None) -> list[str]:
        """Look at the repository, unless there is none; returns what the person should know beside."""
        place = repo or (self.root if repository_root(self.root) == self.root.resolve() else None)
        if place is None:
            return []
        seen = look(place, session.document.header)
        session.suggest(seen.suggestions)
        return list(seen.notes)

    def record(
        self, entries: Iterable[Any], said: str = "", asked: Sequence[str] | None = None, session: str | None = None
    ) -> Report:
        """Record what the person said, as the host's model took it down; see `Interview.record`.

        Raises:
            PhaseContextError: no such session, no such label, or it cannot be kept.
        """
        labels = [find_label(label) for label in asked] if asked is not None else None
        with self._open(session) as (name, interview):
            return report(name, interview, interview.record(entries, said, labels))

    def reply(self, text: str, asked: Sequence[str] | None = None, session: str | None = None) -> Report:
        """Have the person's words read by the configured extractor.

        Words that cannot be read now are kept, and read with the next ones.

        Raises:
            PhaseContextError: no such session, no such label or model, or it cannot be kept.
        """
        labels = [find_label(label) for label in asked] if asked is not None else None
        with self._open(session, reads=True) as (name, interview):
            try:
                answer, notes = interview.answer(text, labels), []
            except ExtractionError as error:
                answer, notes = Answer(), [f"not read yet, but kept: {error}"]
            return report(name, interview, answer, notes=notes)

    def fill_in(
        self, chosen: Mapping[str, dict[str, str]], words: Mapping[str, str], session: str | None = None
    ) -> Report:
        """Take a form that the person sent.

        Args:
            chosen: by label, the entry that a picked option makes; its quote is what was picked.
            words: by label, what the person wrote; under "" what they wrote about anything.
            session: as everywhere.

        Raises:
            PhaseContextError: as for `record` and `reply`.
        """
        said = "\n".join(f"{label}: {entry['quote']}" for label, entry in chosen.items())
        with self._open(session, reads=bool(words)) as (name, interview):
            shown = interview.next()
            total = interview.record(chosen.values(), said, list(chosen)) if chosen else Answer()
            notes = []
            for label, text in words.items():
                left = [other for other in (shown.labels if shown else ()) if other not in (*chosen, *words)]
                try:
                    total += interview.answer(text, [label] if label else left)
                except ExtractionError as error:
                    notes.append(f"not read yet, but kept: {error}")
            return report(name, interview, total, notes=notes)

    def show(self, session: str | None = None, *, document: bool = False) -> Report:
        """What is known and what comes next; with the document so far, if it is wanted.

        Raises:
            PhaseContextError: no such session.
        """
        with self._open(session) as (name, interview):
            text = documents.render(interview.written) if document else ""
            lines = () if document else known(interview.document)
            return report(name, interview, known=lines, document=text)

    def undo(self, session: str | None = None) -> Report:
        """Take back the last reply or record.

        Raises:
            PhaseContextError: no such session, or it cannot be kept.
        """
        with self._open(session) as (name, interview):
            undone = interview.undo()
            return report(name, interview, notes=[f"taken back: {undone}" if undone else "nothing to undo"])

    def write(self, session: str | None = None, path: str | None = None) -> Report:
        """Write the document, and its JSON beside it.

        Args:
            session: as everywhere.
            path: below the root, ending in .md; PHASE-CONTEXT-<phase>.md when left out.

        Raises:
            PhaseContextError: the path leads out of the root or names a file that is no Phase Context document.
        """
        with self._open(session) as (name, interview):
            target = self._target(path or sessions.document_path(interview.document.header).name)
            self._ours(target)
            kept = documents.save(interview.written, target)
            notes = documents.check(documents.render(interview.written))
            if kept:
                notes.append(f"what was there by hand is kept in {Path(kept).name}")
            changes = interview.changes().lines() if interview.updates else []
            written = target.resolve().relative_to(self.root.resolve()).as_posix()
            return report(name, interview, notes=notes, written=written, changes=tuple(changes))

    def questions(self, session: str | None = None) -> tuple[Question, ...]:
        """The questions to put to the person now, without changing anything.

        Raises:
            PhaseContextError: no such session.
        """
        with self._open(session) as (_, interview):
            current = interview.next()
            return current.questions if current else ()

    @contextmanager
    def _open(self, session: str | None, *, reads: bool = False) -> Iterator[tuple[str, Interview]]:
        name = sessions.find(session, self.root)
        extractor = choose(self._model, base_url=self._base_url) if reads else None
        with Journal(sessions.session_path(name, self.root), wait=_WAIT) as journal:
            yield name, Interview(extractor, journal)

    def _target(self, path: str) -> Path:
        target = Path(path)
        inside = not target.is_absolute() and ".." not in target.parts and "\0" not in path
        # Names that Windows takes for devices lead out of the folder wherever they stand.
        if not inside or target.suffix != ".md" or PureWindowsPath(path).is_reserved() or PureWindowsPath(path).drive:
            raise InputError(f"{path}: not a place for the document; give a path below the root that ends in .md")
        for file in (self.root / target, (self.root / target).with_suffix(".json")):
            sessions.inside(self.root, file)
        return self.root / target

    def _ours(self, target: Path) -> None:
        for file in (target, target.with_suffix(".json")):
            if file.exists():
                documents.load(file)


def earlier(path: Path) -> PhaseContext:
    """The document that is there; from its JSON, which also has the evidence, unless the Markdown was edited since."""
    shown = documents.load(path)
    data = path.with_suffix(".json")
    if data.exists():
        full = documents.load(data)
        if documents.render(full) == documents.render(shown):
            return full
        return documents.with_evidence(shown, full)
    return shown


def left_behind(path: Path) -> list[str]:
    """What a document written by hand says that the template has no place for, for a person to bring up again."""
    lines = documents.passed_over(documents.read_text(path))
    shown = [f"not in the template, so not carried on: {line}" for line in lines[:_MOST_LINES]]
    return [*shown, *([f"and {len(lines) - _MOST_LINES} lines more"] if len(lines) > _MOST_LINES else [])]


def _mended(journal: Journal) -> list[str]:
    return [journal.notice] if journal.notice else []


def _missing(header: Header) -> list[str]:
    return [shown for field, shown in _HEAD.items() if not getattr(header, field)]
