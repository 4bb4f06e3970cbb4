"""Who works here, and whom does Alba tell? `alba staff add`, `link`, `list` and `leave`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import click

from bot.care import calling, handling, policy_file
from bot.care.duty import Duty
from bot.channels.port import ChannelKind
from bot.commands import opening
from bot.organisation import Organisation
from bot.road.clocks import SystemClock
from bot.translations import N_, catalogue
from db import keys
from db.addresses import canonical_address
from db.encryption import Keyring
from db.engine import Transaction, connect
from db.migrate import newest_revision, revision_of
from db.statuses import StaffRole
from db.stores import audit
from db.stores import staff as store

LONGEST_ALIAS: Final = 40
ROLES: Final = {
    StaffRole.CASEWORKER: N_("acompaña"),
    StaffRole.SUPERVISOR: N_("coordina"),
}
TELEGRAM = click.option(
    "--telegram", default=None, help="El número de su chat con el bot (lo dice @userinfobot)."
)
WHATSAPP = click.option("--whatsapp", default=None, help="Su número de WhatsApp: +52…")


@dataclass(frozen=True, slots=True)
class _Office:
    """What these commands work on."""

    tx: Transaction
    keyring: Keyring
    now: datetime
    organisation: Organisation
    console: str

    def hands(self) -> calling.Hands:
        """What care needs to call cases out, with the staff as they are now."""
        duty = Duty(
            self.organisation, store.working(self.tx), policy_file.load(), console=self.console
        )
        return calling.Hands(self.tx, self.keyring, duty, self.now)

    def person(self, alias: str) -> int:
        """Who works here under an alias. Ends the command for nobody."""
        found = store.by_alias(self.tx, alias)
        if found is None:
            raise click.UsageError(_(N_("Nadie trabaja aquí como {alias}.")).format(alias=alias))
        return found

    def link(self, person: int, addresses: dict[ChannelKind, str]) -> None:
        """Alerts go to these addresses too. Ends the command for one that is another's."""
        for channel, address in addresses.items():
            try:
                store.link(self.tx, self.keyring, person, channel.value, address, self.now)
            except store.TakenAddress:
                sentence = _(N_("Esa dirección de {channel} es de otra persona del equipo."))
                raise click.UsageError(sentence.format(channel=channel.value)) from None
            self.note(person, f"staff_linked_{channel.value}")

    def note(self, person: int, what: str) -> None:
        """Leave a line on the log: the command line did this to that person."""
        audit.note(self.tx, audit.Look(at=self.now, staff_id=None, what=f"{what}:{person}"))


@click.group()
def staff() -> None:
    """Quién trabaja aquí, con su nombre de trabajo, y por dónde se le avisa."""


@staff.command()
@click.argument("alias")
@click.option(
    "--role",
    type=click.Choice([each.value for each in StaffRole]),
    default="caseworker",
    help="Acompaña (caseworker) o coordina (supervisor).",
)
@click.option("--always", is_flag=True, help="De guardia a toda hora, no solo en el horario.")
@TELEGRAM
@WHATSAPP
def add(alias: str, role: str, always: bool, telegram: str | None, whatsapp: str | None) -> None:
    """Da de alta a alguien con su nombre de trabajo (ALIAS), al final de la guardia."""
    name, addresses = _checked(alias), _addresses(telegram, whatsapp)
    with _office() as office:
        try:
            made = store.add(office.tx, name, StaffRole(role), office.now, always_on_call=always)
        except store.TakenAlias:
            sentence = _(
                N_(
                    "Alguien trabaja, o trabajó, como {alias}: elige otro nombre. "
                    "Para agregarle un canal: alba staff link {alias} …"
                )
            )
            raise click.UsageError(sentence.format(alias=name)) from None
        office.note(made, "staff_added")
        office.link(made, addresses)
        calling.awaken(office.hands())
    click.echo(_(N_("{alias} ya está en el equipo.")).format(alias=name))
    if not addresses:
        sentence = _(N_("Todavía no tiene por dónde recibir avisos: alba staff link {alias} …"))
        click.echo(sentence.format(alias=name))


