"""What a line of minutes is about: "Certificates: Gwen would love it", "Sipho asks about pallets. Not us"."""

from __future__ import annotations

import re

from phase_context.agent.extractors.builtin.talk.naming import noun
from phase_context.agent.extractors.builtin.talk.raised import is_thing
from phase_context.agent.extractors.builtin.talk.remarks import Remark
from phase_context.agent.language.wording import pattern

_BEFORE_COLON = re.compile(r"^\W*(?P<what>[^:.!?→;\n]{4,60}?)\s*(?::|\s[–—-]\s|\?)")
_ASKED_FOR = pattern(r"^\W*(?:[A-ZÀ-Ỹ][\w'’-]*\s+)?<brings_up>\s+(?P<what>[^.,;:→?\n]{3,60})")


def noted_subject(remark: Remark, before: int | None = None) -> str | None:
    """The thing that a line of minutes, up to place ``before``, brings up; None where it is no such line."""
    if not remark.recorded:
        return None
    text = remark.text[:before]
    for form in (_ASKED_FOR, _BEFORE_COLON):
        found = form.match(text)
        named = noun(found["what"]) if found else None
        if named and is_thing(named):
            return named
    return None
