"""A meeting as a sequence of remarks: what one person says at one go, split into clauses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from phase_context.agent.language.clauses import Clause, clauses
from phase_context.agent.language.cleaning import own_words, spoken_secrets
from phase_context.agent.language.lexicon import key
from phase_context.agent.language.spoken import spoken_clauses
from phase_context.agent.language.wording import pattern
from phase_context.schemas import Transcript, Turn

_TITLES = 6  # turns in which a title stands
_TYPED = frozenset(("slack", "slack-export", "discord", "telegram", "whatsapp", "zoom-chat", "irc", "discussion"))
_MINUTES = "minutes"  # the format of what somebody wrote down
_LONGEST = 600  # characters of one remark; a longer monologue is several
_GUEST = (0.08, 0.75)  # comes after, and is gone before, this share of the meeting
_FEW = 12  # remarks; below that nobody is a guest
_PUNCTUATED = 0.4  # share of turns that end a sentence, from which on a turn without an end goes on in the next
_WRITTEN = 0.2  # the same where nobody is named: lines are broken off anywhere
_ENDED = re.compile(r"[.!?…][\s\"'”’)]*$")
_BROKEN_OFF = pattern(r"(?<!\w)<needs_another>$")
_UNNAMED = 0.3  # share of turns without a name, beside others with one, from which on it is written down
_PAUSE = 75.0  # seconds after which the same speaker begins anew
_ASKED = 0.02  # share of turns with a question mark, below which questions are known by their first words
_QUESTION = re.compile(
    r"^(?:(?:so|and|okay|right|but|well|then|now)\s+)*(?:(?:\w+\s+)?(?:whats|hows|whos|wheres|what|which|how|who|where|why|when(?=\s+(?:do|does|did|is|are|was|were|can|could|should|will|would|shall|have|has)\b|(?:\s+\S+){0,6}$))\b"
    r"|(?:do|does|did|is|are|can|could|should|shall|will|would)\s+(?:we|you|i|it|they|he|she|there|that|the|this|somebody|anybody)\b"
    r"|(?:\w+\s+){1,6}(?:what|how|who|where|why|when|which)\s+(?:do|does|did|is|are|can|could|should|will|would|has|have)\b)",
    re.IGNORECASE,
)
_ASKS_FIRST = pattern(
    r"^(?:(?:so|and|okay|ok|right|but|well|then|now|hm|oh)\s+)*"
    r"(?:(?:what|how|who|where|why|which|when)(?:['’]?s|['’]?re)?\s+<asks_on>\b"
    r"|(?:what|how|who|where|why|when)['’]?s\b"
    r"|(?:do|does|did|is|are|can|could|should|shall|will|would)\s+(?:we|you|i|it|they|he|she|there|that|the|this|somebody|anybody|anyone)\b)"
)
_PARTICLE = re.compile(
    r"(?P<particle>no|nope|yes|yeah|yep|okay|ok|right|sure|fine|good)\s+(?=(?:i|i'd|i'll|we|we'll|you|you'd|it|it's|that|that's|there|there's"
    r"|take|keep|use|put|let's|then|just|make|leave|do|drop|send|write|because|but|so)\b)",
    re.IGNORECASE,
)
_ENDS_ASKING = re.compile(
    r"\b(?:what|how|who|when|where|why|right)(?: then)?$"
    r"|\w\s+(?:do|does|did|is|are|was|can|could|should|shall|will|would|have|has)(?:n['’]?t)?\s+(?:i|we|you|they|he|she|there|it)$",
    re.IGNORECASE,
)
_FIRST = re.compile(r"[^.!?…]{6,60}[.!?…]")
_IN_QUOTES = re.compile(r"[\"“„«](.{6,}?)[\"”“»]", re.DOTALL)
_SHORT = 14  # words of an afterthought that still leaves the question before it open


@dataclass
class Remark:
    """One speaker's turn, or several in a row.

    Attributes:
        number: the index of its first turn in the transcript.
        text: the words, with quotations and secrets blanked out.
        guest: its speaker was there for a part in the middle only.
        recorded: it is of minutes, where what is written down was decided.
        heading: nobody says it; the notes are headed by it.
        under: the heading that it is the first to stand under, in notes.
        labels: for each clause the topic it speaks of, or None.
        own: labels of topics that it names itself.
        questions: those of them that it asks about.
        follows: labels in focus just before it, the newest first.
    """

    number: int
    speaker: str | None
    text: str
    clauses: list[Clause]
    guest: bool = False
    recorded: bool = False
    heading: bool = False
    under: str = ""
    labels: list[str | None] = field(default_factory=list)
    own: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    follows: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it leaves a question to be answered: its last words ask, but for a short afterthought."""
        asking = [i for i, clause in enumerate(self.clauses) if clause.asks]
        return bool(asking) and sum(len(c.tokens) for c in self.clauses[asking[-1] + 1 :]) <= _SHORT

    @property
    def ends_asking(self) -> bool:
        """Whether its last words ask."""
        return bool(self.clauses) and self.clauses[-1].asks

    @property
    def stated(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.asks]

    @property
    def words(self) -> int:
        return sum(len(clause.tokens) for clause in self.clauses)

    def about(self, label: str, *, asking: bool = False) -> list[Clause]:
        """The clauses that speak of a topic, statements or questions."""
        pairs = zip(self.clauses, self.labels, strict=True)
        return [clause for clause, of in pairs if of == label and clause.asks == asking]

    def opens_with(self, *acts: str) -> bool:
        """Whether it begins with one of those acts."""
        first = self.clauses[0] if self.clauses else None
        return first is not None and any(mark.first == 0 for mark in first.of("act", *acts))


