"""Is it said as Alba says things? Plain, no labels, no promises, harmless on a locked screen."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from flows.engine.directory import Match, Scope
from flows.engine.entries import card
from flows.engine.nodes import Ask, Choose, Say
from flows.engine.vocabulary import FlowId
from flows.reading.problems import FlowProblem
from flows.reading.proofs.limits import languages
from flows.reading.proofs.subject import Subject, lines, nodes, sentences
from flows.reading.readability import EASY, longest_sentence, score
from flows.reading.wording import found

PREVIEW: Final = 40
"""Characters that a locked screen shows (DESIGN.md, "Every text")."""

LONGEST_SENTENCE: Final = 20
"""Words (DESIGN.md, "Every text")."""


def hard_flows(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Every text": INFLESZ 65 or more per flow."""
    texts: defaultdict[FlowId, list[str]] = defaultdict(list)
    for line in sentences(subject.book):
        texts[line.flow].append(line.text)
    for flow, said in texts.items():
        reached = score("\n".join(said))
        if reached < EASY:
            sentence = (
                f"INFLESZ {reached:.1f}: at least {EASY:.0f}; use shorter words and sentences"
            )
            yield subject.problem(flow, "", sentence)


def long_sentences(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Every text": sentences of at most 20 words."""
    for line in sentences(subject.book):
        words = longest_sentence(line.text)
        if words > LONGEST_SENTENCE:
            sentence = f"a sentence of {words} words: at most {LONGEST_SENTENCE}, cut it in two"
            yield subject.problem(line.flow, line.where, sentence)


def indiscreet_texts(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Every text": the first 40 characters give nothing away on a locked screen."""
    preview = subject.wording.preview
    for line in sentences(subject.book):
        for word in found(preview, _whole_words(line.text)):
            if not subject.wording.allows(word, line.flow, line.node):
                sentence = f"begins with «{word}»: {preview.because}"
                yield subject.problem(line.flow, line.where, sentence)


def _whole_words(text: str) -> str:
    """The first 40 characters, and the rest of the word that they cut."""
    rest = text[PREVIEW:].split(maxsplit=1)
    cut = rest[0] if rest and not text[PREVIEW : PREVIEW + 1].isspace() else ""
    return text[:PREVIEW] + cut


def indiscreet_entries(subject: Subject) -> Iterator[FlowProblem]:
    """The same of every entry as it is shown, in every language that is Spanish or translated."""
    preview = subject.wording.preview
    _, translate = next(languages(subject))
    for entry in subject.entries.values():
        for scope in Scope:
            shown = card(Match(entry, scope), 1, 1, translate)
            for word in found(preview, _whole_words(shown)):
                yield FlowProblem("directory", entry.id, f"begins with «{word}»: {preview.because}")


def unwanted_words(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "Every text": no blame, no label, no "why", no assumed gender, no promise."""
    for line in lines(subject.book):
        for group in subject.wording.anywhere:
            for word in found(group, line.text):
                if not subject.wording.allows(word, line.flow, line.node):
                    sentence = f"says «{word}»: {group.because}"
                    yield subject.problem(line.flow, line.where, sentence)


def same_words_again(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The flow engine": never the same sentence twice in a row."""
    for flow, name, node in nodes(subject.book):
        if isinstance(node, Say | Choose | Ask) and node.again == node.text:
            yield subject.problem(flow, f"{name}.again", "asks in the same words as `text`")
