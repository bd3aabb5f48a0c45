"""The interview in a terminal, or with its input piped in."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from phase_context.agent import sessions
from phase_context.agent.agenda import Round
from phase_context.agent.document import render, save
from phase_context.agent.errors import ExtractionError, InputError
from phase_context.agent.extractors import choose
from phase_context.agent.host import earlier, left_behind
from phase_context.agent.interview import Answer, Interview
from phase_context.agent.journal import Journal
from phase_context.agent.known import look, repository_root
from phase_context.agent.report import offers_of
from phase_context.agent.state import YOUR_WORDS
from phase_context.schemas import Header, PhaseContext, Status

HELP = """Answer in your own words, about anything, in any language. One line may settle several questions.
  1a, 2c       the lettered options of questions 1 and 2; "yes" takes the recommended one
  all fine but 3: use SQS   takes suggestions that are easy to reverse together
  you decide   leaves it to the agent      later, phase 5   defers it
  don't know   leaves it open              not here         marks it not applicable
  /doc   the document so far        /undo  take the last reply back    /back  ask the round before again
  /skip  leave this area out        /done  stop and write              /help  this text
Ctrl-C stops; nothing is lost, and --resume goes on. An empty line settles nothing.
A \\ at the end continues the line."""


def run(
    header: Header,
    output: Path | None,
    *,
    resume: bool,
    size: int,
    budget: int | None,
    repo: Path | None,
    update: str | None,
    model: str | None,
    base_url: str | None,
) -> None:
    """Hold the interview and write the document.

    Raises:
        PhaseContextError: something the user can mend, before anything is asked.
    """
    extractor = choose(model, base_url=base_url)
    before = earlier(Path(update)) if update else None
    target = output or (Path(update) if update else sessions.document_path(header))
    if not resume and not update and target.exists():
        raise InputError(f"{target}: exists; choose another --output, or go on with --resume, or --update it")
    with _journal(header, before, resume=resume) as journal:
        today = header.model_copy(update={"date": header.date or datetime.date.today()})
        session = Interview(
            extractor,
            journal,
            header=None if before else today,
            document=before,
            size=size,
            budget=budget,
            update=before is not None,
        )
        if before:
            session.describe(header)
        target = output or (target if update else sessions.document_path(session.document.header))
        chat = _Chat(session, target, journal.notice)
        chat.warn(left_behind(Path(update)) if update else ())
        if not resume or repo:
            chat.look(repo or repository_root(Path()))
        chat.hold()


def _journal(header: Header, before: PhaseContext | None, *, resume: bool) -> Journal:
    if resume:
        return sessions.resume(header)
    return sessions.begin_update(before.header)[1] if before else sessions.begin(header)


class _Chat:
    def __init__(self, session: Interview, target: Path, notice: str | None) -> None:
        from rich.console import Console

        self.session = session
        self.target = target
        self.terminal = sys.stdin.isatty() and sys.stdout.isatty()
        self.console = Console(highlight=False, no_color=not self.terminal, soft_wrap=not self.terminal)
        self.commands: dict[str, Callable[[], None]] = {
            "/doc": self._doc, "/undo": self._undo, "/back": self._back, "/skip": self._skip, "/help": self._help,
        }  # fmt: skip
        if notice:
            self._say(notice, "yellow")

    def hold(self) -> None:
        """Ask until nothing is left, the person says /done, or the input ends; then write."""
        self._say("Answer in your own words; /help shows what else you can type.", "dim")
        try:
            while (current := self.session.next()) is not None:
                self._ask(current)
                if not self._reply():
                    break
        except KeyboardInterrupt:
            self._say("\nStopped. Everything is kept: go on with --resume.", "yellow")
            raise
        self._finish()

    def warn(self, lines: Iterable[str]) -> None:
        """Say what the person should know before anything is asked."""
        for line in lines:
            self._say(f"  {line}", "yellow")

    def look(self, repo: Path | None) -> None:
        """Show what the repository and earlier phases suggest, and keep it to be confirmed."""
        if repo is None:
            return
        seen = look(repo, self.session.document.header)
        self.session.suggest(seen.suggestions)
        offers = offers_of(self.session)
        if offers:
            self._say(f"\nSeen in {repo}, and recorded only when you say so:", "bold cyan")
        for offer in offers:
            self._say(f"  {offer.topic}: {offer.suggestion} ", "yellow", end="")
            self._say(f"({offer.source})", "dim")
        for note in seen.notes:
            self._say(f"  {note}", "dim")

    def _ask(self, current: Round) -> None:
        done = self.session.progress()
        filled = round(20 * done.areas_done / done.areas)
        bar = f"{'█' * filled}{'░' * (20 - filled)} " if self.terminal else ""
        left = f"{done.areas_done} of {done.areas} areas done, {done.questions_left} questions left"
        self._say(f"\n{current.title}", "bold cyan", end="   ")
        self._say(f"{bar}{left}", "dim")
        if current.together:
            self._say("Suggestions: “all fine” takes them, “all fine but 2: …” changes one.")
        for number, question in enumerate(current.questions, 1):
            self._say(f"{number}. {question.label}: ", "bold", end="")
            self._say(question.text)
            self._say(f"   {question.why}", "dim")
            source = "from your words" if question.basis == YOUR_WORDS else f"suggested by the {question.basis}"
            for line in question.suggested:
                self._say(f"   {source}: {line}; keep it (yes) or change it", "yellow")
            for letter, option in zip("abcdef", question.options, strict=False):
                first = option == question.recommended
                note = f"  (recommended by good practice: {question.because})" if first else ""
                self._say(f"   {number}{letter}) {option}{note}", "green" if first else "")
        if current.skippable:
            areas = ", ".join(current.skippable)
            self._say(f"Not needed in this phase? {areas}: “skip them” leaves them out.", "yellow")

    def _reply(self) -> bool:
        """Take one line; False when the interview is to end."""
        line = self._read()
        if line is None or line.strip() == "/done":
            return False
        command = self.commands.get(line.strip().lower())
        if command:
            command()
        elif line.strip().startswith("/") and " " not in line.strip():
            self._say(f"{line.strip()} is no command; /help lists them.", "yellow")
        elif line.strip():
            try:
                self._show(self.session.answer(line))
            except ExtractionError as error:
                self._say(f"{error}. Your reply is kept, and read with the next one.", "red")
        return True

    def _read(self) -> str | None:
        lines: list[str] = []
        while True:
            try:
                line = input("> " if self.terminal and not lines else "")
            except EOFError:
                return "\n".join(lines) if lines else None
            if not line.endswith("\\"):
                return "\n".join([*lines, line])
            lines.append(line[:-1])

    def _show(self, answer: Answer) -> None:
        for line in answer.learnt:
            self._say(f"  ✓ {line}", "green")
        for label in answer.reopened:
            self._say(f"  ↺ {label} is open again: it depended on what changed", "yellow")
        for refusal in answer.refused:
            self._say(f"  ✗ not recorded: {refusal.what} ({refusal.reason})", "yellow")
        for area in answer.skipped:
            self._say(f"  – {area} is left out", "yellow")
        for check in answer.checks:
            self._say(f"  ! {check}", "yellow")
        if answer.say:
            self._say(f"  {answer.say}")
        if not (answer.learnt or answer.say or answer.skipped):
            self._say("  That settled nothing; nothing was recorded.", "yellow")

    def _doc(self) -> None:
        from rich.markdown import Markdown

        text = render(self.session.written)
        if self.terminal:
            self.console.print(Markdown(text))
        else:
            self._say(text)

    def _undo(self) -> None:
        undone = self.session.undo()
        self._say(f"  taken back: {undone}" if undone else "  there is nothing to take back", "yellow")

    def _back(self) -> None:
        if self.session.back() is None:
            self._say("  there is no round before this one", "yellow")

    def _skip(self) -> None:
        self._say(f"  left out: {', '.join(self.session.skip())}", "yellow")

    def _help(self) -> None:
        self._say(HELP)

    def _finish(self) -> None:
        document = self.session.document
        kept = save(self.session.written, self.target)
        for line in self.session.changes().lines() if self.session.updates else ():
            self._say(f"  {line}")
        for check in self.session.checks:
            self._say(f"  check: {check}", "yellow")
        for status, word in ((Status.OPEN, "open"), (Status.CONFLICT, "in conflict")):
            for topic in document.with_status(status):
                self._say(f"  {word}: {topic.label}", "yellow")
        if self.session.pending:
            self._say(f"  not read yet: {self.session.pending} replies; --resume reads them", "yellow")
        if kept:
            self._say(f"  what was there by hand is kept in {kept}", "yellow")
        self._say(f"Written: {self.target} and {self.target.with_suffix('.json').name}", "bold")

    def _say(self, text: str, style: str = "", end: str = "\n") -> None:
        from rich.text import Text

        self.console.print(Text(text, style=style), end=end)
