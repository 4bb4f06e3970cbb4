"""Does Alba's own book hold all that is proved of a book?"""

import time
from dataclasses import replace

import pytest

from flows.engine.directory import Entry
from flows.engine.nodes import End, Flow, Goto, Node, Say
from flows.engine.vocabulary import FlowId, NodeId, ServiceId
from flows.engine.walk import MOST_NODES
from flows.reading.proofs.check import Summary, check, summary
from flows.reading.proofs.translations import catalogues, msgids
from tests.flows import books


def test_albas_own_book_has_no_problem() -> None:
    book, files = books.alba()
    found = check(book, files, books.entries(), {}, books.known())
    assert not found, "\n".join(str(problem) for problem in found)


def test_albas_own_book_is_said_in_english_too() -> None:
    book, files = books.alba()
    translated = catalogues(books.LOCALES, msgids(book))
    found = check(book, files, books.entries(), translated, books.known())
    assert len(found) == 0, f"{len(found)} problems: {found[0]}"


def test_checking_the_book_takes_a_moment() -> None:
    book, files = books.alba()
    translated = catalogues(books.LOCALES, msgids(book))
    started = time.perf_counter()
    check(book, files, books.entries(), translated, books.known())
    assert time.perf_counter() - started < 10


def test_the_summary_counts_flows_nodes_texts_and_facts() -> None:
    book, _ = books.small()
    thanks = book.flows[FlowId("thanks")]
    only = replace(book, flows={thanks.id: thanks})
    assert summary(only) == Summary(flows=1, nodes=2, texts=2, facts=1)


def test_what_is_not_in_the_catalogue_is_missing() -> None:
    read = catalogues(books.LOCALES, ["No está en ningún catálogo."], ["en"])
    assert read == {"en": {}}


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        pytest.param(
            Entry(ServiceId("L1"), "Casa", "Casa", "housing", hours="de nueve a cinco, " * 60),
            "characters when shown",
            id="hours that fill the message",
        ),
        pytest.param(
            Entry(ServiceId("L1"), "Casa", "Casa", "housing", audience="Mujeres", cost="x " * 400),
            "characters when shown",
            id="a cost that fills the message",
        ),
    ],
)
def test_an_entry_that_cannot_be_shown_whole_is_told(entry: Entry, problem: str) -> None:
    book, files = books.small()
    entries = {**books.entries(), "L1": entry}
    found = check(book, files, entries, {}, books.known())
    assert [each.where for each in found] == ["L1"]
    assert problem in found[0].sentence


def test_a_walk_that_is_too_long_is_told() -> None:
    book, files = books.small()
    chain: dict[NodeId, Node] = {
        NodeId(f"n{number}"): Say(f"Va {{know:n{number}}}.", Goto(NodeId(f"n{number + 1}")))
        for number in range(MOST_NODES)
    }
    chain[NodeId(f"n{MOST_NODES}")] = End()
    thanks = book.flows[FlowId("thanks")]
    long = Flow(thanks.id, 1, "Largo", NodeId("n0"), chain, topics=thanks.topics)
    longer = replace(book, flows={**book.flows, thanks.id: long})
    found = check(longer, files, books.entries(), {}, books.known())
    assert [problem.where for problem in found if "nodes follow" in problem.sentence] == [
        "thanks.n0",
        "thanks.n1",
    ]
