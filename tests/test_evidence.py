"""A quote is found exactly where somebody said it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phase_context.agent.evidence import Spoken, words
from phase_context.schemas import Entry, Transcript, Turn

TALK = Transcript(
    source="talk.vtt",
    turns=(
        Turn(speaker="Ana", text="The partner sends at most", time=3.2),
        Turn(speaker="Ana", text="two hundred orders, a day.", time=7.9),
        Turn(speaker="Bo", text="Don’t cache it — Redis would be one more thing", time=11),
        Turn(speaker="Ana", text="Agreed. Two hundred orders is nothing.", time=3725),
        Turn(speaker="Tool", text="Which queue? Use SQS (recommended)", person=False),
        Turn(speaker="Bo", text="我们用单一端点打包"),
    ),
)


@pytest.mark.parametrize(
    ("quote", "found", "speaker", "where"),
    [
        ("DON'T cache it", "Don’t cache it", "Bo", "00:00:11"),
        ("sends at most two hundred", "sends at most two hundred", "Ana", "00:00:03"),
        ("the partner ... hundred orders", "The partner sends at most two hundred orders", "Ana", "00:00:03"),
        ("two   hundred\norders", "Two hundred orders", "Ana", "01:02:05"),
        ("单一端点", "单一端点", "Bo", None),
    ],
)
def test_words_that_were_said_are_found(quote: str, found: str, speaker: str, where: str | None) -> None:
    evidence = Spoken(TALK).locate(quote)
    assert evidence is not None
    assert (evidence.quote, evidence.speaker, evidence.where) == (found, speaker, where)
    assert evidence.source == "talk.vtt"


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "…",
        "use SQS",  # the tool's words
        "a day Don't cache",  # two speakers
        "at most three hundred orders",
        "cach",  # a part of a word
        "redis ... don't cache it",  # the wrong order
        "most ... nothing",  # single words far apart
    ],
)
def test_words_that_nobody_said_are_not(quote: str) -> None:
    assert Spoken(TALK).locate(quote) is None


def test_of_two_places_the_nearest_to_the_turn_named_is_taken() -> None:
    spoken = Spoken(TALK)
    assert [getattr(spoken.locate("two hundred orders", turn), "turn", None) for turn in (0, 1, 2, 3, 99)] == [
        1,
        1,
        1,
        3,
        3,
    ]


def test_only_header_facts_may_rest_on_a_tools_words() -> None:
    spoken = Spoken(TALK)
    sprint = Entry(kind="sprint", text="SPRINT-001", quote="Which queue")
    queue = Entry(kind="decided", topic="Queue system", text="SQS", quote="Which queue")
    assert spoken.evidence(sprint) is not None
    assert spoken.evidence(queue) is None


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.text("ab c'’-.é中", min_size=1, max_size=20)), min_size=1, max_size=6),
    st.data(),
)
def test_any_run_of_words_of_one_turn_is_found_as_it_stands(talk: list[tuple[str, str]], data: st.DataObject) -> None:
    transcript = Transcript(turns=tuple(Turn(speaker=who, text=text) for who, text in talk))
    turn = data.draw(st.integers(0, len(talk) - 1))
    said = words(transcript.turns[turn].text)
    start = data.draw(st.integers(0, max(0, len(said) - 1)))
    part = said[start : data.draw(st.integers(start, len(said)))]
    evidence = Spoken(transcript).locate(" ".join(part), turn)
    if not part:
        assert evidence is None
    else:
        assert evidence is not None
        assert words(evidence.quote) == part
        assert evidence.turn is not None


@given(st.text(max_size=40), st.text(max_size=40))
def test_what_is_found_holds_the_words_asked_for(text: str, quote: str) -> None:
    evidence = Spoken(Transcript(turns=(Turn(text=text),))).locate(quote)
    if evidence is not None and "…" not in quote and "..." not in quote:
        assert words(evidence.quote) == words(quote)


LONG = Transcript(
    turns=(
        Turn(speaker="Ana", text="first part here " + "and so on " * 19 + "then the end"),
        Turn(speaker="Bo", text="the end of it, first part here and one more word then the end"),
    )
)


def test_an_ellipsis_leaves_out_sixty_words_and_no_more() -> None:
    def said(between: int) -> Spoken:
        return Spoken(Transcript(turns=(Turn(text="first part " + "x " * between + "then end"),)))

    found = said(60).locate("first part … then end")
    assert found is not None
    assert found.quote == "first part " + "x " * 60 + "then end"
    assert said(61).locate("first part … then end") is None


def test_of_two_places_with_an_ellipsis_each_is_a_place() -> None:
    places = list(Spoken(LONG).everywhere("first part here … then the end"))
    assert [(place.turn, place.quote.count(" ")) for place in places] == [(1, 9), (0, 62)]


def test_an_ellipsis_does_not_look_back_nor_cross_a_speaker() -> None:
    assert Spoken(LONG).locate("then the end … first part here") is None
    assert Spoken(LONG).locate("so on … the end of it") is None
    both = Spoken(Transcript(turns=(Turn(speaker="A", text="one two three"), Turn(speaker="A", text="four five six"))))
    found = both.locate("one two … five six")
    assert found is not None
    assert (found.quote, found.turn) == ("one two three four five six", 0)


def test_a_first_part_said_in_vain_does_not_hide_a_later_one() -> None:
    spoken = Spoken(Transcript(turns=(Turn(text="we cache " + "x " * 90 + "we cache and then we expire it"),)))
    found = spoken.locate("we cache … we expire")
    assert found is not None
    assert found.quote == "we cache and then we expire"


def test_where_a_quote_begins_and_ends_is_counted_in_words() -> None:
    spoken = Spoken(TALK)
    first, end = spoken.place("sends at most")
    assert end - first == 3
    assert spoken.place("nobody said that") == (-1, -1)
    assert spoken.place("two hundred orders", 0)[0] < spoken.place("two hundred orders", 3)[0]


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("we cache (not yet) and go", "cache not yet", "cache (not yet)"),
        ("we cache (not yet) and go", "not yet", "not yet"),
        ("(we cache) it", "cache it", "cache) it"),
        ("we cache (not (quite) yet) and go", "cache not quite", "cache (not (quite"),
        ("the (new) cache (not yet) is", "the new cache not yet", "the (new) cache (not yet)"),
        ("we cache not yet) and go", "cache not yet", "cache not yet"),
    ],
)
def test_a_remark_in_brackets_is_closed(text: str, quote: str, found: str) -> None:
    evidence = Spoken(Transcript(turns=(Turn(text=text),))).locate(quote)
    assert evidence is not None
    assert evidence.quote == found


def test_an_entry_rests_on_the_place_nearest_to_its_turn() -> None:
    near = Spoken(TALK).evidence(Entry(kind="idea", quote="two hundred orders", turn=1))
    last = Spoken(TALK).evidence(Entry(kind="idea", quote="two hundred orders"))
    assert near is not None
    assert last is not None
    assert (near.turn, last.turn) == (1, 3)


def test_an_ellipsis_that_leaves_nothing_out_is_preferred() -> None:
    spoken = Spoken(Transcript(turns=(Turn(text="one two three four, and then one two or three four"),)))
    assert [place.quote for place in spoken.everywhere("one two … three four")] == ["one two three four"]


def test_single_words_around_an_ellipsis_are_no_quote() -> None:
    spoken = Spoken(Transcript(turns=(Turn(text="we cache it with nothing at all"),)))
    assert spoken.locate("cache … nothing") is None
    assert spoken.locate("we cache … nothing") is None
    assert spoken.locate("we cache … nothing at") is not None


def test_an_ellipsis_may_begin_where_another_speaker_does() -> None:
    found = Spoken(TALK).locate("Don't cache … one more thing")
    assert found is not None
    assert found.quote == "Don’t cache it — Redis would be one more thing"


def test_what_an_ellipsis_leaves_out_is_as_little_as_can_be() -> None:
    found = Spoken(Transcript(turns=(Turn(text="we cache it, we cache and then we expire"),))).locate(
        "we cache … we expire"
    )
    assert found is not None
    assert found.quote == "we cache and then we expire"


def test_the_nearest_place_is_the_one_that_begins_nearest() -> None:
    said = ("two hundred orders", "at most", "two hundred", "orders a day")
    spoken = Spoken(Transcript(turns=tuple(Turn(speaker="Ana", text=text) for text in said)))
    assert getattr(spoken.locate("two hundred orders", 2), "turn", None) == 2
