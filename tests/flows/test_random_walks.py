"""Can anybody get lost? Random walks through the whole book never dead-end, whatever she does."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.translations import catalogue
from flows.engine.directory import Directory
from flows.engine.events import Rang, Said
from flows.engine.texts import Translate
from tests.flows import books
from tests.flows.moves import Move, moves
from tests.flows.worlds import TEAMS, Her, complaints, copy_of, impurities


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    walk=moves(),
    team=st.sampled_from(sorted(TEAMS)),
    is_full=st.sampled_from([True, True, False]),
    translate=st.sampled_from([str, catalogue("en")]),
)
def test_a_random_walk_never_dead_ends(
    walk: list[Move], team: str, is_full: bool, translate: Translate
) -> None:
    directory = books.directory() if is_full else Directory()
    her = Her(books.alba()[0], directory, TEAMS[team], translate=translate)
    for move in walk:
        event = move.make(her)
        if event is None:
            continue
        before = copy_of(her)
        turn = her.does(event)
        assert not complaints(her, before)
        assert not impurities(her, event, before)
        assert turn.session is not None
        quiet = isinstance(event, Rang) or (
            isinstance(event, Said)
            and event.understood.silencing
            and event.understood.danger is not None
        )
        assert bool(her.said()) is not quiet
