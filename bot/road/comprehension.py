"""What do her texts mean together? As one answer, and no danger in any of them is lost."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.road.ground import Mind
from bot.road.hearing import Heap, Words
from bot.road.meanwhile import beneath, is_clear_answer, needs_answer
from bot.road.thought import Thought, is_urgent
from bot.road.tongue import in_language
from flows.engine.expect import expects
from flows.engine.session import Session
from flows.engine.states import from_fact
from flows.engine.understood import Expectation, Understood

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Comprehension:
    """How her texts are understood: by this mind, at this moment."""

    mind: Mind
    now: datetime

    def of(self, thought: Thought, texts: Sequence[str]) -> Understood:
        """All texts as one; a danger in any of them is a danger, whatever stands around it."""
        whole = self._whole(thought, thought.session, texts)
        below = beneath(thought.session)
        if below is not None and needs_answer(whole):
            answers = self._whole(thought, below, texts)
            if is_clear_answer(answers):  # of what she was asked before Alba asked how she is
                thought.session, whole = below, answers
        if whole.crisis is not None or len(texts) < 2:
            return whole
        return _worst(whole, [self._alone(thought, text) for text in texts])

    def holds_danger(self, thought: Thought, heap: Heap) -> bool:
        """Whether any of the texts can be understood by itself, and cannot wait."""
        texts = heap.happening.texts if isinstance(heap.happening, Words) else ()
        for text in texts:
            try:
                understood = self._alone(thought, text)
            except Exception:
                log.warning("contact %s: a text is not understood", thought.claimed.id)
            else:
                if is_urgent(understood):
                    return True
        return False

    def _whole(self, thought: Thought, session: Session, texts: Sequence[str]) -> Understood:
        """All texts as one, as an answer to what this session waits for."""
        place = from_fact(thought.facts.get("place", ""))
        shown = expects(self.mind.book, session, place.state if place else None)
        expected = in_language(shown, thought.claimed.language)
        zone = thought.claimed.zone
        return self.mind.understand("\n".join(texts), expected, self.now, zone)

    def _alone(self, thought: Thought, text: str) -> Understood:
        """One text by itself, as an answer to nothing."""
        return self.mind.understand(text, Expectation(), self.now, thought.claimed.zone)


def _worst(whole: Understood, parts: Sequence[Understood]) -> Understood:
    """The whole, with the danger that only one of its parts shows."""
    crisis = next((part for part in parts if part.crisis is not None), None)
    check = next((part for part in parts if part.check is not None), None)
    found = crisis or (check if whole.check is None else None)
    if found is None:
        return whole
    return replace(
        whole,
        crisis=found.crisis,
        check=found.check,
        why=found.why,
        denial=False,
        silencing=whole.silencing or any(part.silencing for part in parts),
    )
