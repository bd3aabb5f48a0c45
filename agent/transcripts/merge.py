"""A chat file beside a recording of the same meeting, merged by time."""

from __future__ import annotations

from phase_context.schemas import Transcript, Turn


def merge_chat(recording: Transcript, chat: Transcript, *, offset: float | None = None) -> Transcript:
    """The turns of both in the order of time; those of the chat keep their words, speaker and line.

    ``offset`` is added to the chat's times, in seconds. When None it is 0 where the chat's times lie within the
    recording; where they do not, they are a clock's, and the chat is taken to begin with the recording.
    A turn without time stays after the one before it. The result has the recording's source and header.
    """
    shift = _offset(recording, chat) if offset is None else offset
    moved = [
        turn.model_copy(update={"time": max(0.0, turn.time + shift)}) if turn.time is not None else turn
        for turn in chat.turns
    ]
    both = [*_placed(recording.turns, 0), *_placed(tuple(moved), 1)]
    both.sort(key=lambda placed: placed[:2])
    date = recording.header.date or chat.header.date
    header = recording.header.model_copy(update={"date": date})
    return recording.model_copy(update={"turns": tuple(turn for *_, turn in both), "header": header})


def _offset(recording: Transcript, chat: Transcript) -> float:
    spoken = [turn.time for turn in recording.turns if turn.time is not None]
    typed = [turn.time for turn in chat.turns if turn.time is not None]
    if not spoken or not typed or min(typed) <= max(spoken) + 600:
        return 0.0
    return min(spoken) - min(typed)


def _placed(turns: tuple[Turn, ...], rank: int) -> list[tuple[float, int, Turn]]:
    """Each turn with the time it is sorted by: never before the turn that stands before it."""
    placed, last = [], 0.0
    for turn in turns:
        last = max(last, turn.time or 0.0)
        placed.append((last, rank, turn))
    return placed
