"""A meeting with every status in it, and its document, for the tests of the review page."""

from __future__ import annotations

from typing import Any

from phase_context.agent.draft import apply
from phase_context.agent.evidence import Spoken
from phase_context.schemas import Entry, Header, PhaseContext, Transcript, Turn

LINES = [
    ("Ida Berg", "Morning. This is phase five, parcel tracking. Carriers push us events and we show one timeline."),
    ("Omar Haddad", "Redis for the timeline cache, we run it already."),
    ("Ida Berg", "Hm, Memcached would do."),
    ("Omar Haddad", "Redis has the sorted sets, though."),
    ("Ida Berg", "True. Redis it is."),
    ("Omar Haddad", "Queue: the events go to SQS."),
    ("Omar Haddad", "With one queue per carrier, so a slow one"),
    ("Omar Haddad", "cannot hold up the others."),
    ("Ida Berg", "Good. Rate limits on the public endpoint, what do we want?"),
    ("Omar Haddad", "A hundred a minute per shop."),
    ("Ida Berg", "That will break the marketplaces. I say no limit."),
    ("Omar Haddad", "We do not agree on that one."),
    ("Ida Berg", "Soft deletes: I have to ask Priya from legal."),
    ("Omar Haddad", "How we seed the carriers table is up to the agent."),
    ("Ida Berg", "Versioning waits until phase seven."),
    ("Omar Haddad", "There is no data yet, so a rollback plan does not apply."),
    ("Ida Berg", "Idea: hash the carrier and the event id into one key, so a repeated push costs us nothing."),
    ("Omar Haddad", "The carrier is ShipFast, webhooks, I would call it hard. Their sandbox is down on Sundays."),
    ("Ida Berg", "No map view in this phase. That is for phase eight, when the licence is bought."),
    ("Recorder", "This meeting is being transcribed."),
    ("Omar Haddad", "Maybe the alerts could go to the same channel as billing, not sure."),
    ("Ida Berg", "Names of modules, the agent picks."),
    ("Ida Berg", "Thirty requests a second, that is what the old one had."),
]  # fmt: skip

ENTRIES: list[dict[str, Any]] = [
    {"kind": "in_scope", "text": "One timeline of carrier events",
     "quote": "Carriers push us events and we show one timeline"},
    {"kind": "out_of_scope", "text": "Map view", "quote": "No map view in this phase"},
    {"kind": "decided", "topic": "Cache strategy", "text": "Redis", "rationale": "already run; sorted sets",
     "quote": "Redis for the timeline cache", "turn": 1},
    {"kind": "decided", "topic": "Cache strategy", "text": "Redis", "quote": "Redis it is", "turn": 4},
    {"kind": "decided", "topic": "Queue system", "text": "SQS", "rationale": "one queue per carrier",
     "quote": "With one queue per carrier, so a slow one cannot hold up the others", "turn": 6},
    {"kind": "decided", "topic": "Concurrent users", "text": "30 requests/s", "quote": "Thirty requests a second"},
    {"kind": "conflict", "topic": "Rate limiting", "text": "100 per minute per shop",
     "quote": "A hundred a minute per shop"},
    {"kind": "conflict", "topic": "Rate limiting", "text": "No limit", "quote": "I say no limit"},
    {"kind": "open", "topic": "Soft deletes", "to": "Priya", "quote": "I have to ask Priya from legal"},
    {"kind": "agent", "topic": "Data seeding", "quote": "How we seed the carriers table is up to the agent"},
    {"kind": "deferred", "topic": "Versioning", "to": "Phase 07", "quote": "Versioning waits until phase seven"},
    {"kind": "not_applicable", "topic": "Rollback plan", "rationale": "no data yet",
     "quote": "There is no data yet, so a rollback plan does not apply"},
    {"kind": "integration", "text": "ShipFast", "type": "Webhook", "complexity": "High",
     "rationale": "sandbox down on Sundays", "quote": "The carrier is ShipFast, webhooks, I would call it hard"},
    {"kind": "idea", "text": "",
     "quote": "hash the carrier and the event id into one key, so a repeated push costs us nothing"},
    {"kind": "deferred_idea", "text": "Map view", "to": "Phase 08", "rationale": "no licence yet",
     "quote": "That is for phase eight, when the licence is bought"},
    {"kind": "discretion", "text": "Names of modules", "quote": "Names of modules, the agent picks"},
    {"kind": "possibly", "topic": "Alerting", "rationale": "not sure",
     "quote": "Maybe the alerts could go to the same channel as billing"},
]  # fmt: skip


def transcript(*lines: tuple[str | None, str], source: str = "tracking.vtt") -> Transcript:
    """Turns ten seconds apart; the words of Recorder are a tool's."""
    turns = (
        Turn(text=text, speaker=speaker, time=10.0 * number, person=speaker != "Recorder")
        for number, (speaker, text) in enumerate(lines)
    )
    return Transcript(turns=tuple(turns), source=source)


def document(said: Transcript, *entries: dict[str, Any], header: Header | None = None) -> PhaseContext:
    """What those entries make of that transcript; all of them must be taken."""
    applied = apply(PhaseContext(header=header or Header()), map(Entry.model_validate, entries), Spoken(said))
    assert not applied.refused
    return applied.document


MEETING = transcript(*LINES)
DOCUMENT = document(
    MEETING,
    *ENTRIES,
    header=Header(phase="5", name="Parcel tracking", sprint="41", discussion_with=("Ida Berg", "Omar Haddad")),
)

HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "</style><style>body{display:none}</style>",
    "</title><svg onload=window.pwned=1>",
    "<img src=http://evil.example/x.png onerror=window.pwned=1>",
    '"><a href="javascript:window.pwned=1">click</a>',
    "' onmouseover='window.pwned=1",
    "javascript:window.pwned=1",
    "<!--<script>",
    "--><base href=//evil.example>",
    '<meta http-equiv="refresh" content="0;url=http://evil.example">',
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<form action=http://evil.example><input name=x id=find>",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "`${window.pwned=1}`",
    "<template><mark data-evidence=1></template>",
]
"""What somebody may say, or paste into a chat, to have a page run it."""