def remarks(transcript: Transcript) -> list[Remark]:
    """The remarks of people, in order."""
    turns = [turn for turn in transcript.turns if turn.person]
    named = len({turn.speaker for turn in turns}) > 1
    ended = _share(turns, r"[.!?…,]\W*$")
    between = " " if ended > (_PUNCTUATED if named else _WRITTEN) else "\n"
    asked = _share(turns, r"\?") > _ASKED
    typed = transcript.format in _TYPED  # each message is whole, with an end or without
    found: list[Remark] = []
    texts: list[str] = []
    under = ""
    last: Turn | None = None
    for number, turn in enumerate(transcript.turns):
        if not turn.person:
            last, under = None, turn.text
            continue
        same = named and last is not None and turn.speaker is not None and last.speaker == turn.speaker
        # A recorder that punctuates and names nobody breaks sentences off where a line is full.
        same = same or (not named and last is not None and _goes_on(last.text, written=between == " "))
        text = _without_echo(turn.text, last.text if last else "")
        if same and not _paused(last, turn) and len(texts[-1]) < _LONGEST:
            texts[-1] += ("\n" if typed else between if named else " ") + text
        else:
            found.append(Remark(number, turn.speaker if named else None, "", [], under=under))
            under = ""
            texts.append(text)
        last = turn
    _split(found, texts, written=between == " ", asked=asked)
    recorded = transcript.format == _MINUTES or _is_written_down(turns)
    guests = frozenset() if recorded else _guests(found)
    for remark in found:
        remark.guest, remark.recorded = remark.speaker in guests, recorded
    return found


def _without_echo(text: str, before: str) -> str:
    """The text with a blank for its first sentence, where that only says again what the turn before it quotes."""
    first = _FIRST.match(text)
    if not first or not any(key(first[0]) in key(quoted) for quoted in _IN_QUOTES.findall(before)):
        return text
    return " " * len(first[0]) + text[len(first[0]) :]


def _goes_on(text: str, *, written: bool) -> bool:
    """Whether a line of words that nobody is named for is broken off: it has no end, or its last word needs another."""
    return not _ENDED.search(text) if written else bool(_BROKEN_OFF.search(text))


def _is_written_down(turns: Sequence[Turn]) -> bool:
    """Whether somebody took it down as a list, with a name here and there."""
    unnamed = sum(turn.speaker is None for turn in turns)
    return any(turn.speaker for turn in turns) and unnamed >= _UNNAMED * len(turns)


