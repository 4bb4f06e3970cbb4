"""Which step follows a silence? By the ladder, by what is known of the message, and only once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.following.ladder import ON_THE_WAY, Climb, Do, Move, Reading, first_look, move
from bot.following.policy_files import load_silence

SILENCE = load_silence()
NEAR = SILENCE.ladder(is_near=True)
USUAL = SILENCE.ladder(is_near=False)
ASKED = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def hours(number: float) -> datetime:
    """So many hours after the question."""
    return ASKED + timedelta(hours=number)


def test_a_delivered_question_is_asked_again_gently_before_anybody_is_told() -> None:
    climb = Climb(ASKED)
    assert move(NEAR, climb, Reading.DELIVERED, hours(2)) == Move(None, hours(3))
    assert move(NEAR, climb, Reading.DELIVERED, hours(3)).do is Do.SECOND_TRY
    assert move(
        NEAR, Climb(ASKED, frozenset({Do.SECOND_TRY})), Reading.DELIVERED, hours(5)
    ) == Move(Do.OTHER_WAY, hours(6))


def test_who_blocked_alba_is_asked_no_second_time_and_a_person_is_told_soon() -> None:
    steps = {step.do for step in NEAR[Reading.BLOCKED]}
    assert Do.SECOND_TRY not in steps
    assert move(NEAR, Climb(ASKED, frozenset({Do.OTHER_WAY})), Reading.BLOCKED, ASKED).do is (
        Do.CASEWORKER
    )


def test_far_from_the_gate_silence_rings_nobody() -> None:
    assert all(Do.ON_CALL is not step.do for steps in USUAL.values() for step in steps)
    assert all(steps[-1].do is Do.DIGEST for steps in USUAL.values())


def test_what_has_not_left_yet_is_no_silence() -> None:
    found = move(NEAR, Climb(ASKED), Reading.WAITING, hours(20))
    assert found.do is None
    assert found.look_at is not None


def test_the_earliest_step_that_waits_is_when_it_is_first_looked_at() -> None:
    assert first_look(NEAR, ASKED) == hours(1)
    assert first_look(USUAL, ASKED) == hours(1)


@pytest.mark.parametrize("ladder", [NEAR, USUAL], ids=["near", "usual"])
@pytest.mark.parametrize("reading", [each for each in Reading if each not in ON_THE_WAY])
def test_every_reading_ends_with_a_person_and_never_stands_still(
    ladder: dict[Reading, object], reading: Reading
) -> None:
    taken: frozenset[Do] = frozenset()
    now, told = ASKED, []
    for _ in range(20):
        found = move(ladder, Climb(ASKED, taken), reading, now)  # type: ignore[arg-type]
        if found.do is not None:
            told.append(found.do)
            taken |= {found.do}
            continue
        if found.look_at is None:
            break
        assert found.look_at > now
        now = found.look_at
    assert told[-1] in (Do.ON_CALL, Do.DIGEST)
    assert len(told) == len(set(told))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    readings=st.lists(st.sampled_from(Reading), min_size=1, max_size=12),
    hops=st.lists(
        st.timedeltas(timedelta(minutes=5), timedelta(hours=9)), min_size=12, max_size=12
    ),
)
def test_whatever_becomes_known_meanwhile_no_step_is_taken_twice_or_too_early(
    readings: list[Reading], hops: list[timedelta]
) -> None:
    taken: frozenset[Do] = frozenset()
    now = ASKED
    for reading, hop in zip(readings, hops, strict=False):
        now += hop
        found = move(NEAR, Climb(ASKED, taken), reading, now)
        if found.do is None:
            continue
        assert found.do not in taken
        [step] = [each for each in NEAR[reading] if each.do is found.do]
        assert now >= ASKED + step.after
        taken |= {found.do}
