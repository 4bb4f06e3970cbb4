"""What is in a Telegram message: words, a command, a place, a voice note, a picture?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.channels.port import InboundKind
from bot.channels.telegram.fields import Json, degrees, part, storable, words
from bot.channels.telegram.not_content import NOT_CONTENT


@dataclass(frozen=True, slots=True)
class Content:
    """What a message carries. `media` are Telegram's file ids."""

    kind: InboundKind
    text: str = field(default="", repr=False)
    media: tuple[str, ...] = field(default=(), repr=False)
    latitude: float | None = field(default=None, repr=False)
    longitude: float | None = field(default=None, repr=False)


# In this order: an animation comes with a `document` beside it, and a live photo with a `photo`,
# for older programs. A contact card keeps neither name nor number: they are a third person's.
_KINDS: Final[Mapping[str, InboundKind]] = {
    "voice": InboundKind.VOICE,
    "audio": InboundKind.VOICE,
    "video_note": InboundKind.VOICE,
    "animation": InboundKind.IMAGE,
    "live_photo": InboundKind.IMAGE,
    "photo": InboundKind.IMAGE,
    "sticker": InboundKind.STICKER,
    "contact": InboundKind.CONTACT_CARD,
    "video": InboundKind.FILE,
    "document": InboundKind.FILE,
}

_COMMAND: Final = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]+)?(?:\s+(.*))?", re.DOTALL)
# A command's name has no accents; /help and /stop are what Telegram itself teaches people.
_COMMAND_WORDS: Final[Mapping[str, str]] = {
    "menu": "menú",
    "help": "ayuda",
    "stop": "alto",
    "settings": "menú",
}

# Where a formatted message keeps its words, and what stands between the members of such a list.
_RICH_JOINTS: Final[Mapping[str, str]] = {
    "blocks": "\n",
    "items": "\n",
    "cells": "\n",
    "summary": "",
    "text": "",
    "alternative_text": "",
    "caption": "",
}
_DEEPEST: Final = 32  # a forged message could be nested past Python's own stack


def read_content(message: Json) -> Content | None:
    """What `message` carries; None for a service message and for what is broken."""
    if text := words(message, "text"):
        return _read_text(text)
    if rich := _plain(message.get("rich_message"), "", 0):
        return Content(InboundKind.TEXT, rich)
    if "location" in message:
        return _read_place(part(message, "location"))
    caption = words(message, "caption")
    for name, kind in _KINDS.items():
        if name in message:
            return _read_media(kind, caption, message[name])
    others = message.keys() - NOT_CONTENT  # a poll, a die, a story, or what Telegram invents next
    return Content(InboundKind.FILE, caption) if any(message[name] for name in others) else None


def _read_text(text: str) -> Content:
    command = _COMMAND.fullmatch(text)
    if command is None:
        return Content(InboundKind.TEXT, text)
    name, rest = command[1].lower(), (command[2] or "").strip()
    if name == "start":
        return Content(InboundKind.START, rest)
    return Content(InboundKind.TEXT, f"{_COMMAND_WORDS.get(name, name)} {rest}".rstrip())


def _read_place(location: Json) -> Content | None:
    latitude, longitude = degrees(location, "latitude", 90), degrees(location, "longitude", 180)
    if latitude is None or longitude is None:
        return None
    return Content(InboundKind.PLACE, latitude=latitude, longitude=longitude)


def _read_media(kind: InboundKind, caption: str, found: object) -> Content | None:
    """A file. A photo comes in several sizes, the largest last."""
    if isinstance(found, list):
        found = found[-1] if found else None
    if not isinstance(found, dict):
        return None
    file_id = words(found, "file_id")
    return Content(kind, caption, (file_id,) if file_id else ())


def _plain(node: object, joint: str, depth: int) -> str:
    """The words of a formatted message: https://core.telegram.org/bots/api#richmessage"""
    if isinstance(node, str):
        return storable(node)
    if depth == _DEEPEST:
        return ""
    if isinstance(node, list):
        return joint.join(filter(None, (_plain(one, joint, depth + 1) for one in node)))
    if isinstance(node, dict):
        held = (_plain(node.get(name), j, depth + 1) for name, j in _RICH_JOINTS.items())
        return "\n".join(filter(None, held))
    return ""
