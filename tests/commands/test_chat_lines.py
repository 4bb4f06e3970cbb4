"""Does `alba chat --json` play every kind of line, each as the provider would have brought it?"""

from typing import Any

import pytest

from tests.commands.program import Answers, done, talk, texts

HELLO = {"from": "ana", "text": "hola"}
DANGER = {"from": "ana", "text": "él está afuera de la puerta y me va a matar"}


def alerts(answers: Answers) -> list[dict[str, Any]]:
    return [answer for answer in answers if answer.get("kind") == "alert"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"text": "hola"}, "un programa"),
        ({"texts": ["oye", "necesito", "trabajo"]}, "trabajo"),
        ({"choice": "menu.topics.work"}, "."),
        ({"location": {"lat": 19.43, "lon": -99.13}}, "Cuauhtémoc"),
        ({"location": {"lat": 90, "lon": -180}}, "No ubico"),
        ({"audio": True}, "audios"),
        ({"image": True}, "imagen"),
        ({"sticker": True}, "Aquí estoy"),
        ({"contact": True}, "No guardo los datos de otras personas"),
        ({"text": ""}, "."),
        ({"text": "😶‍🌫️"}, "."),
        ({"text": "x" * 10_000}, "."),
        ({"text": "\x00\x07"}, "."),
        ({"text": "\ud83d"}, "."),
        ({"text": "{{7*7}} <b>'; DROP TABLE contacts; --"}, "."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_whatever_she_sends_is_answered(line: dict[str, Any], said: str) -> None:
    [answers] = talk({"from": "ana", **line})
    assert said in "\n".join(texts(answers))
    assert set(done(answers)) == {"from", "topic", "crisis", "check", "flow", "node"}


def test_an_id_twice_is_one_message() -> None:
    first, again, other = talk(
        {**HELLO, "id": "m1"}, {**HELLO, "id": "m1"}, {"from": "eva", "text": "hola", "id": "m1"}
    )
    assert texts(first)
    assert not texts(again)
    assert done(again)["topic"] is None
    assert texts(other, "eva")


def test_a_burst_has_one_id_and_one_answer() -> None:
    burst = {"from": "ana", "texts": ["oye", "necesito", "trabajo"], "id": "m1"}
    first, again = talk(burst, burst)
    assert done(first)["flow"] == "jobs"
    assert len(texts(first)) == 2
    assert not texts(again)


def test_a_danger_within_a_burst_is_not_hidden_by_what_follows() -> None:
    [answers] = talk({"from": "ana", "texts": [DANGER["text"], "menú"]})
    assert done(answers)["crisis"] == "violence_now"


def test_a_button_says_nothing_of_a_topic() -> None:
    first, second = talk(HELLO, {"from": "ana", "choice": "welcome.who.me"})
    assert first[0]["choices"][0] == {"id": "welcome.who.me", "title": "Es para mí"}
    assert (done(second)["topic"], done(second)["node"]) == (None, "tell_alone")


def test_her_channel_is_hers_from_then_on() -> None:
    menu = {"from": "ana", "text": "menú"}
    first, second, third = talk(
        {**HELLO, "channel": "whatsapp"}, menu, {**menu, "channel": "telegram"}
    )
    assert texts(first)
    assert len(second[0]["choices"]) <= 10
    assert done(third)["from"] == "ana"


def test_the_channel_of_all_is_an_option() -> None:
    [answers] = talk(HELLO, options=("--channel", "whatsapp"))
    assert len(answers[0]["choices"]) <= 3


@pytest.mark.parametrize("fate", ["none", "sent", "delivered", "read"])
def test_what_becomes_of_messages_changes_no_answer(fate: str) -> None:
    told, answers = talk({"from": "ana", "receipts": fate, "channel": "whatsapp"}, HELLO)
    assert told == [{"done": {}}]
    assert texts(answers)


@pytest.mark.parametrize("fate", ["blocked", "gone"])
def test_what_she_cannot_get_does_not_reach_her(fate: str) -> None:
    _, answers = talk({"from": "ana", "receipts": fate}, HELLO)
    assert not texts(answers)
    assert done(answers)["flow"] == "welcome"


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_who_is_on_call_is_alerted(role: str) -> None:
    joined, danger = talk({"staff": "lucia", "role": role}, DANGER)
    assert joined == [{"done": {}}]
    [alert] = alerts(danger)
    assert list(alert) == ["to", "kind", "severity", "case", "reason", "text"]
    assert (alert["to"], alert["severity"], alert["case"]) == ("staff:lucia", "urgent", 1)
    assert alert["reason"] == "violence_now"
    assert "puerta" not in alert["text"]


def test_a_case_is_taken_answered_reached_and_closed() -> None:
    lucia = {"staff": "lucia", "case": 1}
    _, _, taken, answered, called, closed, left = talk(
        {"staff": "lucia"},
        DANGER,
        {**lucia, "action": "acknowledge"},
        {**lucia, "action": "reply", "text": "¿Puedes salir a la tienda?"},
        {**lucia, "action": "called"},
        {**lucia, "action": "resolve"},
        {"staff": "lucia", "action": "leave"},
    )
    assert "lucia ya leyó" in texts(taken)[0]
    assert texts(answered) == ["lucia: ¿Puedes salir a la tienda?"]
    assert answered[0]["kind"] == "relay"
    assert [called, closed, left] == [[{"done": {}}]] * 3


def test_who_left_is_alerted_no_more() -> None:
    *_, danger = talk({"staff": "lucia"}, {"staff": "lucia", "action": "leave"}, DANGER)
    assert not alerts(danger)


@pytest.mark.parametrize(
    ("by", "at"),
    [
        ("90s", "2026-11-23T10:01:30-06:00"),
        ("90m", "2026-11-23T11:30:00-06:00"),
        ("12h", "2026-11-23T22:00:00-06:00"),
        ("3d", "2026-11-26T10:00:00-06:00"),
        ("0s", "2026-11-23T10:00:00-06:00"),
    ],
)
def test_time_passes(by: str, at: str) -> None:
    passed, answers = talk({"advance": by}, HELLO)
    assert passed == [{"done": {}}]
    assert answers[0]["at"] == at


def test_what_falls_due_on_the_way_is_said_at_its_moment() -> None:
    _, _, passed = talk({"staff": "lucia"}, DANGER, {"advance": "1h"})
    [told] = [answer for answer in passed if answer.get("to") == "ana"]
    assert told["kind"] == "notice"
    assert told["at"] == "2026-11-23T10:10:00-06:00"
    assert passed[-1] == {"done": {}}


def test_who_writes_faster_than_anybody_is_still_answered_line_by_line() -> None:
    answers = talk(*({"from": "ana", "text": f"necesito trabajo {n}"} for n in range(40)))
    assert all(texts(each) for each in answers)
    assert answers[0][0]["at"] < answers[-1][0]["at"]


def test_a_message_has_its_keys_in_order_and_her_own_hour() -> None:
    [answers] = talk(HELLO)
    assert list(answers[0]) == ["to", "kind", "text", "choices", "at"]
    assert answers[0]["at"] == "2026-11-23T10:00:00-06:00"
    assert list(done(answers)) == ["from", "topic", "crisis", "check", "flow", "node"]


def test_what_has_no_buttons_says_so() -> None:
    [answers] = talk({"from": "ana", "text": "salir"})
    assert answers[0]["choices"] == []
    assert (done(answers)["flow"], done(answers)["node"]) == (None, None)


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("2026-11-23T10:00-06:00", "2026-11-23T10:00:00-06:00"),
        ("2026-11-23T16:00:00Z", "2026-11-23T10:00:00-06:00"),
        ("2026-11-23T10:00", "2026-11-23T10:00:00-06:00"),
    ],
    ids=["with an offset", "in UTC", "in the organisation's zone"],
)
def test_the_clock_starts_where_it_is_told(start: str, at: str) -> None:
    [answers] = talk(HELLO, options=("--at", start))
    assert answers[0]["at"] == at


def test_without_templates_nothing_leaves_outside_the_window() -> None:
    ana = {**DANGER, "channel": "whatsapp"}
    lines = [{"staff": "lucia"}, ana, {"advance": "25h"}]
    taken = {"staff": "lucia", "action": "acknowledge", "case": 1}
    *_, answers = talk(*lines, taken, options=("--at", "2026-11-23T10:00", "--no-templates"))
    assert not texts(answers)
