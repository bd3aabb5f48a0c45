"""Who is speaking: what, before a colon, is a speaker's name and what is only the start of a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 64
"""Characters of the longest name."""

_MOST_WORDS, _HANDLE_WORDS = 6, 2
_SEVERAL, _FEW = 5, 0.3  # of so many heads this share has to come again

# What stands before a colon in minutes and headers, and names nobody.
LABELS = frozenset(
    """
    action, action item, action items, actions, agenda, alternatives, area, assumption, assumptions, attendees,
    author, background, blocker, blockers, bonus, caveat, chair, chat, comment, comments, conclusion, conclusions,
    cons, context, cost, created, date, date and time, decided, decision, decisions, deferred, deliverable,
    deliverables, description, discussion, done, duration, edit, end, end time, ends, example, examples, facilitator,
    file, follow-up, follow-ups, format, from, ftp, fyi, goal, goals, header, hint, host, http, https, id, idea, ideas,
    image, important, in scope, invited, issue, issues, item, items, key decisions, keywords, language, link, links,
    location, mailto, meeting, method, minutes, mode, nb, next, next steps, note, notes, open questions, option,
    options, out of scope, outcome, owner, participants, passcode, password, people, phase, present, problem, pros,
    ps, purpose, question, questions, reason, reasons, recap, recommendation, recording, regrets, remark, result,
    results, risk, risks, scope, scribe, scribes, see, solution, source, speakers, sprint, start, start time, starts,
    status, step, steps, subject, summary, summary keywords, tags, tbd, time, timezone, title, tl;dr, tldr, to, todo,
    topic, topics, transcript, type, update, url, user story, version, video, warning, when, where, who, why
    """.replace("\n   ", "")
    .strip()
    .split(", ")
)

# What people begin a sentence with before a colon: "Okay: then Redis".
_OPENINGS = frozenset(
    """
    actually, ah, all right, alright, also, and, anyway, basically, because, but, cool, exactly, fair, finally, fine,
    first, firstly, good, great, hello, hey, hi, hm, honestly, i mean, i said, last, like, listen, look, maybe,
    meaning, no, now, oh, ok, okay, only, or, perfect, plus, please, quick question, really, remember, reminder, right,
    second, secondly, seriously, so, sorry, still, sure, thanks, that is, the question, then, third, thirdly, today,
    tomorrow, true, uh, um, wait, well, yeah, yep, yes, yesterday
    """.replace("\n   ", "")
    .strip()
    .split(", ")
)

_PARTICLES = frozenset(
    [
        "al",
        "af",
        "av",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
        "y",
        "zu",
    ]
)
_ASIDE = re.compile(r"\s*(?:[(\[{][^()\[\]{}]{0,60}[)\]}]|\s\|\s[^|]{1,40})\s*$")
_PICTURE = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]")
_WORD = re.compile(r"[@+#]?[\w][\w'’.\-/&|@+*]*", re.UNICODE)
_NEVER = re.compile(r"[?!\"“”;<>=`{}|…]|https?:|(?<!\b[A-Z])\.\s*$|^[0-9.,:/\s%-]*$|^[A-Z]+-[0-9]+$|\b20[0-9]{2}\b")
_INITIALS = re.compile(r"[A-Z]{1,4}[0-9]?")


def is_label(name: str) -> bool:
    """Whether the words head a line of minutes ("Agenda", "Decision 3") and name nobody."""
    if len(name) > LONGEST:
        return False
    plain = re.sub(r"[\s#]*[0-9]+$", "", name).casefold().strip(" *_")
    return plain in LABELS or plain in _OPENINGS


def is_initials(name: str) -> bool:
    """Whether it is what a scribe writes for a name: "PS"."""
    return bool(_INITIALS.fullmatch(name))


def _bare(name: str) -> str:
    """The name without pictures, and without a remark after it: "David Kerr (SG)", "oskar | servers"."""
    return _ASIDE.sub("", _ASIDE.sub("", _PICTURE.sub("", name))).strip()


@lru_cache(maxsize=2048)
def could_be(name: str) -> bool:
    """Whether it has a name's shape; lower case is allowed."""
    if not 0 < len(name) <= LONGEST:
        return False
    bare = _bare(name)
    words = bare.replace(",", " ").split()
    return (
        0 < len(words) <= _MOST_WORDS
        and not _NEVER.search(bare)
        and not is_label(bare)
        and bare.count(",") <= 1
        and all(
            _WORD.fullmatch(word) or (at and word in {"-", "–", "&", "+", "/", "//"}) for at, word in enumerate(words)
        )
    )


def is_handle(name: str) -> bool:
    """Whether it has the shape of a name of one word, a remark after it aside: "ravi", "juno [design]"."""
    return could_be(name) and len(_bare(name).split()) == 1


def is_proper(name: str) -> bool:
    """Whether every word of it is written as a name's: a capital, a number, a script without case, a particle."""
    words = _bare(name).replace(",", " ").split()
    lower = [word for word in words if word[0].islower() and word not in _PARTICLES]
    return could_be(name) and not lower and words[0] not in _PARTICLES


def speakers(heads: Iterable[str]) -> frozenset[str]:
    """Which of the words before colons are speakers, seen over the whole file.

    A name written as one counts from its first line; a handle ("ravi", "ana-lopes") from its second. Where hardly
    any comes twice they are the labels of a list ("Cache: Redis") and name nobody.
    """
    counts = Counter(heads)
    heads_all, repeated = counts.total(), sum(count for count in counts.values() if count > 1)
    if heads_all >= _SEVERAL and repeated < _FEW * heads_all:
        return frozenset()
    return frozenset(
        name
        for name, count in counts.items()
        if is_proper(name) or (count > 1 and could_be(name) and len(_bare(name).split()) <= _HANDLE_WORDS)
    )
