"""Does each telephone cell of the directory become numbers to tap, none lost or made up?"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.engine.directory import Telephone
from flows.engine.telephones import BROKEN, OLD_PREFIXES, phones

SEED = Path(__file__).parents[2] / "db" / "seed"


def cells() -> Iterator[tuple[str, str]]:
    for name in ("directory", "capa", "prisons"):
        with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("phone", "whatsapp"):
                    if row.get(column, "").strip():
                        yield f"{row['id']} {column}", row[column]


CELLS = dict(cells())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", []),
        ("911", [("911", "")]),
        ("*765", [("*765", "")]),
        ("911 / 070", [("911", ""), ("070", "")]),
        ("55 5658 1111 / *0311", [("55 5658 1111", ""), ("*0311", "")]),
        ("800 822 4460 / 55 5674 9695", [("800 822 4460", ""), ("55 5674 9695", "")]),
        ("800 5533 000", [("800 553 3000", "")]),
        ("5556438483", [("55 5643 8483", "")]),
        ("646 173 66 74", [("646 173 6674", "")]),
        ("564 673 1831", [("564 673 1831", "")]),
        ("56 1234 5678", [("56 1234 5678", "")]),
        ("715 1536060", [("715 153 6060", "")]),
        ("(247) 472 66 47", [("247 472 6647", "")]),
        ("664 608 8200 ext. 8018 y 8019", [("664 608 8200", "ext. 8018 y 8019")]),
        ("664 608 8200 ext. 8018/19", [("664 608 8200", "ext. 8018/19")]),
        ("072 ext. 2259, 2260 o 2261", [("072", "ext. 2259, 2260 o 2261")]),
        ("2234782099 EXT. 2318", [("223 478 2099", "ext. 2318")]),
        ("800 715 2000 (CNDH)", [("800 715 2000", "CNDH")]),
        (
            "477 251 4211 / 477 724 5313 (psicología)",
            [("477 251 4211", ""), ("477 724 5313", "psicología")],
        ),
        (
            "612 175 0400 ext. 16081 / 613 132 2072",
            [("612 175 0400", "ext. 16081"), ("613 132 2072", "")],
        ),
        (
            "612 175 0400 ext. 16, 613 132 2072",
            [("612 175 0400", "ext. 16"), ("613 132 2072", "")],
        ),
        (
            "443 322 9100 (Secretaría del Migrante, 9:00 a 15:00)",
            [("443 322 9100", "Secretaría del Migrante, 9:00 a 15:00")],
        ),
        ("4499771558 4499775240", [("449 977 1558", ""), ("449 977 5240", "")]),
        ("77171505137711076374", [("771 715 0513", ""), ("771 107 6374", "")]),
        ("6951023386 695 953 17 14", [("695 102 3386", ""), ("695 953 1714", "")]),
        ("7737325966. (773) 733 66 20", [("773 732 5966", ""), ("773 733 6620", "")]),
        ("(045) 7551156526", [("755 115 6526", "")]),
        ("7555538647(045) 7551156526", [("755 553 8647", ""), ("755 115 6526", "")]),
        ("9626284074/75", [("962 628 4074", ""), ("962 628 4075", "")]),
        ("646 176 9122 y 646 177 8513", [("646 176 9122", ""), ("646 177 8513", "")]),
        (
            "2764732034 Directo (276) 473 00 67 Y (276) 473 00 11 (Ext. 214)",
            [("276 473 2034", ""), ("276 473 0067", "directo"), ("276 473 0011", "ext. 214")],
        ),
        (
            "442 246 7214 ext. 1045 (Vinculación); WhatsApp 442 847 2638; a@cespq.gob.mx",
            [("442 246 7214", "ext. 1045, Vinculación"), ("442 847 2638", "WhatsApp")],
        ),
        ("21160281", [("21160281", BROKEN)]),
        ("741414896(045) 75110985092", [("741414896", BROKEN), ("75110985092", BROKEN)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cell_is_read(cell: str, expected: list[tuple[str, str]]) -> None:
    assert phones(cell) == tuple(Telephone(dial, note) for dial, note in expected)


def digits(text: str) -> str:
    return "".join(re.findall(r"[\d*]", text))


def in_cell(written: str) -> str:
    """The digits that must come out of a cell."""
    for prefix in OLD_PREFIXES:
        written = written.replace(f"({prefix})", "")
    ending = re.search(r"(\d{10})/(\d{2})$", written)
    if ending:  # the one cell that names a second number by its last two digits
        return ending[1] + ending[1][:-2] + ending[2]
    return digits(written)


def test_no_digit_of_the_directory_is_lost_or_made_up() -> None:
    told = {
        where: "".join(digits(each.dial) + digits(each.note) for each in phones(written))
        for where, written in CELLS.items()
    }
    assert told == {where: in_cell(written) for where, written in CELLS.items()}
    assert len(told) > 500


def test_each_number_of_the_directory_can_be_dialled_or_says_that_it_may_be_wrong() -> None:
    odd = {
        where: each.dial
        for where, written in CELLS.items()
        for each in phones(written)
        if BROKEN not in each.note
        and not re.fullmatch(r"\d{2} \d{4} \d{4}|\d{3} \d{3} \d{4}|\*?\d{3,4}", each.dial)
    }
    assert odd == {}


def test_two_numbers_of_the_directory_are_broken() -> None:
    broken = {where for where, cell in CELLS.items() if BROKEN in str(phones(cell))}
    assert broken == {"D0205 phone", "C0115 phone"}
