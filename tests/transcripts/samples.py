"""A small export of each kind, written for these tests: what a meeting about a parking app left behind."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """An export: the format it should be recognised as, and its content."""

    format: str
    text: str

    @property
    def data(self) -> bytes:
        return self.text.encode()


ZOOM_VTT = """WEBVTT

1
00:00:03.120 --> 00:00:05.000
Mara Lindqvist: Can everybody hear me?

2
00:00:05.400 --> 00:00:09.980
Teo (Gates): Yes. The barrier &amp; the till both
talk to us over MQTT.

3
00:01:00.000 --> 00:01:02.000
[Music]

4
01:02:03.500 --> 01:02:04.000
Mara Lindqvist: Good: one broker, then.
"""

TEAMS_VTT = """WEBVTT

NOTE
This note is nobody's: it has words

STYLE
::cue { color: red }

7c1f2f3a-90aa-4f58-8be2-0d4c2b6c7a11/14-0
00:00:01.000 --> 00:00:04.500
<v Lindqvist, Mara>Do we keep tickets</v>

7c1f2f3a-90aa-4f58-8be2-0d4c2b6c7a11/14-1
00:00:03.900 --> 00:00:07.000
<v Lindqvist, Mara>for ever?</v> <v.loud Teo B&ouml;hm>Seven years,
the tax office says.</v>
"""

SRT = """1
00:00:01,000 --> 00:00:03,200
Mara: What stores the plates?

2
00:00:03,500 --> 00:00:07,000
- Teo: Postgres.
- Mara: Hashed, I hope.

3
00:00:07,100 --> 00:00:09,000
<i>Teo: Hashed, with a pepper.</i>
"""

SBV = """0:00:01.000,0:00:03.200
>> What stores the plates?

0:00:03.500,0:00:07.000
>> Postgres, hashed
with a pepper.
"""

NAMED = """Parking phase 2
12 May 2026

Mara: which cache?
Teo: none, the gates ask once a day
and that is it.

teo-oncall: agreed
Mara: alerts go to the guard: he sits there anyway
teo-oncall: and to me
"""

BRACKETED = """[09:14] mara: which cache?
[09:14] teo: none
[09:16] mara: note: the gate has 3 lanes
https://example.org/gates
[09:17] teo: ok
"""

BOLD = """# Parking, phase 2

**Mara:** Which cache?

**Teo** (00:01:04): None.
The gates ask once a day.

- **Mara** [00:02:10] Then no cache.
"""

MEET_TEXT = """Parking phase 2 (2026-05-12 10:02 GMT+2) - Transcript
Attendees
Mara Lindqvist, Teo Böhm

Transcript

00:00:00

Mara Lindqvist: Which cache?
Teo Böhm: None.

00:05:00

Mara Lindqvist: And the till?

Meeting ended after 00:31:09 👋

This editable transcript was computer generated and might contain errors.
"""

MEET_MARKDOWN = """# Parking phase 2 – Transcript

### Attendees

Mara Lindqvist, Teo Böhm

## Transcript

### 00:00:00

**Mara Lindqvist:** Which cache?

**Teo Böhm:** None.

### Transcription ended after 00:31:09
"""

OTTER = """Parking phase 2
Tue, May 12, 2026 10:02AM • 31:09

SUMMARY KEYWORDS
gate, cache, till

SPEAKERS
Mara Lindqvist, Teo Böhm, Speaker 3

Mara Lindqvist  0:00
Which cache?

Teo Böhm  0:04
None. The gates ask once a day, at 6:30.

Speaker 3  1:02:03
Fine.

Transcribed by https://otter.ai
"""

FATHOM = """Parking phase 2 - May 12, 2026
VIEW RECORDING - 31 mins (No highlights): https://fathom.video/share/abc

---

0:00 - Mara Lindqvist
  Which cache?

0:04 - Teo Böhm (Gates GmbH)
  None.
  The gates ask once a day.
  ACTION ITEM: Teo to draw the gates - WATCH: https://fathom.video/share/abc?timestamp=9

1:02:03 - Mara Lindqvist
  Fine.
"""

TEAMS_TEXT = """Parking phase 2-20260512_100200-Meeting Recording
May 12, 2026, 8:02AM
31m 9s

Mara Lindqvist started transcription

Mara Lindqvist   0:03
Which cache?

Teo Böhm   0:07
None. The gates ask
once a day.

