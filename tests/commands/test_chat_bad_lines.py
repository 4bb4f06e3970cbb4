"""Is a line that cannot be played told so, once, and does the program go on?"""

import json

import pytest

from tests.commands.program import Line, done, talk, texts

HELLO: Line = {"from": "ana", "text": "hola"}

BAD: dict[str, bytes] = {
    "not JSON": b"hola",
    "half an object": b'{"from": "ana"',
    "an array": b'[{"from": "ana", "text": "hola"}]',
    "a number": b"7",
    "null": b"null",
    "an empty object": b"{}",
    "not UTF-8": b'{"from": "ana", "text": "\xff\xfe"}',
    "UTF-16": '{"from": "ana", "text": "hola"}'.encode("utf-16"),
    "NaN": b'{"from": "ana", "location": {"lat": NaN, "lon": 1}}',
    "Infinity": b'{"from": "ana", "location": {"lat": 1, "lon": -Infinity}}',
    "a name twice": b'{"from": "ana", "text": "a", "text": "b"}',
    "a name twice, deeper": b'{"from": "ana", "location": {"lat": 1, "lat": 2, "lon": 3}}',
    "too deep": b'{"from": ' + b"[" * 100_000 + b"}",
    "too long": b'{"from": "ana", "text": "' + b"a" * 1_000_001 + b'"}',
    "a number of 5000 digits": b'{"from": ' + b"7" * 5000 + b"}",
}
WRONG: dict[str, Line] = {
    "nobody": {"text": "hola"},
    "nothing": {"from": "ana"},
    "an empty name": {"from": "", "text": "hola"},
    "a name of 101": {"from": "a" * 101, "text": "hola"},
    "a name that is none": {"from": 7, "text": "hola"},
    "a name that cannot be printed": {"from": "a\x00b", "text": "hola"},
    "half a surrogate pair as a name": {"from": "\ud83d", "text": "hola"},
    "a name of the staff's": {"from": "staff:lucia", "text": "hola"},
    "a key that nobody knows": {"from": "ana", "text": "hola", "txet": "hola"},
    "two contents": {"from": "ana", "text": "hola", "choice": "a"},
    "text that is none": {"from": "ana", "text": 7},
    "text that is null": {"from": "ana", "text": None},
    "no texts": {"from": "ana", "texts": []},
    "texts of another kind": {"from": "ana", "texts": ["a", 1]},
    "an empty choice": {"from": "ana", "choice": ""},
    "audio that is false": {"from": "ana", "audio": False},
    "audio that is 1": {"from": "ana", "audio": 1},
    "an id that is a number": {"from": "ana", "text": "hola", "id": 1},
    "an empty id": {"from": "ana", "text": "hola", "id": ""},
    "another channel": {"from": "ana", "text": "hola", "channel": "sms"},
    "a list of channels": {"from": "ana", "text": "hola", "channel": ["whatsapp"]},
    "a place beyond the pole": {"from": "ana", "location": {"lat": 91, "lon": 0}},
    "a place without a side": {"from": "ana", "location": {"lat": 19}},
    "a place in words": {"from": "ana", "location": {"lat": "19", "lon": "-99"}},
    "a place that is true": {"from": "ana", "location": {"lat": True, "lon": 0}},
    "another fate": {"from": "ana", "receipts": "maybe"},
    "a fate and a text": {"from": "ana", "receipts": "read", "text": "hola"},
    "another role": {"staff": "lucia", "role": "boss"},
    "another action": {"staff": "lucia", "action": "hug", "case": 1},
    "an action on no case": {"staff": "lucia", "action": "resolve"},
    "a case that is true": {"staff": "lucia", "action": "resolve", "case": True},
    "a case of thirty digits": {"staff": "lucia", "action": "resolve", "case": 10**30},
    "a case that is not there": {"staff": "lucia", "action": "resolve", "case": 99},
    "somebody who does not work here": {"staff": "irma", "action": "leave"},
    "a reply without words": {"staff": "lucia", "action": "reply", "case": 1, "text": " "},
    "words that are none": {"staff": "lucia", "action": "reply", "case": 1, "text": 7},
    "an alias that is taken": {"staff": "lucia"},
    "time without a unit": {"advance": "3"},
    "time in weeks": {"advance": "3w"},
    "time that goes back": {"advance": "-3d"},
    "half a day": {"advance": "0.5d"},
    "time and a line's end": {"advance": "3d\n"},
    "time in other digits": {"advance": "٣d"},
    "time as a number": {"advance": 3},
    "eleven years": {"advance": "4015d"},
    "time without end": {"advance": "999999999d"},
    "time and more": {"advance": "1d", "from": "ana"},
}


def test_each_bad_line_gets_one_error_and_what_follows_is_answered() -> None:
    bad: list[Line | bytes] = [*BAD.values(), *WRONG.values()]
    joined, *answers, hello = talk({"staff": "lucia"}, *bad, HELLO)
    assert joined == [{"done": {}}]
    names = [*BAD, *WRONG]
    wrong = {
        name: answer
        for name, answer in zip(names, answers, strict=True)
        if [list(each) for each in answer] != [["error"]] or not answer[0]["error"]
    }
    assert wrong == {}
    assert "un programa" in texts(hello)[0]


def test_a_bad_line_changes_nothing() -> None:
    alone = talk(HELLO, {"from": "ana", "text": "1"})
    among = talk(HELLO, b"[]", {"from": "ana", "text": "1", "x": 1}, {"from": "ana", "text": "1"})
    assert [among[0], among[3]] == alone


def test_an_error_repeats_nothing_that_was_written() -> None:
    [[told]] = talk(b'{"from": "ana", "text": "secreto" "secreto"}')
    assert "secreto" not in told["error"]


def test_empty_lines_are_passed_over() -> None:
    assert done(talk(b"\n   \n\r\n" + json.dumps(dict(HELLO)).encode())[0])["flow"] == "welcome"


def test_a_clock_does_not_run_for_ever() -> None:
    *_, last = talk(*[{"advance": "3700d"}] * 30)
    assert "error" in last[-1]


@pytest.mark.parametrize(
    "said",
    ["a\u2028b", "a\x85b", "a\rb", "a\nb"],
    ids=["a line separator", "a next line", "a carriage return", "a line feed"],
)
def test_words_that_hold_the_end_of_a_line_end_none(said: str) -> None:
    _, _, answers = talk(
        {"staff": "lucia"},
        {"from": "ana", "text": "persona"},
        {"staff": "lucia", "action": "reply", "case": 1, "text": said},
    )
    assert texts(answers) == [f"lucia: {said}"]
