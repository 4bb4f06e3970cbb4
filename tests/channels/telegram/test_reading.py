"""Is each kind of thing that she sends read as what it is?"""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.port import Inbound, InboundKind
from bot.channels.telegram.not_content import NOT_CONTENT
from tests.channels.telegram.contract import bot_api
from tests.channels.telegram.scenes import ANA, a_post, a_reader, read
from tests.channels.telegram.world import A_DATE, World

FILE: dict[str, Any] = {"file_id": "F1", "file_unique_id": "u1"}
SIZED: dict[str, Any] = {**FILE, "width": 90, "height": 90}
HEARD: dict[str, Any] = {**FILE, "duration": 3}
ZOCALO: dict[str, Any] = {"latitude": 19.43, "longitude": -99.13}
PHOTO = [{**SIZED, "file_id": "small"}, {**SIZED, "file_id": "large"}]
LIVE_PHOTO: dict[str, Any] = {"live_photo": {**SIZED, "duration": 1}, "photo": PHOTO}
STICKER = {**SIZED, "type": "regular", "is_animated": False, "is_video": False}
PARAGRAPH = {"type": "paragraph", "text": "ya"}
DIE: dict[str, Any] = {"emoji": "🎲", "value": 3}


def heard_in_message(**content: Any) -> Inbound:
    world = World()
    [heard] = read(world.update(message=world.message(world.chat(ANA), **content)))
    return heard


@pytest.mark.parametrize(
    ("content", "kind", "media"),
    [
        pytest.param({"text": "hola"}, InboundKind.TEXT, (), id="words"),
        pytest.param({"voice": HEARD}, InboundKind.VOICE, ("F1",), id="a voice note"),
        pytest.param({"audio": HEARD}, InboundKind.VOICE, ("F1",), id="a recording"),
        pytest.param(
            {"video_note": {**HEARD, "length": 240}}, InboundKind.VOICE, ("F1",), id="a round video"
        ),
        pytest.param({"photo": PHOTO}, InboundKind.IMAGE, ("large",), id="a photo"),
        pytest.param(
            {"animation": {**SIZED, "duration": 1}, "document": {**FILE, "file_id": "F2"}},
            InboundKind.IMAGE,
            ("F1",),
            id="a moving picture, which brings a document along",
        ),
        pytest.param(
            LIVE_PHOTO,
            InboundKind.IMAGE,
            ("F1",),
            id="a live photo, which brings a photo along",
        ),
        pytest.param({"sticker": STICKER}, InboundKind.STICKER, ("F1",), id="a sticker"),
        pytest.param(
            {"contact": {"phone_number": "5500000000", "first_name": "Luz"}},
            InboundKind.CONTACT_CARD,
            (),
            id="a contact card",
        ),
        pytest.param({"video": {**SIZED, "duration": 3}}, InboundKind.FILE, ("F1",), id="a video"),
        pytest.param({"document": FILE}, InboundKind.FILE, ("F1",), id="a document"),
        pytest.param({"dice": DIE}, InboundKind.FILE, (), id="a die"),
    ],
)
def test_kinds(content: dict[str, Any], kind: InboundKind, media: tuple[str, ...]) -> None:
    heard = heard_in_message(**content)
    assert (heard.kind, heard.media, heard.edited) == (kind, media, False)


def test_what_telegram_invents_next_is_a_file_and_not_silence() -> None:
    world = World()
    message = world.message(world.chat(ANA), hologram={"file_id": "F1"}, caption="mira")
    [heard] = read({"update_id": 1, "message": message})
    assert (heard.kind, heard.text) == (InboundKind.FILE, "mira")


def test_a_message_says_who_when_and_which() -> None:
    world = World()
    update = world.says(world.chat(ANA), "hola")
    [heard] = read(update)
    assert heard.address == str(ANA)
    assert heard.provider_id == f"u{update['update_id']}"
    assert heard.position == update["update_id"]
    assert heard.message_ref == str(update["message"]["message_id"])
    assert heard.sent_at == datetime.fromtimestamp(A_DATE, UTC)
    assert "hola" not in repr(heard)
    assert str(ANA) not in repr(heard)


def test_a_caption_is_kept_as_her_words() -> None:
    assert heard_in_message(photo=PHOTO, caption="esto me dieron").text == "esto me dieron"


def test_a_contact_card_keeps_nothing_of_the_third_person() -> None:
    heard = heard_in_message(contact={"phone_number": "5500000000", "first_name": "Luz"})
    assert (heard.text, heard.media) == ("", ())


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        ("/start", InboundKind.START, ""),
        ("/start visita_7", InboundKind.START, "visita_7"),
        ("/start@alba_bot visita_7", InboundKind.START, "visita_7"),
        ("/menu", InboundKind.TEXT, "menú"),
        ("/MENU", InboundKind.TEXT, "menú"),
        ("/salir", InboundKind.TEXT, "salir"),
        ("/persona", InboundKind.TEXT, "persona"),
        ("/alto@alba_bot", InboundKind.TEXT, "alto"),
        ("/borrar", InboundKind.TEXT, "borrar"),
        ("/ayuda", InboundKind.TEXT, "ayuda"),
        ("/help", InboundKind.TEXT, "ayuda"),
        ("/ayuda me sigue", InboundKind.TEXT, "ayuda me sigue"),
        ("/hola", InboundKind.TEXT, "hola"),
        ("/", InboundKind.TEXT, "/"),
        ("él y/o ella", InboundKind.TEXT, "él y/o ella"),
        ("<b>{{x}}</b> %s'; DROP TABLE", InboundKind.TEXT, "<b>{{x}}</b> %s'; DROP TABLE"),
        ("\u202eאבג 😭", InboundKind.TEXT, "\u202eאבג 😭"),
        ("a\x00b", InboundKind.TEXT, "ab"),
        ("x\ud83d\ude00\ud800", InboundKind.TEXT, "x😀\ufffd"),
    ],
)
def test_commands_become_words_and_words_stay(written: str, kind: InboundKind, text: str) -> None:
    heard = heard_in_message(text=written)
    assert (heard.kind, heard.text) == (kind, text)


