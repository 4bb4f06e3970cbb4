"""What does she say that needs no topic of the book? Whether a line answered, and complaints."""

from collections.abc import Sequence

from bot.care import complaints, line_answers
from bot.care.line_answers import Answer
from bot.road.hearing import Heap, Words
from bot.road.thought import Thought
from db.stores.staff import OnCall
from flows.engine.effects import Effect
from flows.engine.events import Chose, Said


def answer_of(thought: Thought, heap: Heap) -> Answer | None:
    """Whether she says of a line that she was told that it answered, or did not."""
    if thought.session.stranger:
        return None
    match heap.happening:
        case Chose(choice):
            return line_answers.pressed(choice)
        case Words():
            return line_answers.said(heap.words, thought.facts.get(line_answers.FACT, ""))
        case _:
            return None


def complaint_of(said: Said, staff: Sequence[OnCall]) -> tuple[Effect, ...]:
    """What follows when she complains about the team; a danger comes before it."""
    if said.understood.danger is not None:
        return ()
    return complaints.answer_to(said.text, staff)
