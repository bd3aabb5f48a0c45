"""The review page: the document on one side, the transcript on the other, each decision tied to its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from phase_context.agent.review.html import page
from phase_context.agent.review.passages import Piece, Sources, Span, pieces
from phase_context.agent.review.rows import STATES, UNPROVED, UNTOUCHED, Part, parts, untouched
from phase_context.agent.secrets import masked
from phase_context.schemas import Header, PhaseContext, Transcript, Turn
from phase_context.schemas.document import TITLE


@dataclass(frozen=True)
class _Said:
    """A turn as shown: its text in pieces, and the rows that came from it, each id with its short name."""

    id: str
    turn: Turn
    pieces: list[Piece]
    rows: dict[str, str]
    goes_on: bool


def review_page(document: PhaseContext, transcripts: Sequence[Transcript]) -> str:
    """The page as self-contained HTML, which fetches nothing.

    Args:
        document: what was settled, with its evidence (read from JSON; Markdown has none).
        transcripts: what it was made from, in the order to show; empty when they are not at hand. Evidence names
            its transcript by ``source``. Secrets in them are masked.
    """
    transcripts = [masked(transcript)[0] for transcript in transcripts]
    found = parts(document, Sources(transcripts))
    missing = untouched(document)
    rows = [row for part in found for row in part.rows]
    counts = Counter(row.state for row in rows if row.state)
    counts[UNPROVED] = sum(row.unproved for row in rows)
    counts[UNTOUCHED] = sum(map(len, missing.values()))
    return page(
        "review",
        title=title(document.header),
        header=_header(document.header),
        states={state: (name, counts[state]) for state, name in STATES.items() if counts[state]},
        names=STATES,
        parts=found,
        untouched=missing,
        transcripts=[(one, _said(number, one, found)) for number, one in enumerate(transcripts)],
    )


def title(header: Header) -> str:
    """The document's name: "Phase 04 — Refunds", as far as it is known."""
    numbered = f"Phase {header.phase}" if header.phase else ""
    return " — ".join(filter(None, (numbered, header.name))) or TITLE


def _header(header: Header) -> dict[str, str]:
    return {
        "Sprint": header.sprint or "",
        "Date": header.date.isoformat() if header.date else "",
        "Discussion with": ", ".join(header.discussion_with),
    }


def _said(number: int, transcript: Transcript, found: list[Part]) -> list[_Said]:
    marked: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    rows: dict[int, dict[str, str]] = defaultdict(dict)
    for part in found:
        for row in part.rows:
            for cited in row.cited:
                spans = [span for span in cited.spans if span.transcript == number]
                for span in spans:
                    marked[span.turn].append((span, cited.number))
                if spans and not row.derived:
                    rows[spans[-1].turn][row.id] = row.label or part.heading
    said, before = [], None
    for index, turn in enumerate(transcript.turns):
        cut = list(pieces(turn.text, marked[index]))
        who = (turn.speaker, turn.person)
        said.append(_Said(f"t{number}-{index}", turn, cut, rows[index], goes_on=who == before))
        before = who
    return said
