"""Does everything hold that must hold of a book? All rules over all flows, all problems at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flows.engine.book import Book
from flows.engine.directory import Entry
from flows.engine.vocabulary import FlowId
from flows.reading.problems import FlowProblem
from flows.reading.proofs import help as helping
from flows.reading.proofs import limits, paths, sources, translations, words
from flows.reading.proofs.subject import Rule, Subject, sentences
from flows.reading.wording import Wording, read_wording

RULES: Final[tuple[Rule, ...]] = (
    paths.unreachable,
    paths.choices_that_lead_nowhere,
    paths.rounds,
    paths.far_from_a_person,
    paths.silent_flows,
    paths.routes,
    helping.unanswered_topics,
    helping.late_help,
    helping.crisis_cards,
    helping.wordless_presence,
    limits.authored,
    limits.filled,
    limits.choices,
    limits.same_titles,
    limits.wire_ids,
    limits.cards,
    sources.ids,
    sources.digits,
    sources.all_hours,
    sources.searches,
    sources.found_before_told,
    sources.wakes,
    words.hard_flows,
    words.long_sentences,
    words.indiscreet_texts,
    words.indiscreet_entries,
    words.unwanted_words,
    words.same_words_again,
    translations.untranslated,
)


def check(
    book: Book,
    files: Mapping[FlowId, str],
    entries: Mapping[str, Entry],
    translated: Mapping[str, Mapping[str, str]],
    known: Collection[str] = (),
    wording: Wording | None = None,
) -> tuple[FlowProblem, ...]:
    """Every problem of a book whose arrows all lead somewhere (`load_book` saw to that).

    `entries` are the directory's rows that can be shown, by id; `known` the ids of the rest of its
    rows, prisons too, which a statement may cite. `translated` gives each language that must be
    complete its translations.
    """
    subject = Subject(book, files, entries, translated, frozenset(known), wording or read_wording())
    return tuple(sorted({problem for rule in RULES for problem in rule(subject)}))


@dataclass(frozen=True, slots=True)
class Summary:
    """How large a book is."""

    flows: int
    nodes: int
    texts: int
    facts: int


def summary(book: Book) -> Summary:
    """The book in four numbers."""
    return Summary(
        len(book.flows),
        sum(len(flow.nodes) for flow in book.flows.values()),
        sum(1 for _ in sentences(book)),
        len(book.facts),
    )
