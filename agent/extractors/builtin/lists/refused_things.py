"""The ways to say in one breath that a thing is not built: "roaming's dead", "we don't touch the app", "X, no"."""

from __future__ import annotations

from collections.abc import Iterator

from phase_context.agent.extractors.builtin.talk.naming import noun
from phase_context.agent.extractors.builtin.talk.raised import is_thing
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.clauses import Clause
from phase_context.agent.language.wording import pattern, words

_LEADS = r"^(?:(?:<before_a_name>|<before_a_refusal>)[\s,]+)*"
_THING = (
    r"(?P<what>(?:(?:the|a|an|any|our|that|this|die|der|das|el|la|los|las|le|les)\s+)?[\w'’/-]+(?:\s+[\w'’/-]+){0,4}?)"
)
_FORMS = tuple(
    pattern(_LEADS + form)
    for form in (
        _THING + r"(?:['’](?:s|re)|\s+(?:is|are|was|were|got|gets|has been|have been|will be|stays?|remains?"
        r"|ist|sind|es|está|est|thì))"
        r"\s+(?:\w+ly\s+|all\s+|just\s+|now\s+|also\s+|still\s+)?<is_turned_down>(?:\b|$)",
        _THING + r"\s+<does_not_come>(?:\b|$)",
        r"(?:(?:we|i|it|they|you)(?:['’](?:re|ll|m|d))?\s+)?(?:also\s+|just\s+|are\s+|will\s+|would\s+)?"
        r"<will_not_build>\s+" + _THING + r"(?:\s+<not_this_time>)?$",
        r"(?:leave|keep|take|let['’]s leave|let['’]s keep|we leave|we keep)\s+" + _THING
        + r"\s+(?:out\b|off\b|alone\b|as (?:it is|they are|is)\b|aside\b|where (?:it is|they are)\b)",
        r"nothing\s+(?:with|about|around|on|to do with)\s+" + _THING + r"(?:\s+<not_this_time>)?$",
        r"(?:no|zero|without|kein|keine|keinen|pas de|sin|nada de|không có|không làm|chưa làm)\s+" + _THING
        + r"(?:\s+<not_this_time>)?$",
    )
)  # fmt: skip
_JUST_NO = frozenset(("no", "nope", "nein", "non", "không", "not", "never", "out", "nah"))


def refused_things(remark: Remark) -> Iterator[tuple[str, Clause]]:
    """The things that its statements turn down, each with the clause that does so."""
    for n, clause in enumerate(remark.clauses):
        if clause.asks or any(not m.term.everyday for m in clause.of("term")) or clause.does("suppose", "unknown"):
            continue
        found = next((found for form in _FORMS if (found := form.match(clause.text))), None)
        what = found["what"] if found else None
        if what is None and _is_mere_no(remark, n):  # "And thermal images, no."
            what = clause.text
        named = noun(what) if what else None
        if named and is_thing(named) and named.casefold() not in words("no_refusable"):
            yield named, clause


def _is_mere_no(remark: Remark, n: int) -> bool:
    """Whether the rest of its sentence is no more than a no."""
    clause = remark.clauses[n]
    begins = n == 0 or remark.clauses[n - 1].sentence != clause.sentence
    after = [c for c in remark.clauses[n + 1 :] if c.sentence == clause.sentence]
    return begins and len(after) == 1 and after[0].text.casefold() in _JUST_NO and len(clause.tokens) > 1
