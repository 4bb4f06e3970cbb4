"""Is every post of Twilio's read for what it says, and nobody else's believed?"""

import contextlib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.port import (
    ChannelKind,
    Forged,
    Inbound,
    InboundKind,
    Receipt,
    ReceiptStatus,
    Unreadable,
    WebhookPost,
)
from bot.channels.whatsapp.channel import WhatsAppChannel
from tests.channels.whatsapp import posts
from tests.channels.whatsapp.posts import ACCOUNT, ANA, PUBLIC_URL, SENDER, SID, TOKEN

CHANNEL = WhatsAppChannel(ACCOUNT, TOKEN, SENDER, None, PUBLIC_URL)
MEDIA = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}/Media/ME{'3' * 32}"


def read_one(post: WebhookPost) -> Inbound:
    """The one thing that she sent."""
    (inbound,) = CHANNEL.read(post)
    assert isinstance(inbound, Inbound)
    return inbound


def receipt(post: WebhookPost) -> Receipt:
    """The one thing that became of a message."""
    (told,) = CHANNEL.read(post)
    assert isinstance(told, Receipt)
    return told


def test_a_text_is_read_with_the_exact_address() -> None:
    assert read_one(posts.message(Body="nesesito un kuarto oi 🙏")) == Inbound(
        channel=ChannelKind.WHATSAPP,
        provider_id=SID,
        address="whatsapp:+5215512345678",
        kind=InboundKind.TEXT,
        text="nesesito un kuarto oi 🙏",
        message_ref=SID,
    )


def test_the_same_post_twice_reads_the_same() -> None:
    assert CHANNEL.read(posts.message(Body="hola")) == CHANNEL.read(posts.message(Body="hola"))


def test_a_button_is_a_choice_by_its_id() -> None:
    pressed = read_one(
        posts.message(ButtonPayload="hogar", ButtonText="Un cuarto", Body="Un cuarto")
    )
    assert (pressed.kind, pressed.choice, pressed.text) == (
        InboundKind.CHOICE,
        "hogar",
        "Un cuarto",
    )


def test_a_row_of_a_list_is_a_choice_by_its_id() -> None:
    pressed = read_one(posts.message(ListId="legal", ListTitle="Un abogado", Body="Un abogado"))
    assert (pressed.kind, pressed.choice, pressed.text) == (
        InboundKind.CHOICE,
        "legal",
        "Un abogado",
    )


def test_a_button_without_an_id_is_what_it_says() -> None:
    pressed = read_one(posts.message(ButtonText="Sí"))
    assert (pressed.kind, pressed.choice, pressed.text) == (InboundKind.TEXT, None, "Sí")


def test_a_place_has_coordinates() -> None:
    place = read_one(posts.message(Latitude="19.4326", Longitude="-99.1332", Address="Su calle 5"))
    assert (place.kind, place.latitude, place.longitude) == (InboundKind.PLACE, 19.4326, -99.1332)
    assert place.text == ""  # her street is nearer than coordinates: it is not kept


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("nan", "1"), ("91", "0"), ("0", "181"), ("inf", "0"), ("", "5"), ("x", "y"), ("0", "nan")],
)
def test_a_place_that_is_nowhere_is_no_place(latitude: str, longitude: str) -> None:
    message = read_one(posts.message(Latitude=latitude, Longitude=longitude, Body="aquí"))
    assert (message.kind, message.latitude) == (InboundKind.TEXT, None)


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("audio/ogg", InboundKind.VOICE),
        ("audio/ogg; codecs=opus", InboundKind.VOICE),
        ("image/jpeg", InboundKind.IMAGE),
        ("image/webp", InboundKind.STICKER),
        ("text/vcard", InboundKind.CONTACT_CARD),
        ("text/x-vcard", InboundKind.CONTACT_CARD),
        ("video/mp4", InboundKind.FILE),
        ("application/pdf", InboundKind.FILE),
        ("", InboundKind.FILE),
    ],
)
def test_media_are_of_a_kind_and_keep_their_words(media_type: str, kind: InboundKind) -> None:
    message = read_one(
        posts.message(NumMedia="1", MediaUrl0=MEDIA, MediaContentType0=media_type, Body="mira")
    )
    assert (message.kind, message.media, message.text) == (kind, (MEDIA,), "mira")


