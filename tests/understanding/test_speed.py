"""Is a message understood in time, and does a long one cost no more than its length?"""

import subprocess
import sys
from statistics import median
from time import perf_counter

from bot.understanding.understand import read

_SHORT = "hola necesito un cuarto barato cerca del metro para mis hijos"
_WORDS = "ayer fui con la licenciada y me dijo que mi papel no sale hasta que pague la multa "


def _milliseconds(text: str, times: int) -> float:
    read(text)
    took = []
    for _ in range(times):
        start = perf_counter()
        read(text)
        took.append(1000 * (perf_counter() - start))
    return median(took)


def test_a_short_message_takes_little() -> None:
    assert _milliseconds(_SHORT, 200) < 2


def test_time_grows_with_length_and_no_faster() -> None:
    short, long = _milliseconds(_WORDS * 12, 20), _milliseconds(_WORDS * 120, 5)
    assert long < 25 * short


def test_warming_loads_the_model_before_the_first_message() -> None:
    code = (
        "from bot.understanding import model; from bot.understanding.understand import warm;"
        "print(model.load.cache_info().currsize); warm(); print(model.load.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]


def test_reading_needs_no_library_of_the_training() -> None:
    code = (
        "import sys; from bot.understanding.understand import read; read('hola');"
        "print([m for m in ('sklearn', 'numpy', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
