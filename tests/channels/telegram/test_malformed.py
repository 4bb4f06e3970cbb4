"""Can any post make the reader fail in a way that nobody expects?"""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.port import Inbound, Unreadable
from bot.channels.telegram.reading import ALLOWED_UPDATES
from tests.channels.telegram.scenes import ANA, a_post, a_reader, read
from tests.channels.telegram.world import World

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8)
    | st.sampled_from(["private", "group", "kicked", "/start", 2**63, -(2**63) - 1, 1e999]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def is_sound(post_body: bytes) -> bool:
    """The reader raises nothing but Unreadable, and what it gives can be stored."""
    post = a_post(post_body)
    a_reader().webhook_answer(post)
    try:
        heard = a_reader().read(post)
    except Unreadable:
        return True
    return all(isinstance(one, Inbound) and is_storable(one) for one in heard)


def is_storable(heard: Inbound) -> bool:
    """Each text is UTF-8 without NUL, each number fits a column, a place is on the globe."""
    texts = (heard.text, heard.choice or "", heard.provider_id, heard.address, *heard.media)
    assert all(b"\x00" not in text.encode() for text in texts)
    assert heard.position is not None
    assert -(2**63) <= heard.position < 2**63
    assert heard.latitude is None or -90 <= heard.latitude <= 90
    assert heard.longitude is None or -180 <= heard.longitude <= 180
    return heard.address.removeprefix("-").isdecimal()


def sound_updates() -> list[dict[str, Any]]:
    """One update of each kind that Alba reads."""
    world = World()
    ana = world.chat(ANA)
    size = {"file_id": "F", "file_unique_id": "u", "width": 1, "height": 1}
    contents: list[dict[str, Any]] = [
        {"text": "/start visita"},
        {"location": {"latitude": 19.4, "longitude": -99.1}},
        {"voice": {"file_id": "F", "file_unique_id": "u", "duration": 1}},
        {"photo": [size], "caption": "mira"},
        {"rich_message": {"blocks": [{"type": "paragraph", "text": ["hola", "ya"]}]}},
    ]
    messages = [world.message(ana, **content) for content in contents]
    return [
        *(world.update(message=message) for message in messages),
        world.update(edited_message={**messages[0], "edit_date": 1}),
        world.presses(ana, "si"),
    ]


def places_in(node: object, so_far: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a JSON value, as the keys that lead there."""
    members: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        members = list(node.items())
    elif isinstance(node, list):
        members = list(enumerate(node))
    return [so_far, *(p for key, one in members for p in places_in(one, (*so_far, key)))]


SPOTS = [(update, place) for update in sound_updates() for place in places_in(update) if place]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(spot=st.sampled_from(SPOTS), put=ANYTHING, drop=st.booleans())
def test_one_broken_place(
    spot: tuple[dict[str, Any], tuple[str | int, ...]], put: object, drop: bool
) -> None:
    update, place = copy.deepcopy(spot[0]), spot[1]
    holder: Any = update
    for key in place[:-1]:
        holder = holder[key]
    if drop:
        del holder[place[-1]]
    else:
        holder[place[-1]] = put
    assert is_sound(json.dumps(update).encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(name=st.sampled_from(ALLOWED_UPDATES), payload=ANYTHING, update_id=ANYTHING)
def test_any_payload(name: str, payload: object, update_id: object) -> None:
    assert is_sound(json.dumps({"update_id": update_id, name: payload}).encode())


@settings(max_examples=200, deadline=None, derandomize=True)
@given(body=st.binary(max_size=40) | ANYTHING.map(lambda one: json.dumps(one).encode()))
def test_any_body(body: bytes) -> None:
    assert is_sound(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="null"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param(b"[" * 100_000, id="nested past the stack"),
        pytest.param(b'{"update_id": ' + b"9" * 5000 + b"}", id="a number of 5,000 digits"),
        pytest.param(b"a" * 1_000_000, id="a megabyte"),
    ],
)
def test_what_telegram_never_posts_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        a_reader().read(a_post(body))
    assert refusal.value.__context__ is None  # the parser's error quotes the body


@pytest.mark.parametrize(
    "update",
    [
        pytest.param({"update_id": 1}, id="nothing in it"),
        pytest.param({"update_id": 1, "poll": {"id": "1"}}, id="a kind that Alba does not read"),
        pytest.param({"update_id": 1, "hologram": {"chat": {"id": 1}}}, id="a kind of tomorrow"),
        pytest.param(
            {"update_id": 1, "business_message": {"chat": {"id": ANA, "type": "private"}}},
            id="somebody else's conversation",
        ),
        pytest.param(
            {"update_id": 1, "guest_message": {"chat": {"id": -5, "type": "group"}, "text": "x"}},
            id="a chat that Alba is not in",
        ),
        pytest.param(
            {"update_id": True, "message": {"chat": {"id": ANA, "type": "private"}, "text": "x"}},
            id="true is no number",
        ),
        pytest.param(
            {"update_id": 2**63, "message": {"chat": {"id": ANA, "type": "private"}, "text": "x"}},
            id="a number that no column holds",
        ),
        pytest.param(
            {"update_id": 1, "message": {"chat": {"id": -ANA, "type": "private"}, "text": "x"}},
            id="a group's number on a private chat",
        ),
        pytest.param(
            {"update_id": 1, "message": {"chat": {"id": ANA, "type": "private"}, "voice": 5}},
            id="a voice note that is none",
        ),
    ],
)
def test_what_alba_does_not_understand_is_nothing(update: dict[str, Any]) -> None:
    assert read(update) == []


def test_a_formatted_message_nested_past_the_stack() -> None:
    deep = '{"text":' * 400 + '"x"' + "}" * 400
    body = (
        '{"update_id": 1, "message": {"chat": {"id": 5, "type": "private"}, '
        f'"rich_message": {{"blocks": [{deep}]}}}}}}'
    )
    assert is_sound(body.encode())


@pytest.mark.parametrize("date", [10**17, -(10**17), 2**63, "ayer", 1.5, None])
def test_a_time_that_is_none_does_not_cost_her_the_message(date: object) -> None:
    chat = {"id": ANA, "type": "private"}
    [heard] = read({"update_id": 1, "message": {"chat": chat, "date": date, "text": "hola"}})
    assert (heard.text, heard.sent_at) == ("hola", None)