@staff.command()
@click.argument("alias")
@TELEGRAM
@WHATSAPP
def link(alias: str, telegram: str | None, whatsapp: str | None) -> None:
    """Dice por dónde se avisa a alguien del equipo."""
    addresses = _addresses(telegram, whatsapp)
    if not addresses:
        raise click.UsageError(_(N_("Di por dónde: --telegram o --whatsapp.")))
    with _office() as office:
        office.link(office.person(alias), addresses)
    click.echo(_(N_("Desde ahora los avisos le llegan también ahí.")))


@staff.command(name="list")
def list_all() -> None:
    """Quién está en el equipo, en el orden en que se le avisa."""
    with _office() as office:
        members = store.members(office.tx)
        channels = {
            each.id: [
                address.channel for address in store.addresses(office.tx, office.keyring, each.id)
            ]
            for each in members
        }
    if not members:
        click.echo(_(N_("Todavía no hay nadie. Corre: alba staff add ALIAS")))
    for each in sorted(members, key=lambda one: (one.on_call_order is None, one.on_call_order)):
        always = _(N_("a toda hora")) if each.always_on_call else _(N_("en su horario"))
        where = ", ".join(channels[each.id]) or _(N_("sin canal"))
        click.echo(f"{each.alias:<20}{_(ROLES[each.role]):<12}{always:<16}{where}")


@staff.command()
@click.argument("alias")
def leave(alias: str) -> None:
    """Da de baja a alguien: no le llega nada más, y lo que tenía queda abierto para quien sigue."""
    with _office() as office:
        person = office.person(alias)
        handling.leave(office.hands(), person)
        office.note(person, "staff_left")
    click.echo(_(N_("{alias} ya no está en el equipo.")).format(alias=alias))


_ = catalogue("es")


def _addresses(telegram: str | None, whatsapp: str | None) -> dict[ChannelKind, str]:
    """The addresses as the channels send to them. Ends the command for what is none."""
    found: dict[ChannelKind, str] = {}
    if telegram is not None:
        found[ChannelKind.TELEGRAM] = telegram.strip()
        if not found[ChannelKind.TELEGRAM].isdecimal():
            raise click.UsageError(_(N_("En Telegram se avisa a un número de chat, como 1234567.")))
    if whatsapp is not None:
        number = canonical_address(ChannelKind.WHATSAPP, whatsapp)
        if not number.startswith("+"):
            raise click.UsageError(_(N_("El número va completo, como +52 55 1234 5678.")))
        found[ChannelKind.WHATSAPP] = f"whatsapp:{number}"
    return found


def _checked(alias: str) -> str:
    """She reads it: "Lucía ya leyó lo que escribiste"."""
    name = alias.strip()
    if not name or len(name) > LONGEST_ALIAS or not name.isprintable() or set("{}:") & set(name):
        sentence = _(N_("El nombre va en una línea, de 1 a {longest} letras, sin llaves."))
        raise click.UsageError(sentence.format(longest=LONGEST_ALIAS))
    return name


@contextmanager
def _office() -> Iterator[_Office]:
    """One transaction, kept when the command ends well."""
    settings = opening.settings()
    database = connect(settings.database_url)
    if revision_of(database) != newest_revision():
        opening.complain("La base de datos no está al día.", ["corre primero: alba migrate"])
    keyring = opening.keyring_for(settings.database_url, settings.secret_keys)
    try:
        with database.write() as tx:
            keys.agree(tx, keyring)
            yield _Office(
                tx,
                keyring,
                SystemClock().now(),
                opening.organisation(settings.organisation),
                f"{settings.public_url}/console" if settings.public_url else "",
            )
            tx.commit()
    finally:
        database.close()
