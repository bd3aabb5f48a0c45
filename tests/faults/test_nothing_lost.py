"""Whatever happens to processes, disks, clocks and providers: nothing that was accepted is lost, no file is torn.

`python -m benchmarks.faults` makes the same trials in greater numbers, and writes the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults import clock_trials, disk_trials, kill_trials, power_trials, program_trials, provider_trials
from tests.faults.tally import Tally

Trials = Callable[[], Tally]

_TRIALS: dict[str, Trials] = {
    "power, session": lambda: power_trials.session(120),
    "power, mending": lambda: power_trials.mending(80),
    "power, batch": lambda: power_trials.batch(50),
    "kill, reply": lambda: kill_trials.killed("reply", 10),
    "kill, record": lambda: kill_trials.killed("record", 10),
    "kill, person": lambda: kill_trials.killed("sit", 10),
    "kill, batch": lambda: kill_trials.killed_filling(8),
    "kill, command": lambda: program_trials.command(2),
    "kill, MCP": lambda: program_trials.mcp(1),
    "two processes, session": lambda: kill_trials.together(2),
    "two processes, folder": lambda: kill_trials.filling_together(2),
    "file size": lambda: kill_trials.limited(6),
    "clock, sessions": lambda: clock_trials.sessions(6),
    "clock, batch": lambda: clock_trials.batch(6),
}


@pytest.mark.parametrize("trials", _TRIALS.values(), ids=_TRIALS.keys())
def test_nothing_accepted_is_lost(trials: Trials) -> None:
    tally = trials()
    assert tally.trials
    assert tally.lost == []


@pytest.mark.parametrize("fault", disk_trials.FAULTS)
def test_nothing_accepted_is_lost_when_the_disk_refuses(fault: str) -> None:
    for tally in (disk_trials.replies(fault, step=13), disk_trials.batch(fault, step=7)):
        assert tally.trials > 2
        assert tally.accepted
        assert tally.lost == []


@pytest.fixture(scope="module")
def provider() -> Iterator[provider_trials.Provider]:
    with pytest.MonkeyPatch.context() as patch, provider_trials.Provider() as found:
        patch.setenv("OPENAI_API_KEY", "test")
        yield found


@given(st.lists(st.sampled_from(sorted(provider_trials.FAULTS)), max_size=8))
@settings(max_examples=25)
def test_a_provider_that_fails_in_any_order_loses_no_reply(
    provider: provider_trials.Provider, order: list[str]
) -> None:
    tally = Tally("replies")
    provider.interview(order, tally)
    assert tally.lost == []


@given(st.lists(st.sampled_from(sorted(provider_trials.FAULTS)), max_size=8))
@settings(max_examples=12)
def test_a_provider_that_fails_in_any_order_loses_no_meeting(
    provider: provider_trials.Provider, order: list[str]
) -> None:
    tally = Tally("batch")
    provider.fill(order, tally)
    assert tally.lost == []
