"""Is the shipped model what the data gives, and are its figures honest?"""

from collections import defaultdict
from pathlib import Path

import pytest

from bot.understanding import evaluation, model, sentences, train
from bot.understanding.alternatives import sample
from bot.understanding.words import plain_words
from flows.engine.vocabulary import Crisis, Topic


def test_the_shipped_model_is_what_the_data_gives(tmp_path: Path) -> None:
    made = tmp_path / "model.json"
    train.train(sentences.for_training(), made)
    same = made.read_bytes() == model.SHIPPED.read_bytes()
    assert same, "run python -m bot.understanding.train, and commit model.json with its sentences"


def test_no_writer_and_no_group_is_on_both_sides() -> None:
    taught = sentences.for_training()
    tested = sentences.held_out()
    assert {line.writer for line in tested} == sentences.HELD_OUT
    assert not {line.writer for line in taught} & {line.writer for line in tested}
    assert not {line.group for line in taught} & {line.group for line in tested}


def test_a_group_belongs_to_one_writer() -> None:
    writers = defaultdict(set)
    for line in sentences.all_sentences():
        writers[line.group].add(line.writer)
    assert all(len(those) == 1 for those in writers.values())


def test_no_held_out_sentence_is_taught_word_for_word() -> None:
    taught = {
        " ".join(plain_words(text))
        for line in sentences.for_training()
        for text in sample(line.text, 50)
    }
    tested = {" ".join(plain_words(line.text)) for line in sentences.held_out()}
    same = tested & taught
    assert {said for said in same if len(said.split()) > 4} == set()


def test_every_class_is_taught_and_tested() -> None:
    for lines in (sentences.for_training(), sentences.held_out()):
        assert {line.crisis for line in lines} >= set(Crisis)
        assert {line.near for line in lines} >= set(Crisis)
        assert {line.topic for line in lines} >= set(Topic)


@pytest.fixture(scope="module")
def found() -> evaluation.Figures:
    return evaluation.on_held_out()


def test_the_figures_on_unseen_writers_do_not_fall(found: evaluation.Figures) -> None:
    """Floors a little under what was measured; what is wanted stands in docs/understanding.md."""
    assert found.crises + found.near + found.ordinary == len(sentences.held_out())
    assert found.false_check <= 0.06
    assert found.found >= 0.94
    assert found.alarmed >= 0.73
    assert found.right_kind >= 0.83
    assert found.false_crisis <= 0.02
    assert found.near_crisis <= 0.11
    assert found.topic >= 0.79


def test_the_report_names_each_class_and_the_worst_mistakes(found: evaluation.Figures) -> None:
    text = evaluation.report(found)
    assert all(crisis in text for crisis in Crisis)
    assert all(topic in text for topic in Topic)
    assert "Missed:" in text
