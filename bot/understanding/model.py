"""How much does a message speak for each topic and crisis? A linear model, without libraries.

The weights of a feature for all classes are small numbers packed side by side into one integer, so
that one addition adds them all; a running sum over the words gives the score of any stretch by a
subtraction.
"""

import base64
import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.understanding import features

SHIPPED: Final = Path(__file__).parent / "model.json"
FIELD: Final = 4  # bytes for each class in a packed sum: 2**24 features of one byte fit
_REMEMBERED: Final = 20_000  # rows and words
ZERO: Final = 128  # a stored byte of 128 is the weight 0
SOFTEN: Final = 2.0  # added to the number of words, so that one word alone is not certainty


@dataclass(frozen=True, slots=True)
class Model:
    """Class names, their offsets, the size of one step of a weight, and the table of weights."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    step: float
    places: dict[str, int]  # of each feature in the table
    table: bytes
    packed: dict[str, int]  # rows that were wanted before, remembered
    by_word: dict[str, int]  # the sum of each word's own features, remembered

    def row(self, feature: str) -> int:
        """The packed weights of a feature; 0 of an unknown one."""
        known = self.packed.get(feature)
        return self._unseen(feature) if known is None else known

    def _unseen(self, feature: str) -> int:
        place = self.places.get(feature)
        if place is None:
            return 0
        width = len(self.classes)
        spread = bytearray(FIELD * (width + 1))
        spread[0 : FIELD * width : FIELD] = self.table[place * width : (place + 1) * width]
        spread[FIELD * width] = 1
        if len(self.packed) > _REMEMBERED:
            self.packed.clear()
        row = self.packed[feature] = int.from_bytes(spread, "little")
        return row

    def word(self, word: str) -> int:
        """The packed sum of a word's own features."""
        known = self.by_word.get(word)
        if known is None:
            known = sum(self.row(feature) for feature, _ in features.of_word(word))
            if len(self.by_word) > _REMEMBERED:
                self.by_word.clear()
            self.by_word[word] = known
        return known

    def field(self, packed: int, name: str) -> int:
        """The score of one class, to be compared with another's of the same sum only."""
        return packed >> (self.classes.index(name) * 8 * FIELD) & (1 << 8 * FIELD) - 1

    def unpack(self, packed: int) -> list[int]:
        """The whole-number score of each class."""
        width = len(self.classes) + 1
        fields = memoryview(packed.to_bytes(width * FIELD, "little")).cast("I").tolist()
        nothing = fields.pop() * ZERO
        return [field - nothing for field in fields]


@dataclass(frozen=True, slots=True)
class Scored:
    """A message's running sums: `sums[i]` is what the first i words add up to."""

    model: Model
    words: tuple[str, ...]
    sums: tuple[int, ...]

    def stretch(self, start: int, end: int) -> list[float]:
        """The score of each class for the words from `start` to before `end`."""
        model = self.model
        scale = model.step / math.sqrt(end - start + SOFTEN)
        whole = model.unpack(self.sums[end] - self.sums[start])
        return [total * scale + bias for total, bias in zip(whole, model.bias, strict=True)]


def score(words: Sequence[str], model: Model) -> Scored:
    """The running sums of a text's folded words."""
    masked = features.mask_idioms(words)
    row = model.row
    total = 0
    sums = [0]
    for word, context in zip(masked, features.in_context(masked), strict=True):
        total += model.word(word)
        for feature, _ in context:
            total += row(feature)
        sums.append(total)
    return Scored(model, tuple(masked), tuple(sums))


def write(path: Path, classes: Sequence[str], bias: Sequence[float], step: float,
          rows: dict[str, list[int]]) -> None:  # fmt: skip
    """Write a model file: the same bytes for the same weights."""
    names = sorted(rows)
    table = bytes(weight + ZERO for name in names for weight in rows[name])
    squeezed = base64.b64encode(zlib.compress(table, 9)).decode()
    content = {"classes": list(classes), "bias": [round(b, 4) for b in bias], "step": step,
               "features": "\n".join(names), "weights": squeezed}  # fmt: skip
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


@cache
def load(path: Path = SHIPPED) -> Model:
    """Read a model file, once."""
    content = json.loads(path.read_text("utf-8"))
    names = content["features"].split("\n")
    places = {name: place for place, name in enumerate(names)}
    table = zlib.decompress(base64.b64decode(content["weights"]))
    classes, bias = tuple(content["classes"]), tuple(content["bias"])
    return Model(classes, bias, content["step"], places, table, {}, {})