@pytest.mark.parametrize(
    "content",
    [
        {"location": ZOCALO},
        {"location": {**ZOCALO, "live_period": 900}},
        {
            "location": ZOCALO,
            "venue": {"location": ZOCALO, "title": "Zócalo", "address": "Centro"},
        },
    ],
    ids=["a place", "a place that moves", "a venue"],
)
def test_places(content: dict[str, Any]) -> None:
    heard = heard_in_message(**content)
    assert (heard.kind, heard.latitude, heard.longitude) == (InboundKind.PLACE, 19.43, -99.13)
    assert heard.text == ""


def test_a_formatted_message_is_read_as_its_words() -> None:
    blocks = [
        {"type": "paragraph", "text": ["me quiero ", {"type": "bold", "text": "morir"}]},
        {"type": "list", "items": [{"label": "1", "blocks": [{"type": "divider"}, PARAGRAPH]}]},
    ]
    heard = heard_in_message(rich_message={"blocks": blocks})
    assert (heard.kind, heard.text) == (InboundKind.TEXT, "me quiero morir\nya")


def test_an_edit_is_another_event_on_the_same_message() -> None:
    world = World()
    first = world.says(world.chat(ANA), "estoy vien")
    edited = {**first["message"], "text": "estoy mal", "edit_date": A_DATE + 60}
    [before], [after] = read(first), read(world.update(edited_message=edited))
    assert (after.edited, after.text) == (True, "estoy mal")
    assert after.message_ref == before.message_ref
    assert after.provider_id != before.provider_id
    assert after.sent_at == datetime.fromtimestamp(A_DATE + 60, UTC)


def test_a_place_that_moves_is_heard_once() -> None:
    world = World()
    moving = world.message(world.chat(ANA), location={**ZOCALO, "live_period": 900})
    assert read(world.update(edited_message={**moving, "edit_date": A_DATE + 5})) == []


def test_a_pressed_button() -> None:
    world = World()
    update = world.presses(world.chat(ANA), "si", query_id="77")
    [heard] = read(update)
    assert (heard.kind, heard.choice, heard.text) == (InboundKind.CHOICE, "si", "")
    assert heard.provider_id == "c77"
    assert heard.message_ref == str(update["callback_query"]["message"]["message_id"])


def test_a_button_under_a_message_that_telegram_no_longer_shows() -> None:
    world = World()
    update = world.presses(world.chat(ANA), "si")
    gone = {"chat": {"id": ANA, "type": "private"}, "message_id": 9, "date": 0}
    update["callback_query"]["message"] = gone
    [heard] = read(update)
    assert (heard.choice, heard.address, heard.message_ref) == ("si", str(ANA), "9")


@pytest.mark.parametrize(
    "service",
    [
        {"pinned_message": {"chat": {"id": ANA, "type": "private"}, "message_id": 1, "date": 0}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"write_access_allowed": {}},
    ],
    ids=["something pinned", "a timer for vanishing messages", "the program's permission"],
)
def test_what_the_program_writes_itself_is_no_message_of_hers(service: dict[str, Any]) -> None:
    world = World()
    assert read(world.update(message=world.message(world.chat(ANA), **service))) == []


def test_every_field_of_a_message_is_either_content_or_not() -> None:
    """A new Bot API shows here: decide for each new field whether she sent it."""
    fields = bot_api().field_names("Message")
    assert fields - NOT_CONTENT == {
        *("text", "rich_message", "location", "venue", "contact", "sticker"),
        *("voice", "audio", "video_note", "animation", "live_photo", "photo"),
        *("video", "document", "paid_media", "story", "checklist", "dice", "game", "poll"),
        *("invoice", "giveaway", "giveaway_winners", "gift", "unique_gift", "users_shared"),
        *("chat_shared", "web_app_data", "passport_data", "successful_payment"),
    }
    assert fields > NOT_CONTENT


def test_the_answer_to_a_post_calms_the_button() -> None:
    world = World()
    answers = [
        answer(world.presses(world.chat(ANA), "si", query_id="77")),
        answer(world.says(world.chat(ANA), "hola")),
        answer(b"{"),
    ]
    assert answers == [{"method": "answerCallbackQuery", "callback_query_id": "77"}, None, None]
    bot_api().check_call("answerCallbackQuery", {"callback_query_id": "77"})


def answer(update: object) -> object:
    """What Alba answers a post with."""
    body = a_reader().webhook_answer(a_post(update))
    return None if body is None else json.loads(body)
