"""Does Alba look as she should in Telegram, discreetly, and is nothing set twice?"""

import re

import pytest

from bot.channels.port import NotNow
from bot.channels.telegram import profile
from bot.channels.telegram.reading import read_update
from bot.channels.telegram.sending import LEAVING
from bot.translations import Translate, catalogue
from tests.channels.telegram.faults import SERVER_ERROR, too_many
from tests.channels.telegram.scenes import ANA, telegram_and_alba
from tests.channels.telegram.world import World

pytestmark = pytest.mark.anyio

ITEMS = ("name", "short_description", "description", "commands")
TELLING = re.compile(
    r"prisi|penal|c[aá]rcel|recl|preso|presa|intern[ao]|libert|liber|delito|custodi|juez"
    r"|mujer|ella|violen|abus|agre|v[ií]ctima|crisis|suicid",
    re.IGNORECASE,
)


SPANISH: dict[str, Translate] = {}  # and no other language


def shouted(text: str) -> str:
    """A catalogue that can be told from the source."""
    return text.upper()


async def test_everything_is_set_once_and_then_nothing() -> None:
    async with telegram_and_alba() as (telegram, alba):
        assert await profile.apply(alba, SPANISH) == profile.Applied(changed=ITEMS)
        assert await profile.read_profile(alba) == profile.wanted()
        before = len(telegram.calls)
        assert await profile.apply(alba, SPANISH) == profile.Applied()
        assert all(method.startswith("getMy") for method, _ in telegram.calls[before:])


async def test_only_what_differs_is_set() -> None:
    async with telegram_and_alba() as (telegram, alba):
        await profile.apply(alba, SPANISH)
        telegram.profile["Description", ""] = "otra cosa"
        assert await profile.apply(alba, SPANISH) == profile.Applied(changed=("description",))
        assert telegram.profile["Description", ""] == profile.DESCRIPTION


async def test_another_language_has_its_own_words_and_the_same_name() -> None:
    async with telegram_and_alba() as (_, alba):
        applied = await profile.apply(alba, {"en": shouted})
        spanish, english = await profile.read_profile(alba), await profile.read_profile(alba, "en")
    assert applied.changed == (*ITEMS, "short_description:en", "description:en", "commands:en")
    assert english == profile.wanted(shouted)
    assert (spanish.name, english.name) == ("Alba", "Alba")
    assert spanish == profile.wanted()


async def test_english_is_set_without_being_asked_for() -> None:
    async with telegram_and_alba() as (telegram, alba):
        await profile.apply(alba)
        assert await profile.read_profile(alba, "en") == profile.wanted(catalogue("en"))
        assert ("Description", "") in telegram.profile


async def test_what_fails_is_named_and_keeps_nothing_else_back() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.fail(too_many(40_000), method="setMyName")
        telegram.fail(SERVER_ERROR, method="setMyCommands")
        applied = await profile.apply(alba, SPANISH)
    assert applied.failed == ("name", "commands")
    assert applied.changed == ("short_description", "description")


async def test_a_profile_that_cannot_be_read_is_told() -> None:
    async with telegram_and_alba() as (telegram, alba):
        telegram.fail(SERVER_ERROR, method="getMyName")
        with pytest.raises(NotNow):
            await profile.apply(alba, SPANISH)


@pytest.mark.parametrize(
    "text",
    [
        LEAVING,
        profile.NAME,
        profile.SHORT_DESCRIPTION,
        profile.DESCRIPTION,
        *(f"{name} {says}" for name, says in profile.COMMANDS),
    ],
)
def test_nothing_of_it_gives_her_away(text: str) -> None:
    assert TELLING.search(text) is None
    assert not re.search(r"\d", text)  # telephones reach people through the directory alone


def test_each_command_says_a_word_that_alba_knows() -> None:
    world = World()
    ana = world.chat(ANA)
    said = [read_update(world.says(ana, f"/{name}"))[0].text for name, _ in profile.COMMANDS]
    assert said == ["menú", "persona", "ayuda", "alto", "borrar", "salir"]
