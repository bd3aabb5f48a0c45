"""WhatsApp's "Export chat": Android "13/03/2026, 10:02 - Name: words", iOS "[13/03/26, 10:02:11] Name: words"."""

from __future__ import annotations

import re

from phase_context.agent.transcripts.clock import CLOCK, NUMERIC_DATE, Stamp, day_comes_first, read_date
from phase_context.agent.transcripts.export import MARKS, Export
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

NAME = "whatsapp"
DESCRIPTION = 'WhatsApp chat export: "13/03/2026, 10:02 - Name: words" or "[13/03/26, 10:02:11] Name: words"'
SUREST = 0.99

_HEAD = re.compile(
    rf"[\u200e\u200f\u202a-\u202e]?(?:(?P<date>{NUMERIC_DATE}),? (?:at |às )?(?P<time>{CLOCK}) [-–] "
    rf"|\[(?P<idate>{NUMERIC_DATE}), (?P<itime>{CLOCK})\] (?=[^:]{{1,64}}: ))"
)
_NAMED = re.compile(r"([^:\n]{1,64}): ?")
# Where a system message names its subject with a colon in it, the part before the colon reads like this.
_SYSTEM = re.compile(
    r"[\"“”„«]| (?:added|created|left|joined|changed|removed|pinned|deleted|turned|started|updated|is now) "
)
_EDITED = re.compile(
    r"\u200e?<(?:This message was edited|Esta mensagem foi editada|Diese Nachricht wurde bearbeitet"
    r"|Se editó este mensaje|Ce message a été modifié|Questo messaggio è stato modificato)\.?>\s*$"
)
_NO_WORDS = re.compile(
    r"<[^<>]{1,80}>"  # <Media omitted>, <attached: 00000012-PHOTO.jpg>, in any language
    r"|\S{1,80}\.[a-z0-9]{2,4} \([^()]{1,40}\)"  # IMG-20260313-WA0001.jpg (file attached)
    r"|(?:image|video|audio|sticker|gif|document|contact card|view once \w+)(?: message)? omitted"
    r"|(?:you deleted this message|this message was deleted|esta mensagem foi (?:apagada|eliminada)"
    r"|(?:você|tu) apag(?:ou|aste) esta mensagem|(?:se )?elimin(?:ó|aste) este mensaje|diese nachricht wurde gelöscht"
    r"|du hast diese nachricht gelöscht|ce message a été supprimé|vous avez supprimé ce message"
    r"|questo messaggio è stato eliminato|dit bericht is verwijderd)(?: by admin.{0,40})?"
    r"|missed (?:group )?(?:voice|video) call.{0,40}|(?:voice|video) call[,.].{0,40}|live location shared.{0,40}"
    r"|location: https?://\S+|null",
    re.IGNORECASE | re.DOTALL,
)


def matches(export: Export) -> float:
    heads = [line for line in export.sample if (found := _HEAD.match(line)) and _NAMED.match(line, found.end())]
    return 0.9 + 0.09 * len(heads) / len(export.sample) if heads and len(heads) * 20 >= len(export.sample) else 0.0


def read(export: Export) -> Transcript:
    heads = [_HEAD.match(line) for line in export.lines]
    dates = [found["date"] or found["idate"] for found in heads if found]
    noon = any((found["time"] or found["itime"]).casefold().endswith(("m", "m.")) for found in heads if found)
    day_first = day_comes_first(dates, noon=noon)
    turns, days = Turns(), set()
    messages: list[tuple[int, re.Match[str], str, list[str]]] = []
    for number, (line, found) in enumerate(zip(export.lines, heads, strict=True), 1):
        if found:
            named = _NAMED.match(line, found.end())
            system = not named or _SYSTEM.search(named[1])
            messages.append(
                (number, found, "" if system or not named else named[1], [line[named.end() :] if named else ""])
            )
        elif messages:
            messages[-1][3].append(line)
    for number, found, name, lines in messages:
        text = _without_mark("\n".join(lines).rstrip())
        if not name or text.startswith("\u200e") or _NO_WORDS.fullmatch(MARKS.sub("", text).strip().rstrip(".")):
            continue
        date = read_date(found["date"] or found["idate"], day_first=day_first)
        days.add(date)
        turns.say(text, speaker=name.lstrip("~ "), time=Stamp.read(found["time"] or found["itime"], date), line=number)
    return Transcript(turns=turns.build(), header=Header(date=days.pop() if len(days) == 1 else None))


def _without_mark(text: str) -> str:
    """The text without the mark of an edited message at its end."""
    found = _EDITED.search(text, max(0, len(text) - 80))
    return text[: found.start()] if found else text