Mara Lindqvist stopped transcription
"""

TEAMS_OLD = """0:0:3.120 --> 0:0:5.0
Mara Lindqvist
Which cache?
0:0:7.400 --> 0:0:9.980
Teo Böhm
None. The gates ask
once a day.
"""

FIREFLIES = json.dumps(
    {
        "data": {
            "transcript": {
                "title": "Parking",
                "dateString": "2026-05-12T08:02:00.000Z",
                "sentences": [
                    {"index": 0, "speaker_name": "Mara", "text": "Which cache?", "start_time": 3.1, "end_time": 4},
                    {
                        "index": 1,
                        "speaker_name": None,
                        "speaker_id": 2,
                        "text": "None.",
                        "start_time": 7.5,
                        "end_time": 8,
                    },
                ],
            }
        }
    }
)
FIREFLIES_FILE = json.dumps(
    [
        {"sentence": "Which cache?", "startTime": "00:03", "endTime": "00:04", "speaker_name": "Mara", "speaker_id": 0},
        {"sentence": "None.", "startTime": "01:07", "endTime": "01:08", "speaker_name": "Teo", "speaker_id": 1},
    ]
)
TLDV = json.dumps(
    {
        "id": "t1",
        "meetingId": "m1",
        "data": [
            {"speaker": "Mara", "text": "Which cache?", "startTime": 3, "endTime": 4},
            {"speaker": "Teo", "text": "None.", "startTime": 67.5, "endTime": 69},
        ],
    }
)
GRAIN = json.dumps(
    [
        {"participant_id": "a", "speaker": "Mara", "start": 3100, "end": 4000, "text": "Which cache?"},
        {"participant_id": "b", "speaker": "Teo", "start": 67500, "end": 69000, "text": "None."},
    ]
)
WHISPER = json.dumps(
    {
        "language": "en",
        "segments": [
            {"id": 0, "start": 3.1, "end": 4.0, "text": " Which cache?", "speaker": "SPEAKER_00"},
            {"id": 1, "start": 67.5, "end": 69.0, "text": " None."},
        ],
    }
)
SLACK_EXPORT = json.dumps(
    [
        {
            "type": "message",
            "subtype": "channel_join",
            "user": "U01MARA",
            "text": "<@U01MARA> joined",
            "ts": "1778572700.0001",
        },
        {
            "type": "message",
            "user": "U01MARA",
            "text": "which cache, <@U02TEO>? see <https://example.org/gates|the gates> &amp; tills",
            "ts": "1778572920.0002",
            "user_profile": {"real_name": "Mara Lindqvist", "display_name": "mara"},
        },
        {"type": "message", "bot_id": "B9", "username": "build", "text": "build passed", "ts": "1778572930.0"},
        {
            "type": "message",
            "user": "U02TEO",
            "text": "none",
            "ts": "1778572981.5",
            "user_profile": {"real_name": "Teo Böhm"},
        },
    ]
)

SLACK_PASTED = """Mara Lindqvist
  10:02 AM
which cache?
2 replies
Teo Böhm :palm_tree:
  10:04 AM
none (edited)
the gates ask once a day
:+1: 2
10:05 AM
really
Deploys APP
  10:06 AM
build passed
"""

SLACK_INLINE = """Mara Lindqvist  14:02
which cache?
Teo Böhm  14:04
none
Mara Lindqvist  14:04
fine
"""

DISCORD = """mara — Today at 10:02 PM
which cache?
teo — Today at 10:04 PM
none
the gates ask once a day
(edited)
mara — Today at 10:05 PM
fine
"""

DISCORD_EXPORT = """==============================================================
Guild: Parking
Channel: backend / gates
==============================================================

[12/05/2026 22:02] mara
which cache?

[12/05/2026 22:04] teo
none

{Reactions}
👍

[13/05/2026 00:05] mara
fine
"""

TELEGRAM = """Mara Lindqvist, [12.05.2026 10:02]
which cache?

