"""Is the line fair: first come first served, nobody twice, nobody for ever?"""

import threading

import pytest

from db import waiting_line
from db.engine import connect
from db.waiting_line import AlreadyInside, StillBusy, WaitingLine


def wait_until_in_line(line: WaitingLine, count: int) -> None:
    """Until so many threads wait; the threads themselves need only a moment for it."""
    while len(line._line) < count:
        threading.Event().wait(0.001)


def test_the_line_moves_in_the_order_of_arrival() -> None:
    line = WaitingLine()
    order: list[int] = []

    def enter(number: int) -> None:
        with line:
            order.append(number)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(8)]
    with line:
        for number, thread in enumerate(threads):
            thread.start()
            wait_until_in_line(line, number + 1)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_whoever_comes_back_at_once_waits_behind_the_others() -> None:
    line = WaitingLine()
    order: list[str] = []

    def enter() -> None:
        with line:
            order.append("other")

    thread = threading.Thread(target=enter)
    with line:
        thread.start()
        wait_until_in_line(line, 1)
    with line:
        order.append("again")
    thread.join()
    assert order == ["other", "again"]


def test_nobody_stands_in_the_way_of_themselves() -> None:
    line = WaitingLine()
    with line, pytest.raises(AlreadyInside, match="use the one that is open"), line:
        pass
    with line:
        assert line._line.__len__() == 0


def test_patience_ends_and_the_line_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_line, "PATIENCE_SECONDS", 0.01)
    line = WaitingLine()
    failures: list[Exception] = []

    def enter() -> None:
        try:
            with line:
                pass
        except StillBusy as failure:
            failures.append(failure)

    thread = threading.Thread(target=enter)
    with line:
        thread.start()
        thread.join()
    assert len(failures) == 1
    with line:
        assert failures


def test_a_transaction_within_a_transaction_is_refused() -> None:
    database = connect("sqlite://")
    with database.write(), pytest.raises(AlreadyInside), database.read():
        pass
    database.close()
