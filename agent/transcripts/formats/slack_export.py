"""Slack's JSON export: the messages of a channel's day, or of a thread."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

from phase_context.agent.transcripts.export import Export
from phase_context.agent.transcripts.turns import Turns
from phase_context.schemas import Header, Transcript

NAME = "slack-export"
DESCRIPTION = 'Slack export JSON: a list of messages with "user", "text" and "ts"'
SUREST = 0.95

_MENTION = re.compile(r"<@([A-Z0-9]{3,20})(?:\|([^<>]{1,80}))?>")
_LINK = re.compile(r"<(?:([#!])?[^<>|]{0,2000})\|([^<>]{1,2000})>|<(?:!|#)?([^<>|]{1,2000})>")
_DAY = 86_400
_EARLIEST, _LATEST = 1e8, 1e10  # seconds since 1970: from 1973 to 2286
_SPOKEN = {None, "", "thread_broadcast", "file_share", "file_comment", "me_message", "reply_broadcast", "bot_message"}


def matches(export: Export) -> float:
    return 0.95 if _messages(export.json) else 0.0


def read(export: Export) -> Transcript:
    messages = _messages(export.json)
    names = _names(messages, export.json)
    turns, days = Turns(), set()
    midnight: float | None = None
    for message in sorted(messages, key=_seconds):
        text, at = message.get("text"), _seconds(message)
        if not isinstance(text, str) or message.get("subtype") not in _SPOKEN:
            continue
        moment = _moment(at)
        if moment:
            midnight = at // _DAY * _DAY if midnight is None else midnight
            days.add(moment.date())
        bot = "bot_id" in message or message.get("subtype") == "bot_message"
        time = round(at - midnight, 3) if moment and midnight is not None else None
        turns.say(_plain(text, names), speaker=_speaker(message, names), time=time, person=not bot)
    return Transcript(turns=turns.build(), header=Header(date=days.pop() if len(days) == 1 else None))


def _messages(data: object) -> list[dict[str, Any]]:
    """The messages of a list, or of an object that holds one ("messages"), or of lists by channel."""
    if isinstance(data, dict):
        lists = [data["messages"]] if "messages" in data else list(data.values())
        return [message for inner in lists if isinstance(inner, list) for message in _messages(inner)]
    if not isinstance(data, list):
        return []
    found = [item for item in data if isinstance(item, dict)]
    said = [item for item in found if "ts" in item and ("user" in item or "bot_id" in item or "username" in item)]
    return said if len(said) * 2 > len(found) else []


def _seconds(message: dict[str, Any]) -> float:
    try:
        return float(str(message.get("ts"))[:20])
    except ValueError:
        return 0.0


def _moment(at: float) -> dt.datetime | None:
    """The moment in UTC, which is all the clock that the export has."""
    return dt.datetime.fromtimestamp(at, dt.UTC) if _EARLIEST < at < _LATEST else None


def _names(messages: list[dict[str, Any]], data: object) -> dict[str, str]:
    """Names by user id, from the profiles beside the messages and from a list of users where there is one."""
    names: dict[str, str] = {}
    users = data.get("users") if isinstance(data, dict) else None
    for item in [*(users if isinstance(users, list) else []), *messages]:
        if not isinstance(item, dict):
            continue
        profile = item.get("user_profile") or item.get("profile") or {}
        fields = {**item, **profile} if isinstance(profile, dict) else item
        name = next(
            (
                fields[key]
                for key in ("real_name", "display_name", "name")
                if isinstance(fields.get(key), str) and fields[key]
            ),
            None,
        )
        user = item.get("user") or item.get("id")
        if name and isinstance(user, str):
            names.setdefault(user, name)
    return names


def _speaker(message: dict[str, Any], names: dict[str, str]) -> str | None:
    for key in ("user", "username", "bot_id"):
        if isinstance(value := message.get(key), str):
            return names.get(value, value)
    return None


def _plain(text: str, names: dict[str, str]) -> str:
    """Slack's markup as it reads: mentions by name, links by their label."""
    text = _MENTION.sub(lambda found: "@" + (found[2] or names.get(found[1], found[1])), text)
    text = _LINK.sub(lambda found: ("#" if found[1] == "#" else "") + (found[2] or found[3] or ""), text)
    return html.unescape(text)