def test_several_media_are_all_kept_to_be_erased() -> None:
    urls = {f"MediaUrl{number}": f"{MEDIA}{number}" for number in range(3)}
    message = read_one(posts.message(NumMedia="3", MediaContentType0="image/png", **urls))
    assert message.media == (f"{MEDIA}0", f"{MEDIA}1", f"{MEDIA}2")


def test_something_without_words_is_still_from_her() -> None:
    assert read_one(posts.message(MessageType="unsupported")).kind is InboundKind.FILE


@pytest.mark.parametrize(
    ("said", "switched"), [("STOP", "blocked"), (" cancel ", "blocked"), ("Start", "unblocked")]
)
def test_a_stop_word_is_her_word_and_says_that_twilio_obeys_it(said: str, switched: str) -> None:
    told = CHANNEL.read(posts.message(Body=said))
    assert [(each.kind, each.text) for each in told if isinstance(each, Inbound)] == [
        (InboundKind.TEXT, said),
        (InboundKind.BLOCKED, switched),
    ]
    assert len({each.provider_id for each in told if isinstance(each, Inbound)}) == 2


def test_a_stop_word_among_others_is_only_a_word() -> None:
    assert read_one(posts.message(Body="stop ya no puedo")).kind is InboundKind.TEXT


def test_twilios_own_opt_out_is_believed() -> None:
    told = CHANNEL.read(posts.message(Body="Alto", OptOutType="STOP"))
    assert [each.kind for each in told if isinstance(each, Inbound)][1] is InboundKind.BLOCKED


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", ReceiptStatus.ACCEPTED),
        ("accepted", ReceiptStatus.ACCEPTED),
        ("sending", ReceiptStatus.ACCEPTED),
        ("sent", ReceiptStatus.SENT),
        ("delivered", ReceiptStatus.DELIVERED),
        ("read", ReceiptStatus.READ),
        ("undelivered", ReceiptStatus.FAILED),
        ("failed", ReceiptStatus.FAILED),
    ],
)
def test_each_status_is_a_receipt(word: str, status: ReceiptStatus) -> None:
    assert receipt(posts.status(word)) == Receipt(ChannelKind.WHATSAPP, SID, status)


def test_a_failure_keeps_its_code_and_our_reference() -> None:
    told = receipt(posts.status("undelivered", query="ref=out%2F7", ErrorCode="63016"))
    assert (told.code, told.reference) == ("63016", "out/7")


@pytest.mark.parametrize(
    "post",
    [
        pytest.param(posts.status("dancing"), id="a status that nobody knows"),
        pytest.param(posts.status("sent", sid=""), id="a status of no message"),
        pytest.param(posts.message(sid=""), id="a message without an id"),
        pytest.param(posts.message(address="+5215512345678", Body="hola"), id="an SMS"),
        pytest.param(posts.signed("/twilio/voice", [("CallSid", "CA1")]), id="a call"),
        pytest.param(posts.signed("/twilio/message", []), id="nothing at all"),
    ],
)
def test_what_is_not_understood_is_nothing(post: WebhookPost) -> None:
    assert CHANNEL.read(post) == ()


def forgeries() -> Sequence[object]:
    """A good post, each time with one thing wrong."""
    good = posts.message(Body="hola")
    status = posts.status("sent", query="ref=out-1")
    unsigned = {name: value for name, value in good.headers.items() if "signature" not in name}
    elsewhere = posts.signed(
        "/twilio/message", [("Body", "hola")], public_url="https://otra.example"
    )
    other_token = {**good.headers, "x-twilio-signature": posts.signature(PUBLIC_URL, [], "otro")}
    return [
        pytest.param(replace(good, headers=unsigned), id="unsigned"),
        pytest.param(
            replace(good, headers={**good.headers, "x-twilio-signature": "ñ"}), id="nonsense"
        ),
        pytest.param(replace(good, headers=other_token), id="another account's signature"),
        pytest.param(replace(good, body=good.body + b"&Body=otra"), id="a value more"),
        pytest.param(replace(good, body=good.body.replace(b"hola", b"hole")), id="other words"),
        pytest.param(replace(good, path="/twilio/status"), id="another path"),
        pytest.param(replace(good, query="a=1"), id="a query that was not signed"),
        pytest.param(replace(status, query=""), id="a query that was signed and is gone"),
        pytest.param(replace(status, query="ref=out-2"), id="another message's reference"),
        pytest.param(elsewhere, id="signed for another host"),
        pytest.param(replace(good, body=b""), id="empty"),
        pytest.param(replace(good, path="[//\x00"), id="a path that is none"),
    ]