Teo, [12.05.2026 10:04]
[Photo]
none
"""

WHATSAPP = """12/05/2026, 09:58 - Messages and calls are end-to-end encrypted. Learn more.
12/05/2026, 09:58 - Mara created group "Parking: gates"
12/05/2026, 10:02 - Mara: which cache?
one more thing:
the till
12/05/2026, 10:02 - +49 151 0000000: <Media omitted>
12/05/2026, 10:03 - Mara changed the subject to "Parking: tills"
12/05/2026, 10:04 - Teo Böhm: none <This message was edited>
12/05/2026, 10:05 - Teo Böhm: This message was deleted
13/05/2026, 00:01 - Mara: ok 👍
"""

WHATSAPP_IOS = """[5/12/26, 10:02:11\u202fAM] Parking: \u200eMessages and calls are end-to-end encrypted.
[5/12/26, 10:02:59\u202fAM] ~\u202fMara: which cache?
\u200e[5/12/26, 10:03:00\u202fAM] Teo Böhm: \u200eimage omitted
[5/12/26, 1:04:10\u202fPM] Teo Böhm: none
[5/13/26, 9:00:00\u202fAM] ~\u202fMara: fine
"""

ZOOM_CHAT = (
    "00:04:41\tMara:\twhich cache?\r\n"
    '00:04:50\tTeo (Gates):\tReplying to "which cache?"\r\n\r\nnone\r\n'
    '00:04:55\tMara:\tReacted to "none" with 👍\r\n'
    "00:05:02\tTeo (Gates):\t- gates\n- tills\n"
)

ZOOM_CHAT_SAVED = """10:04:41 From Mara Lindqvist to Everyone:
\twhich cache?
10:05:02 From Teo Böhm to Mara Lindqvist (Direct Message):
\tnone
"""

JITSI = """Mara Lindqvist
which cache?
10:02
Teo // Gates
none
the gates ask once a day
10:03
fine by me
10:04
Mara Lindqvist
+1
10:04
"""

IRC = """[2026-05-12T10:00:01.001Z]\t<Mara_Lindqvist>\tpresent+
[2026-05-12T10:00:09.000Z]\t<Transcriber>\tscribe+
[2026-05-12T10:01:00.000Z]\t<Mara_Lindqvist>\tTopic: Caching
[2026-05-12T10:01:04.500Z]\t<Transcriber>\tMara_Lindqvist: Which cache?
[2026-05-12T10:01:09.000Z]\t<Transcriber>\tTeo: None: the gates ask once a day.
[2026-05-12T10:01:10.000Z]\t<zakim>\tteo has been added to the queue
[2026-05-12T10:01:12.000Z]\t<teo>\t+1 to none
[2026-05-12T10:01:20.000Z]\t<teo>\tq+
"""

IRC_PLAIN = """10:00 -!- mara joined #gates
10:01 <@mara> which cache?
10:02 < teo> none
10:02 * mara nods
"""

MINUTES = """# Parking WG – 12 May 2026

## Present
- Mara Lindqvist
- Teo Böhm (scribe)

## Minutes

### Topic: Caching

Mara: which cache?
... or none at all

... the gates ask once a day
Teo: none, I measured
it in April

Agenda: tills

... and it was twice a day

Nobody objected.
"""

NOTES = """Parking phase 2, 12 May 2026
Present: Mara Lindqvist (ML, PO), Teo Böhm (TB)
GF = Greta Falk

- ML: which cache?
- TB – none, gates ask once a day
  measured in April
- GF: fine
- ML: then none

Decision: no cache
"""

RECORDER = """New Recording 12
12 May 2026 at 10:02
(automatic transcript)

so which cache do we take
none the gates ask once a day

okay then none
"""

YOUTUBE = """0:00
so which cache do we take
0:04
none the gates ask once a day
1:02:03
okay then none
"""

DISCUSSION = """# Phase 2: Gates - Discussion Log

> **Audit trail only.** Do not use as input.

**Date:** 2026-05-12
**Areas discussed:** Caching

---

## Caching

### Which cache?

| Option | Description | Selected |
|--------|-------------|----------|
| Redis (Recommended) | Shared, `a\\|b` keys | |
| None (Recommended) | The gates ask once a day | ✓ |
| You decide | Claude's discretion | |

**User's choice:** None
**Notes:** One query a day: a cache would be colder than the gate.

### Which store?

| Option | Description | Selected |
|--------|-------------|----------|
| Postgres | a|b pairs | |
| SQLite | One file | ✓ |

**User's choice:** SQLite, but only until phase 4

## Claude's Discretion

- Names of the tables

## Deferred Ideas

- Number plates by camera: needs a lawyer first
"""

ASSUMPTIONS = """# Phase 3: Tills - Discussion Log (Assumptions Mode)

**Date:** 2026-05-13

## Assumptions Presented

### Storage
| Assumption | Confidence | Evidence |
|------------|-----------|----------|
| Keep Postgres | Confident | docker-compose.yml |
| Shard by garage | Unclear | nothing found |

### Payments
| Assumption | Confidence | Evidence |
|------------|-----------|----------|
| Card terminal over serial | Likely | till.c |

## Corrections Made

