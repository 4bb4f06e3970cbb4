"""Does Alba notice where she is let in and thrown out: blocked by a woman, put into a group?"""

from typing import Any

import pytest

from bot.channels.port import InboundKind
from tests.channels.telegram.scenes import ANA, read
from tests.channels.telegram.world import A_DATE, World


@pytest.mark.parametrize(("status", "text"), [("kicked", "blocked"), ("member", "unblocked")])
def test_she_blocks_alba_and_comes_back(status: str, text: str) -> None:
    [heard] = read(membership("private", ANA, status))
    assert (heard.kind, heard.text, heard.address) == (InboundKind.BLOCKED, text, str(ANA))


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_a_group_is_heard_once_an_update(kind: str) -> None:
    world = World()
    group = world.chat(-100200, kind)
    message = world.message(group, text="hola a todas", caption="hola")
    for update in (
        world.update(message=message),
        world.update(edited_message=message),
        world.update(channel_post=message),
        membership(kind, group.id, "member"),
        world.presses(group, "si"),
    ):
        [heard] = read(update)
        assert (heard.kind, heard.address, heard.text) == (InboundKind.GROUP, "-100200", "")
        assert heard.provider_id == f"u{update['update_id']}"


@pytest.mark.parametrize("status", ["left", "kicked"])
def test_a_group_that_alba_has_left_is_not_left_again(status: str) -> None:
    assert read(membership("supergroup", -100200, status)) == []


def membership(chat_type: str, chat_id: int, status: str) -> dict[str, Any]:
    """Somebody changed what Alba may do in a chat."""
    alba = {"id": 1, "is_bot": True, "first_name": "Alba"}
    until = {"until_date": 0} if status == "kicked" else {}
    return World().update(
        my_chat_member={
            "chat": {"id": chat_id, "type": chat_type},
            "from": {"id": 2, "is_bot": False, "first_name": "Ana"},
            "date": A_DATE,
            "old_chat_member": {"status": "left", "user": alba},
            "new_chat_member": {"status": status, "user": alba, **until},
        }
    )