@pytest.mark.parametrize("post", forgeries())
def test_a_forged_post_is_refused(post: WebhookPost) -> None:
    with pytest.raises(Forged):
        CHANNEL.read(post)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b'{"Body": "hola"}', "application/json", id="JSON"),
        pytest.param(b"a=1&" * 501, "application/x-www-form-urlencoded", id="fields without end"),
    ],
)
def test_what_is_no_form_is_unreadable(body: bytes, content_type: str) -> None:
    headers = {"x-twilio-signature": "x", "content-type": content_type}
    with pytest.raises(Unreadable):
        CHANNEL.read(WebhookPost("/twilio/message", headers, body))


def test_a_name_with_several_values_is_verified_with_all_of_them() -> None:
    pairs = [("MessageSid", SID), ("From", ANA), ("Body", "hola"), ("Tag", "b"), ("Tag", "a")]
    assert read_one(posts.signed("/twilio/message", pairs)).text == "hola"


def test_the_public_address_may_have_a_port_a_path_and_a_slash() -> None:
    public_url = "https://alba.example:8443/app"
    channel = WhatsAppChannel(ACCOUNT, TOKEN, SENDER, None, f"{public_url}/")
    pairs = [("MessageSid", SID), ("From", ANA), ("Body", "hola")]
    assert len(channel.read(posts.signed("/twilio/message", pairs, public_url=public_url))) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 10_000, id="10,000 characters"),
        pytest.param("antes\x00después", id="NUL"),
        pytest.param("🙂🙃", id="emoji only"),
        pytest.param("שלום\u202e\u200f", id="right to left"),
        pytest.param("'; DROP TABLE contacts; --", id="SQL"),
        pytest.param("<script>{{1}}{% %}${x}</script>", id="HTML and templates"),
        pytest.param("a&b=c+d %41\r\n;", id="what forms are made of"),
    ],
)
def test_odd_texts_arrive_as_they_were_written(text: str) -> None:
    assert read_one(posts.message(Body=text)).text == text


def test_nothing_of_hers_shows_in_a_repr() -> None:
    post = posts.message(Body="secreto", Latitude="19.4", Longitude="-99.1", ProfileName="Ana")
    for each in (post, *CHANNEL.read(post)):
        assert not {"secreto", "551234", "19.4"} & set(repr(each).split("'"))
        assert "secreto" not in repr(each)
        assert "551234" not in repr(each)


names = st.sampled_from(
    ["MessageSid", "From", "Body", "ButtonPayload", "ListId", "Latitude", "Longitude", "NumMedia",
     "MediaUrl0", "MediaContentType0", "MessageStatus", "SmsStatus", "ErrorCode", "OptOutType"]
)  # fmt: skip
values = st.one_of(
    st.text(), st.sampled_from([ANA, SID, "sent", "1e400", "-0", "9" * 400, "audio/"])
)
paths = st.sampled_from(["/twilio/message", "/twilio/status", "/otra"])


@given(paths, st.lists(st.tuples(st.one_of(names, st.text()), values)), st.text(max_size=20))
def test_no_signed_post_whatever_breaks_the_reading(
    path: str, pairs: list[tuple[str, str]], query: str
) -> None:
    kept = [(name.encode(errors="ignore").decode(), value.encode(errors="ignore").decode())
            for name, value in pairs]  # fmt: skip
    safe_query = "".join(each for each in query if each.isalnum() or each in "=&%+")
    for each in CHANNEL.read(posts.signed(path, kept, query=safe_query)):
        assert each.channel is ChannelKind.WHATSAPP


@given(
    st.text(max_size=30),
    st.dictionaries(st.sampled_from(["x-twilio-signature", "content-type"]), st.text()),
    st.binary(),
    st.text(max_size=30),
)
def test_no_bytes_whatever_raise_anything_but_a_refusal(
    path: str, headers: dict[str, str], body: bytes, query: str
) -> None:
    with contextlib.suppress(Forged, Unreadable):
        CHANNEL.read(WebhookPost(path, headers, body, query))
