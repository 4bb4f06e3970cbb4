"""What if it becomes worse, what if the rules change meanwhile, and which rules is it called by?"""

from datetime import timedelta
from pathlib import Path

from bot.care import policy_file
from db.stores import case_history, cases
from tests.stories.story import Story

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def history(story: Story, case: int) -> list[tuple[str, str]]:
    alba = story.stage.rehearsal.alba
    with alba.database.read() as tx:
        return [(each.who, each.what) for each in case_history.history(tx, alba.keyring, case)]


def new_rules(story: Story, folder: Path, before: str, after: str) -> None:
    """The caseworkers change the file, and Alba is started again."""
    written = policy_file.ESCALATION.read_text(encoding="utf-8")
    assert before in written
    changed = folder / "escalation.yaml"
    changed.write_text(written.replace(before, after), encoding="utf-8")
    grounds = story.stage.rehearsal.alba.grounds
    grounds.policy = policy_file.load(changed)
    grounds.renew()


def test_worse_rings_at_once_and_starts_the_clock_again(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes("ayuda")
    story.passes(20 * MINUTE)
    assert (lucia.alerts, irma.alerts) == (1, 0)
    ana.presses("Es urgente")
    assert (lucia.alerts, irma.alerts) == (2, 0)
    assert lucia.phone[-1].severity == "urgent"
    story.passes(5 * MINUTE)
    assert (lucia.alerts, irma.alerts) == (2, 1)


def test_it_never_gets_milder_by_itself(story: Story) -> None:
    lucia = story.caseworker("lucia")
    ana = story.woman().writes("ayuda")
    ana.presses("Es urgente")
    ana.writes("ayuda")
    assert lucia.alerts == 2
    with story.stage.rehearsal.alba.database.read() as tx:
        (case,) = (each for each in cases.read_open(tx) if each.reason == "help")
    assert case.severity == "urgent"


def test_who_has_it_is_told_that_it_is_worse_and_must_reach_her_anew(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes("ayuda")
    lucia.presses("Lo tomo")
    ana.presses("Es urgente")
    assert (lucia.alerts, irma.alerts) == (2, 0)
    assert story.statuses() == ["acknowledged"]
    story.passes(30 * MINUTE)
    assert lucia.alerts == 3
    assert story.statuses() == ["open"]


def test_one_open_case_for_each_reason(story: Story) -> None:
    story.caseworker("lucia")
    ana = story.woman().writes("él está afuera de la puerta y me va a matar")
    ana.writes("ya está golpeando la puerta, me va a matar")
    assert story.statuses() == ["open"]
    ana.writes("ya no quiero vivir, hoy me mato")
    assert story.statuses() == ["open", "open"]


def test_a_case_that_rings_keeps_the_rules_with_which_it_began(
    story: Story, tmp_path: Path
) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    story.woman("ana").writes("él está afuera de la puerta y me va a matar")
    story.passes(MINUTE)
    new_rules(story, tmp_path, "{after: 5m, tell: next}", "{after: 8m, tell: next}")
    story.woman("eva").writes("él está afuera de la puerta y me va a matar")
    story.passes(4 * MINUTE)
    assert (lucia.alerts, irma.alerts) == (2, 1)
    story.passes(3 * MINUTE)
    assert irma.alerts == 1
    story.passes(MINUTE)
    assert irma.alerts == 2


def test_the_rules_for_having_reached_her_are_kept_too(story: Story, tmp_path: Path) -> None:
    lucia = story.caseworker("lucia")
    story.woman("ana").writes("él está afuera de la puerta y me va a matar")
    new_rules(story, tmp_path, "urgent: 30m, high: 4h", "urgent: 5m, high: 4h")
    lucia.presses("Lo tomo")
    story.passes(29 * MINUTE)
    assert lucia.alerts == 1
    story.passes(MINUTE)
    assert lucia.alerts == 2


def test_the_history_says_who_did_what(story: Story) -> None:
    lucia, irma = story.caseworker("lucia"), story.caseworker("irma")
    ana = story.woman().writes("ayuda")
    lucia.presses("Lo tomo")
    lucia.presses("Pasar")
    irma.presses("Lo tomo")
    ana.writes("gracias")
    irma.does("resolve", irma.case, "referred")
    assert history(story, irma.case) == [
        ("alba", "opened"),
        ("staff:1", "acknowledged"),
        ("staff:1", "passed"),
        ("staff:1", "reopened"),
        ("staff:2", "acknowledged"),
        ("contact", "in_contact"),
        ("staff:2", "resolved"),
    ]
    assert story.outcomes() == {"referred": 1}
