"""The thing on the table: what a remark brings up for the others to take in, leave out or put off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from phase_context.agent.extractors.builtin.talk.naming import noun, raised_by
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import pattern, words

_LONGEST = 7  # words of a thing
_HEAD = 5  # words of a sentence that does no more than name one
_FRESH = 7  # remarks for which it stays on the table
_ASKED = pattern(r"^(?:<before_a_name>[\s,]+)*<asks_for_a_thing>\s+(?P<what>.+)$")
_WISHED = pattern(r"^(?:<before_a_name>[\s,]+)*(?P<what>.+?)\s+<would_be_nice>\b")
_WANTED = pattern(r"\b<people_want>\s+(?P<what>.+)$")
_ABLE = re.compile(
    r"^(?:and\s+|so\s+)?(?:can|could|may|will|do)\s+(?:the\s+)?(?!(?:we|i|you|it|that|this|they|he|she|there|somebody|anyone)\b)"
    r"[a-z]+s\s+(?P<what>[a-z]+\s.+)$",
    re.IGNORECASE,
)
_LED = pattern(r"^(?:<leads_to_a_thing>)[\s,]+(?P<what>.+)$")
_EXAMPLE = pattern(r"^<example>\b")  # "standing orders? like every saturday the same"
_ORDINAL = re.compile(
    r"\d+(?:st|nd|rd|th)|\w+(?:teenth|tieth)|(?:fir|fif|sixt|seven|eigh|nin|ten|eleven|twelf|four)(?:st|th|h)"
)


def is_thing(text: str) -> bool:
    """Whether the text names a thing: no verb of a sentence, no pronoun in it."""
    said = [re.sub(r"[’']", "", word) for word in re.findall(r"[\w’'-]+", text.casefold())]
    if not 0 < len(said) <= _LONGEST or all(word in _small() for word in said):
        return False
    if _ORDINAL.fullmatch(said[-1]):
        return False
    return not any(word in words("finite") for word in said) and said[0] not in words("no_thing")


@cache
def _small() -> frozenset[str]:
    return words("begins_no_name") - words("plain_words")


def thing_of(remark: Remark, before: int | None = None) -> str | None:
    """The thing that a remark, or its part ``before`` a place, brings up: a question for it, a wish, a heading."""
    for named in _brought_up(remark, [c for c in remark.clauses if before is None or c.end <= before]):
        if named and is_thing(named):
            return named
    return None


def on_the_table(talk: Sequence[Remark], i: int, reach: int = _FRESH) -> str | None:
    """The thing that was brought up last before remark ``i``, within ``reach`` remarks."""
    for back in range(1, min(i, reach) + 1):
        other = talk[i - back]
        if other.guest:
            return None
        named = thing_of(other)
        if named:
            return named
    return None


def _brought_up(remark: Remark, said: Sequence[Clause]) -> Iterator[str | None]:
    sentences = list(dict.fromkeys(clause.sentence for clause in said if not _EXAMPLE.match(clause.text)))
    for sentence in reversed(sentences):
        own = [clause for clause in said if clause.sentence == sentence]
        if any(c.does("suppose") for c in own) or any(m for c in own for m in c.of("term") if not m.term.everyday):
            continue
        for clause in own:
            for form in (_ASKED, _ABLE, _LED) if clause.asks else (_WISHED, _WANTED, _LED):
                found = form.match(clause.text) if form is not _WANTED else form.search(clause.text)
                if found:
                    yield noun(_cut(found["what"]))
        first = own[0]
        if any(m.end == len(first.tokens) for m in first.of("number")) or (
            first.does("accept", "negate", "none", "unknown") and not first.asks
        ):
            continue
        if first.asks and len(first.tokens) <= _LONGEST and first.tokens[0].word not in words("asking"):
            yield noun(_cut(first.text))
        elif len(first.tokens) <= _HEAD and _is_heading(own, first):
            yield noun(first.text)
    if len(said) == len(remark.clauses):
        yield raised_by(remark)


def _is_heading(own: Sequence[Clause], first: Clause) -> bool:
    """Whether it stands alone and begins as a heading does: "Then the lift.", "The intercom."."""
    return len(own) == 1 and first.tokens[0].word in words("begins_a_heading") and len(first.tokens) > 1


def _cut(text: str) -> str:
    """The text without what says for whom or where it would be."""
    return re.split(
        r"\s+(?:in there|in here|in it|like|too|as well|at all|where|when|so that|then|for that)\b|,", text
    )[0]
