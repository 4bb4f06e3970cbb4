"""Do staff work with the real channels? Linked by a code, called, and answering by a button."""

from datetime import timedelta

from bot.care.paging import CASE_TEMPLATE
from db.statuses import StaffRole
from db.stores import staff, staff_doors
from tests.channels.telegram.scenes import a_post
from tests.channels.whatsapp import posts
from tests.road.test_real_providers import OnTelegram, OnWhatsApp, telegram, whatsapp
from tests.road.world import KEYS, Life

__all__ = ["telegram", "whatsapp"]  # fixtures

PHONE = 5_559_999
NUMBER = "whatsapp:+5215599999999"


def hired(life: Life, alias: str = "lucia") -> str:
    """Somebody new on call, and the code with which their phone becomes theirs."""
    now = life.world.clock.now()
    with life.database.write() as tx:
        made = staff.add(tx, alias, StaffRole.CASEWORKER, now, always_on_call=True)
        code = staff_doors.make_code(tx, KEYS, made, now)
        tx.commit()
    life.alba.grounds.renew()
    return code


def keyboard(telegram: OnTelegram, chat: int) -> dict[str, str]:
    """The buttons under the last message: what each sends, by its title."""
    rows = telegram.server.chat(chat).got[-1].buttons
    return {title: choice for row in rows for choice, title in row}


def test_on_telegram_a_code_links_a_phone_and_a_button_takes_the_case(
    telegram: OnTelegram,
) -> None:
    code = hired(telegram.life)
    telegram.says(f"/start {code}", PHONE)
    assert telegram.texts(PHONE)[0].startswith("Listo, lucia.")
    telegram.says("hay peligro")
    assert telegram.texts(PHONE)[-1].startswith("Caso ")
    chosen = keyboard(telegram, PHONE)["Lo tomo"]
    press = telegram.server.presses(telegram.server.chat(PHONE), chosen)
    telegram.life.takes(*telegram.channel.read(a_post(press)))
    assert telegram.texts(PHONE)[-1].startswith("Ya es tuyo el caso")
    assert telegram.texts()[-1] == "lucia ya leyó lo que escribiste."
    assert [status for _, _, status in telegram.life.cases()] == ["acknowledged"]


def test_a_phone_that_blocks_the_bot_is_known_as_dead(telegram: OnTelegram) -> None:
    telegram.says(f"/start {hired(telegram.life)}", PHONE)
    telegram.server.chat(PHONE).block()
    telegram.says("hay peligro")
    assert "alert_not_delivered" in telegram.life.history(1)
    with telegram.life.database.read() as tx:
        (lucia,) = staff.working(tx)
    assert lucia.channels == ()


def test_on_whatsapp_an_alert_outside_the_day_goes_by_its_template(whatsapp: OnWhatsApp) -> None:
    whatsapp.twilio.approve(CASE_TEMPLATE, "Caso {{1}}. {{2}}: {{3}}. Contesta aquí.")
    code = hired(whatsapp.life)
    linking = posts.message("SM" + "a" * 32, NUMBER, Body=code)
    whatsapp.life.takes(*whatsapp.channel.read(linking))
    whatsapp.life.passes(timedelta(hours=30))
    whatsapp.says("hay peligro")
    forms = [asked.sent for asked in whatsapp.twilio.made("POST", "/Messages")]
    (alert,) = [each for each in forms if each.get("To") == NUMBER and "ContentVariables" in each]
    assert '"2": "Urgente"' in alert["ContentVariables"]
    take = posts.message(
        "SM" + "b" * 32, NUMBER, Body="Lo tomo", ButtonPayload="case.last.acknowledge"
    )
    whatsapp.life.takes(*whatsapp.channel.read(take))
    assert [status for _, _, status in whatsapp.life.cases()] == ["acknowledged"]
    sent = whatsapp.twilio.account.messages.values()
    answer = [each for each in sent if each.resource["to"] == NUMBER][-1]
    assert [title for _, title in answer.buttons] == ["Ya hablamos", "Pasar", "Cerrar"]
