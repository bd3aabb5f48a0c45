"""A reply that numbers its answers: "1 redis, 2b, 3 you decide"."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"(?:^|(?<=[\s,;.]))(?P<number>[1-9])(?:(?=[a-f]\b)|\s*[.):=-]\s*|\s+|(?=[,;.]|$))")


def parts(text: str, count: int) -> dict[int, str]:
    """The reply's parts by question, from 0; empty when it does not begin with a number that was asked.

    Numbers must rise; where lines begin with numbers, a number inside one begins no answer: "1. at most 4".
    """
    marks: list[tuple[int, re.Match[str]]] = []
    found = list(_NUMBER.finditer(text))
    begins = [match for match in found if not text[: match.start()].rpartition("\n")[2].strip()]
    for match in begins if len(begins) > 1 else found:
        number = int(match["number"])
        if number <= count and (not marks or number > marks[-1][0]):
            marks.append((number, match))
    if not marks or text[: marks[0][1].start()].strip():
        return {}
    ends = [match.start() for _, match in marks[1:]] + [len(text)]
    return {
        number - 1: text[match.end() : end].strip(" \n\t,;") for (number, match), end in zip(marks, ends, strict=True)
    }
