"""Can the book be drawn? Valid Mermaid, with every node and arrow, whatever the texts hold."""

import re

import pytest

from flows.engine.vocabulary import FlowId
from flows.reading.graph import escaped, mermaid
from flows.reading.links import arrows
from tests.flows import books

NODE = re.compile(
    r'  (\w+)(\[\[|\[\(|\[/|\[|\{\{|\{|\(\(|\(\[)"[^"\n]*"(\]\]|\)\]|/\]|\]|\}\}|\}|\)\)|\]\))'
)
ARROW = re.compile(r'  (\w+) (?:-->|-\.->)(?:\|"[^"\n|]*"\|)? (\w+)')
BOOK = books.alba()[0]


@pytest.mark.parametrize("flow", [None, *BOOK.flows], ids=str)
def test_every_line_is_a_node_or_an_arrow_between_nodes(flow: FlowId | None) -> None:
    head, *lines = mermaid(BOOK, flow).splitlines()
    nodes = {found[1] for line in lines if (found := NODE.fullmatch(line))}
    joined = [found for line in lines if (found := ARROW.fullmatch(line))]
    assert head.startswith("flowchart ")
    assert len(nodes) + len(joined) == len(lines)
    assert {end for found in joined for end in found.groups()} <= nodes


def test_one_flow_has_all_its_nodes_and_arrows() -> None:
    flow = BOOK.flows[FlowId("housing")]
    lines = mermaid(BOOK, flow.id).splitlines()
    assert sum(line.startswith("  n_") and " --" not in line for line in lines) == len(flow.nodes)
    drawn = sum(" --" in line for line in lines)
    assert drawn == sum(len(arrows(node)) for node in flow.nodes.values())


def test_the_whole_book_has_all_its_flows() -> None:
    drawn = mermaid(BOOK)
    assert all(f"  n_{flow}" in drawn for flow in BOOK.flows)


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ('Di "hola"', "Di #34;hola#34;"),
        ("{phone:D0001}", "#123;phone:D0001#125;"),
        ("<b>|]", "#60;b#62;#124;#93;"),
        ("¿Qué más, mañana?", "¿Qué más, mañana?"),
        ("x" * 80, "x" * 59 + "…"),
        ("una\nlínea", "una#10;línea"),
    ],
)
def test_labels_are_escaped(label: str, shown: str) -> None:
    assert escaped(label) == shown


def test_a_flow_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError):
        mermaid(BOOK, FlowId("no_such_flow"))
