"""Which book is in this folder? Read every file, list every problem, or give the whole book."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from flows.engine.book import Book, Fact, Manners
from flows.engine.nodes import Flow
from flows.engine.vocabulary import Crisis, FlowId, Topic
from flows.reading.build import build_fact, build_flow, build_manners
from flows.reading.links import link_problems
from flows.reading.problems import BrokenBook, FlowProblem
from flows.reading.schema import FactShape, FlowShape, MannersShape

CONTENT: Final = Path(__file__).parent.parent / "content"
"""Alba's own book."""

_BOOLEAN: Final = "tag:yaml.org,2002:bool"
_Shaped = TypeVar("_Shaped", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as authors read it: `on`, `yes` and `no` are words; only `true` and `false` are not."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != _BOOLEAN]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"^(?:true|false)$"), list("tf"))


def load_book(folder: Path = CONTENT) -> Book:
    """The book of a folder. Raises BrokenBook with every problem found."""
    return load_with_files(folder)[0]


def load_with_files(folder: Path = CONTENT) -> tuple[Book, Mapping[FlowId, str]]:
    """The book of a folder, and the file that each flow stands in. Raises BrokenBook."""
    reader = _Reader(folder)
    book = reader.read()
    problems = reader.problems or list(link_problems(book, reader.files))
    if problems:  # arrows are looked at when every file could be read: the rest would be noise
        raise BrokenBook(sorted(problems))
    return book, reader.files


class _Reader:
    """Reads one folder; keeps which file each flow came from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[FlowProblem] = []
        self.files: dict[FlowId, str] = {}
        self.fingerprint = hashlib.sha256()

    def read(self) -> Book:
        flows = self._flows()
        return Book(
            flows=flows,
            facts=self._facts(),
            manners=self._manners(),
            topics=self._by_topic(flows),
            crises=self._by_crisis(flows),
            version=self.fingerprint.hexdigest()[:12],
        )

    def _flows(self) -> dict[FlowId, Flow]:
        flows: dict[FlowId, Flow] = {}
        for file in sorted(self.folder.glob("*.yaml")):
            for document in self._documents(file):
                shape = self._shape(FlowShape, document, file.name, _name(document))
                if shape is None:
                    continue
                flow = build_flow(shape)
                if flow.id in flows:
                    self._problem(file.name, flow.id, "two flows have this id: rename one")
                flows[flow.id] = flow
                self.files[flow.id] = file.name
        return flows

    def _facts(self) -> dict[str, Fact]:
        facts: dict[str, Fact] = {}
        for file in sorted((self.folder / "facts").glob("*.yaml")):
            for document in self._documents(file):
                for item in document if isinstance(document, list) else [document]:
                    shape = self._shape(FactShape, item, f"facts/{file.name}", _name(item))
                    if shape is None:
                        continue
                    if shape.id in facts:
                        self._problem(f"facts/{file.name}", shape.id, "two facts have this id")
                    facts[shape.id] = build_fact(shape)
        return facts

    def _manners(self) -> Manners:
        file = self.folder / "policies" / "conversation.yaml"
        if not file.exists():
            self._problem("policies/conversation.yaml", "-", "the file is missing: write it")
            return Manners()
        for document in self._documents(file):
            shape = self._shape(MannersShape, document, "policies/conversation.yaml", "-")
            if shape is not None:
                return build_manners(shape)
        return Manners()

    def _by_topic(self, flows: dict[FlowId, Flow]) -> dict[Topic, FlowId]:
        topics: dict[Topic, FlowId] = {}
        for flow in flows.values():
            for topic in flow.topics:
                if topic in topics:
                    self._problem(
                        self.files[flow.id], flow.id, f"{topic} already starts {topics[topic]}"
                    )
                topics[topic] = flow.id
        return topics

    def _by_crisis(self, flows: dict[FlowId, Flow]) -> dict[Crisis, FlowId]:
        return {flow.crisis: flow.id for flow in flows.values() if flow.crisis is not None}

    def _documents(self, file: Path) -> Iterator[Any]:
        content = file.read_bytes()
        self.fingerprint.update(file.name.encode() + content)
        try:
            documents = list(yaml.load_all(content, Loader=_Loader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f"line {mark.line + 1}" if mark else "-"
            self._problem(file.name, line, "this is not YAML here: mind indents and quotes")
            return
        yield from (document for document in documents if document is not None)

    def _shape(self, shape: type[_Shaped], document: Any, file: str, where: str) -> _Shaped | None:
        try:
            return shape.model_validate(document)
        except ValidationError as error:
            for detail in error.errors(include_url=False, include_input=False):
                place = ".".join(str(part) for part in (where, *detail["loc"]))
                self._problem(file, place, detail["msg"].removeprefix("Value error, "))
            return None

    def _problem(self, file: str, where: str, sentence: str) -> None:
        self.problems.append(FlowProblem(file, where, sentence))


def _name(document: Any) -> str:
    if isinstance(document, dict):
        return str(document.get("flow") or document.get("id") or "?")
    return "?"