def headings(transcript: Transcript) -> list[Remark]:
    """What stands above the meeting and is nobody's words: its title."""
    found = []
    for number, turn in enumerate(transcript.turns[:_TITLES]):
        if not turn.person:
            text = own_words(turn.text)
            found.append(Remark(number, None, text, clauses(text), heading=True))
    return found


def _split(found: Sequence[Remark], texts: Sequence[str], *, written: bool, asked: bool) -> None:
    """Set each remark's text and clauses; ``written`` with sentences' ends, ``asked`` with question marks."""
    secrets = spoken_secrets(texts)
    for remark, text in zip(found, texts, strict=True):
        remark.text = own_words(text, secrets)
        remark.clauses = clauses(remark.text)
        if not asked and remark.clauses and (_QUESTION.match(remark.text) or _ENDS_ASKING.search(remark.text)):
            for clause in remark.clauses:
                clause.asks = clause.sentence == remark.clauses[0].sentence
        if asked:
            _mark_bare_questions(remark)
        _free_the_answer(remark)
        if not written or not asked:
            remark.clauses = [part for clause in remark.clauses for part in _without_particle(clause)]
        if not written:
            remark.clauses = spoken_clauses(remark.clauses)


def _free_the_answer(remark: Remark) -> None:
    """A yes or no that a counter-question follows still answers: "No, what for?"."""
    if len(remark.clauses) < 2 or not (remark.clauses[0].asks and remark.clauses[1].asks):  # noqa: PLR2004
        return
    first = remark.clauses[0]
    if remark.clauses[1].sentence == first.sentence and any(
        m.first == 0 and m.end == len(first.tokens) for m in first.of("act", "none", "negate", "accept")
    ):
        first.asks = False


def _mark_bare_questions(remark: Remark) -> None:
    """Mark the sentences that ask by their first words and end in no mark at all: "where's that number from"."""
    ends = {clause.sentence: clause.end for clause in remark.clauses}
    asking = {
        clause.sentence
        for before, clause in zip([None, *remark.clauses], remark.clauses, strict=False)
        if (before is None or before.sentence != clause.sentence)
        and _ASKS_FIRST.match(clause.text)
        and remark.text[clause.end : clause.end + 1] != ":"
        and remark.text[ends[clause.sentence] :].lstrip(" )\"'*_`")[:1] not in (".", "!", "…", ":", ",")
    }
    for clause in remark.clauses:
        clause.asks = clause.asks or clause.sentence in asking


def _paused(last: Turn | None, turn: Turn) -> bool:
    """Whether so much time lies between two turns that the second begins something new."""
    return last is not None and last.time is not None and turn.time is not None and turn.time - last.time > _PAUSE


def _without_particle(clause: Clause) -> list[Clause]:
    """A clause that begins with a yes or no which nothing parts from the rest, as two."""
    found = _PARTICLE.match(clause.text)
    if not found:
        return [clause]
    rest = Clause(clause.text[found.end() :], clause.start + found.end(), clause.asks, clause.sentence)
    return [Clause(found["particle"], clause.start, clause.asks, clause.sentence), rest]


def somebody_else(one: Remark, other: Remark) -> bool:
    """Whether two remarks are, or may be, of different people."""
    return one.speaker != other.speaker or one.speaker is None


def _share(turns: Sequence[Turn], pattern: str) -> float:
    return sum(bool(re.search(pattern, turn.text)) for turn in turns) / max(1, len(turns))


def _guests(found: Sequence[Remark]) -> frozenset[str | None]:
    """Speakers who are there for a part in the middle only, and hold it: what they tell is of somewhere else."""
    if len(found) < _FEW:
        return frozenset()
    first: dict[str | None, int] = {}
    last: dict[str | None, int] = {}
    said: Counter[str | None] = Counter()
    for i, remark in enumerate(found):
        first.setdefault(remark.speaker, i)
        last[remark.speaker] = i
        said[remark.speaker] += 1
    begin, end = _GUEST[0] * len(found), _GUEST[1] * len(found)
    return frozenset(s for s in first if s is not None and first[s] > begin and last[s] < end and said[s] > 1)
