"""Can Alba write on WhatsApp when a day has passed? Only with templates that are approved."""

from bot.checkup.findings import Finding, fine, skipped, warning
from bot.following.questions import Questions
from bot.following.templates import needed
from bot.settings import Settings
from bot.translations import N_
from flows.engine.book import Book

TEMPLATES = "templates"
MAIN = "es"
"""Without these she is not reached in her own language; the others are a courtesy."""


async def of_templates(settings: Settings, book: Book) -> Finding:
    """How many of those that check-ins and reminders need are approved."""
    twilio = settings.twilio
    if twilio is None:
        return skipped(TEMPLATES, N_("Sin WhatsApp no hacen falta."))
    from bot.channels.whatsapp.contents import Unavailable
    from bot.channels.whatsapp.templates import APPROVED, Templates

    wanted = [each for each in needed(Questions(book)) if each.language == MAIN]
    desk = Templates(twilio.account_sid, twilio.auth_token, twilio.api_url)
    try:
        states = await desk.states(frozenset(each.name for each in wanted))
    except Unavailable:
        return skipped(TEMPLATES, N_("Twilio no dijo cuáles están aprobadas."))
    finally:
        await desk.close()
    approved = sum(state.status == APPROVED for state in states.values())
    if approved == len(wanted):
        return fine(TEMPLATES, N_("Las {count} están aprobadas."), count=len(wanted))
    return warning(
        TEMPLATES,
        N_("Aprobadas {approved} de {count}: sin ellas, pasado un día, escribe una persona."),
        N_("Corre: alba whatsapp templates submit, y mira alba whatsapp templates list"),
        approved=approved,
        count=len(wanted),
    )
