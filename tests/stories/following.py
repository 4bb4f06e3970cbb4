"""How does a story begin with a woman who agreed to be asked? And what was she asked?"""

from zoneinfo import ZoneInfo

from bot.channels.port import ChannelKind
from bot.rehearsal import Heard
from db.stores import case_history, case_words, cases
from db.stores.cases import CaseRow
from tests.stories.story import Person, Story


def agrees(
    story: Story,
    name: str = "ana",
    *,
    on: ChannelKind = ChannelKind.TELEGRAM,
    came_out: str = "",
    then: str = "",
) -> Person:
    """She says yes after the first help; `came_out`: today by day, a button, or her own words."""
    if not came_out:
        her = story.woman(name, on).writes("hola").presses("Es para mí")
        _comes_out(her)
        return her.presses("Mejor de día")
    her = story.woman(name, on).writes("busco chamba de lo que sea")
    her.presses("Ganar algo pronto").presses("Sí, escríbeme")
    if then:
        return her.presses(came_out).writes(then)
    return her.presses("Otro día").writes(came_out)


def agrees_tonight(story: Story, name: str = "ana") -> Person:
    """She came out today, and may be written to tonight."""
    her = story.woman(name).writes("hola").presses("Es para mí")
    _comes_out(her)
    return her.presses("Sí, esta noche")


def _comes_out(her: Person) -> None:
    if "Salí hoy" not in her.buttons:
        her.presses("Otra cosa").presses("Más temas")
    her.presses("Salí hoy").presses("Sí, ya voy").presses("Sí, escríbeme")


def asked(her: Person) -> list[Heard]:
    """What Alba asked of her own accord, first tries and second ones."""
    return [each for each in her.inbox if each.kind == "check_in"]


def hours_of(heard: list[Heard]) -> list[int]:
    """The hours of messages, in her own zone."""
    return [each.at.astimezone(ZoneInfo(each.zone)).hour for each in heard]


def first_asked(her: Person) -> list[Heard]:
    """The same without the second tries."""
    return [each for each in asked(her) if "otra vez" not in each.text]


def cases_of(story: Story) -> list[CaseRow]:
    """All cases, oldest first."""
    alba = story.stage.rehearsal.alba
    with alba.database.read() as tx:
        return sorted(cases.read_open(tx), key=lambda case: case.id)


def words_of(story: Story, reason: str) -> str:
    """What a case of this reason says, all of it."""
    alba = story.stage.rehearsal.alba
    [case] = [each for each in cases_of(story) if each.reason == reason]
    with alba.database.read() as tx:
        said = case_words.words_of(tx, alba.keyring, case.id)
        history = case_history.history(tx, alba.keyring, case.id)
    details = [each.detail.reveal() for each in history if each.detail is not None]
    return "\n".join([said.words.reveal() if said.words else "", *details])
