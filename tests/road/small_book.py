"""Which book do these tests talk by? A small one of their own, whole whatever the engine asks."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from flows.engine.book import REQUIRED, Book, Manners
from flows.engine.nodes import Flow
from flows.engine.vocabulary import FlowId
from flows.reading.build import build_flow
from flows.reading.schema import FlowShape

FOLDER: Final = Path(__file__).parent / "book"
STANDS_IN: Final = FlowId("which")  # for what the engine may start one day and no test here reads


@cache
def small_book() -> Book:
    """The flows of the folder, and stand-ins for the others that the engine can start."""
    flows: dict[FlowId, Flow] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text("utf-8")):
            flow = build_flow(FlowShape.model_validate(document))
            flows[flow.id] = flow
    for missing in REQUIRED - set(flows):
        flows[missing] = replace(flows[STANDS_IN], id=missing)
    return Book(
        flows=flows,
        manners=Manners(skip="Prefiero no decir"),
        topics={topic: flow.id for flow in flows.values() for topic in flow.topics},
        crises={flow.crisis: flow.id for flow in flows.values() if flow.crisis is not None},
    )
