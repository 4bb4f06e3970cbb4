"""Does an alert become a mail, and is each answer of the server taken for what it means?"""

import asyncio
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest

from bot.channels.email.channel import EmailChannel
from bot.channels.port import (
    ChannelError,
    NotNow,
    Outbound,
    RefusalReason,
    Refused,
    UnknownOutcome,
)

IRMA = "irma@casa.example"


@dataclass
class Post:
    """A mail server that says to each command what it is told to, and keeps what it gets."""

    answers: dict[str, str] = field(default_factory=dict)
    mails: list[bytes] = field(default_factory=list)
    port: int = 0

    def talk(self, handler: socketserver.StreamRequestHandler) -> None:
        """One conversation."""

        def say(line: str) -> None:
            handler.wfile.write(line.encode() + b"\r\n")

        say("220 post")
        while line := handler.rfile.readline():
            verb = line.split()[0].decode().upper().partition(":")[0]
            answer = self.answers.get(verb, "354 go on" if verb == "DATA" else "250 ok")
            if answer == "gone":
                return
            say(answer)
            if verb == "DATA" and answer.startswith("354"):
                self.mails.append(b"".join(iter(handler.rfile.readline, b".\r\n")))
                if self.answers.get("END") == "gone":
                    return
                say(self.answers.get("END", "250 kept"))
            if verb == "QUIT":
                return


@pytest.fixture
def post() -> Iterator[Post]:
    kept = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            kept.talk(self)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield kept
        server.shutdown()
        thread.join()


def send(post: Post, to: str = IRMA, user: str = "") -> str:
    channel = EmailChannel(f"smtp://{user}127.0.0.1:{post.port}", "Alba <avisos@casa.example>")
    return asyncio.run(channel.send(Outbound("c7-1.0-s2-email", to, "Caso K7-42F. Urgente: ñ.")))


def test_the_mail_says_what_the_alert_says_and_its_subject_nothing(post: Post) -> None:
    assert send(post) == "<c7-1.0-s2-email@casa.example>"
    (raw,) = post.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "Alba: un aviso"
    assert (mail["To"], mail["From"]) == (IRMA, "Alba <avisos@casa.example>")
    assert mail.get_content().strip() == "Caso K7-42F. Urgente: ñ."


def test_the_same_alert_has_the_same_id_so_that_a_repeat_is_known(post: Post) -> None:
    assert send(post) == send(post)


@pytest.mark.parametrize(
    ("verb", "answer", "meaning"),
    [
        ("RCPT", "550 no such box", Refused),
        ("RCPT", "451 later", NotNow),
        ("RCPT", "554 spam", Refused),
        ("MAIL", "452 full", NotNow),
        ("MAIL", "550 who are you", Refused),
        ("END", "451 later", NotNow),
        ("END", "554 spam", Refused),
        ("END", "gone", UnknownOutcome),
        ("EHLO", "gone", NotNow),
    ],
)
def test_what_the_server_says(
    post: Post, verb: str, answer: str, meaning: type[ChannelError]
) -> None:
    post.answers[verb] = answer
    with pytest.raises(meaning):
        send(post)


def test_a_box_that_is_gone_says_so_of_the_address(post: Post) -> None:
    post.answers["RCPT"] = "550 no such box"
    with pytest.raises(Refused) as refused:
        send(post)
    assert refused.value.reason is RefusalReason.NO_SUCH_ADDRESS


def test_a_sender_that_is_refused_says_nothing_of_the_address(post: Post) -> None:
    post.answers["MAIL"] = "550 who are you"
    with pytest.raises(Refused) as refused:
        send(post)
    assert refused.value.reason is RefusalReason.REJECTED


def test_nobody_at_the_port_is_not_now(post: Post) -> None:
    channel = EmailChannel("smtp://127.0.0.1:1", "avisos@casa.example")
    with pytest.raises(NotNow):
        asyncio.run(channel.send(Outbound("r", IRMA, "x")))


def test_a_password_is_never_said_without_tls(post: Post) -> None:
    with pytest.raises(NotNow):
        send(post, user="alba:secreto@")
    assert post.mails == []


def test_an_address_that_is_none_is_refused(post: Post) -> None:
    with pytest.raises(Refused):
        send(post, to="irma@casa.example\nBcc: otra@casa.example")
    assert post.mails == []