### Payments
- **Original assumption:** Card terminal over serial
- **User correction:** Over the network, serial is gone
- **Reason:** New terminals came in April
"""

FREE_FORM = """# Phase 4 Discuss Phase: Cameras

**Facilitator:** GitHub Copilot

## Retention

**Question:** How long are pictures kept?

**Option A: A day (Recommended)**
```
delete after 24 h
```
- **Pros:** small

**Option B: A month**
- **Cons:** lawyers

**Recommendation:** Option A

## Summary

| Decision | Choice | Rationale |
|---|---|---|
| **D-01** Retention | A day | Lawyers |

- [ ] Retention accepted
"""


ZOOM_CAPTIONS = """[Mara Lindqvist] 10:02:11
which cache?

[Teo Böhm] 10:02:20
none
"""

CSV = """Speaker,Start Time,Text
Mara,00:00:03,"which cache?
or none"
Teo,00:01:07,"none, thanks"
"""

MARKDOWN_TABLE = """# Parking

| Time | Speaker | Text |
|------|---------|------|
| 00:03 | Mara | which cache? |
| 01:07 | Teo | none, a\\|b is enough |
"""

HEADINGS = """# Parking, phase 2

## Mara Lindqvist (00:03)

which cache?

## Teo (01:07)

none
"""

DASHED = """Mara – which cache?
Teo – none, the gates ask once a day
Mara – then none
"""


def word_document(*paragraphs: str) -> bytes:
    """A .docx with those paragraphs; a line feed is a break within one."""
    return zipped(word_xml(*paragraphs))


def word_xml(*paragraphs: str) -> bytes:
    """What is in it."""
    body = "".join(
        "<w:p><w:r>" + "<w:br/>".join(f"<w:t>{line}</w:t>" for line in text.split("\n")) + "</w:r></w:p>"
        for text in paragraphs
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    )
    return xml.encode()


def zipped(xml: bytes) -> bytes:
    """A Word document with that XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


SAMPLES = {
    "zoom vtt": Sample("vtt", ZOOM_VTT),
    "teams vtt": Sample("vtt", TEAMS_VTT),
    "srt": Sample("srt", SRT),
    "sbv": Sample("sbv", SBV),
    "names": Sample("text", NAMED),
    "bracketed times": Sample("text", BRACKETED),
    "bold names": Sample("markdown", BOLD),
    "meet text": Sample("google-meet", MEET_TEXT),
    "meet markdown": Sample("google-meet", MEET_MARKDOWN),
    "otter": Sample("otter", OTTER),
    "fathom": Sample("fathom", FATHOM),
    "teams text": Sample("teams", TEAMS_TEXT),
    "teams old": Sample("teams", TEAMS_OLD),
    "fireflies api": Sample("fireflies", FIREFLIES),
    "fireflies file": Sample("fireflies", FIREFLIES_FILE),
    "tldv": Sample("tldv", TLDV),
    "grain": Sample("grain", GRAIN),
    "whisper": Sample("whisper", WHISPER),
    "slack export": Sample("slack-export", SLACK_EXPORT),
    "slack pasted": Sample("slack", SLACK_PASTED),
    "slack inline": Sample("slack", SLACK_INLINE),
    "discord": Sample("discord", DISCORD),
    "discord export": Sample("discord", DISCORD_EXPORT),
    "telegram": Sample("telegram", TELEGRAM),
    "whatsapp android": Sample("whatsapp", WHATSAPP),
    "whatsapp ios": Sample("whatsapp", WHATSAPP_IOS),
    "zoom chat": Sample("zoom-chat", ZOOM_CHAT),
    "zoom chat saved": Sample("zoom-chat", ZOOM_CHAT_SAVED),
    "jitsi": Sample("jitsi", JITSI),
    "irc": Sample("irc", IRC),
    "irc client": Sample("irc", IRC_PLAIN),
    "zoom captions": Sample("zoom-captions", ZOOM_CAPTIONS),
    "csv": Sample("table", CSV),
    "markdown table": Sample("table", MARKDOWN_TABLE),
    "headings": Sample("markdown", HEADINGS),
    "dashes": Sample("notes", DASHED),
    "minutes": Sample("minutes", MINUTES),
    "notes": Sample("notes", NOTES),
    "recorder": Sample("plain", RECORDER),
    "youtube": Sample("plain", YOUTUBE),
    "discussion": Sample("discussion", DISCUSSION),
    "assumptions": Sample("discussion", ASSUMPTIONS),
    "free form": Sample("discussion", FREE_FORM),
}
