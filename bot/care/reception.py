"""What does somebody of the staff want who writes to Alba? A button, a word, a code: cases only."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Final

from bot import plain_text
from bot.bodies import read_spoken
from bot.care import deaf, drill, handling, paging, showing
from bot.care.alerting import BUTTONS, choices_of
from bot.care.coming import CannotDo
from bot.care.duty import Hands
from bot.channels.port import OfferedChoice
from bot.translations import N_
from db.codes import DIGITS, LETTERS
from db.statuses import CASE_OPEN, CaseOutcome, CaseStatus
from db.stores import alerts, audit, cases, staff, staff_doors
from db.stores.cases import CaseRow
from db.stores.staff import Member

STAFF_SAID: Final = "staff_said"
BLOCKED: Final = "blocked"
WELCOME: Final = N_("Listo, {alias}. Por aquí te aviso de los casos. Yo no te trato como a ellas.")
WHAT_I_DO: Final = N_(
    "Por aquí te llegan los casos. Contesta con el botón, "
    "o escribe: lo tomo, ver, pasar o cerrar, y el código."
)
YOURS: Final = N_("Ya es tuyo el caso {code}. Cuando la alcances, dime.")
REACHED: Final = N_("Anotado: ya hubo contacto en el caso {code}.")
CLOSED: Final = N_("El caso {code} queda cerrado.")
PASSED: Final = N_("El caso {code} pasa a otra persona del equipo.")
HOW: Final = N_("¿Cómo terminó el caso {code}?")
NO_CASE: Final = N_("No encuentro ese caso. Escribe el código como viene en el aviso.")
NOT_DONE: Final = {
    handling.NOBODY_ELSE: N_("Ahora no hay a quién pasar el caso {code}: sigue contigo."),
    handling.NOT_YOURS: N_("El caso {code} lo tiene otra persona."),
}
NOT_NOW: Final = N_("Con el caso {code} eso ya no se puede: {state}")
OUTCOMES: Final = {
    CaseOutcome.REACHED: N_("Se le atendió"),
    CaseOutcome.REFERRED: N_("La ve alguien más"),
    CaseOutcome.NOT_REACHED: N_("No se le alcanzó"),
    CaseOutcome.FALSE_ALARM: N_("Falsa alarma"),
    CaseOutcome.DECLINED: N_("No quiso a nadie"),
}
WORDS: Final[Mapping[str, str]] = {
    "lo tomo": "acknowledge",
    "tomo": "acknowledge",
    "yo lo tomo": "acknowledge",
    "ver": "view",
    "pasar": "pass",
    "paso": "pass",
    "cerrar": "resolve",
    "ya hablamos": "called",
    "ya hable con ella": "called",
}
_PRESSED: Final = re.compile(r"case\.(\d{1,18}|last)\.([a-z_]+)(?:\.([a-z_]+))?")
_CASE_CODE: Final = re.compile(f"[{LETTERS}][{DIGITS}]-[{DIGITS}]{{2}}[{LETTERS}]", re.I)
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Saying:
    """What came from a phone of the staff; `kind` is an InboundKind."""

    staff_id: int
    channel: str
    kind: str
    choice: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be done with which case; `outcome` when it is to be closed so."""

    verb: str
    case: CaseRow | None
    outcome: str = ""


def said_body(saying: Saying) -> bytes:
    """A saying as a due row keeps it: nobody needs more of it than a command's length."""
    return json.dumps(asdict(replace(saying, text=saying.text[:LONGEST]))).encode()


def attend(hands: Hands, body: bytes, mark: str) -> None:
    """Do what somebody of the staff wants, and answer; `mark` names this saying."""
    saying = Saying(**json.loads(body))
    who = staff.read(hands.tx, saying.staff_id)
    if who is None or who.left_at is not None:
        return
    if saying.kind == BLOCKED and saying.text == BLOCKED:
        deaf.note_deaf(hands, who.id, saying.channel, None, dead=True)
        return
    staff_doors.note_alive(hands.tx, who.id, saying.channel, hands.now)
    desk = _Desk(hands, who, saying.channel, mark)
    choice = saying.choice or desk.meant(saying.text)
    if drill.answered(hands, who.id, choice):
        desk.say(drill.THANKS)
    elif saying.kind == BLOCKED:
        return
    elif staff_doors.CODE.fullmatch(saying.text.strip()):
        desk.say(WELCOME.format(alias=who.alias))
    else:
        desk.do(choice, saying.text)


@dataclass(frozen=True, slots=True)
class _Desk:
    """One person at one phone."""

    hands: Hands
    who: Member
    channel: str
    mark: str

    def say(
        self, text: str, choices: tuple[OfferedChoice, ...] = (), case: int | None = None
    ) -> None:
        """Answer on the phone that asked."""
        people = [
            replace(each, channels=(self.channel,))
            for each in staff.working(self.hands.tx)
            if each.id == self.who.id
        ]
        page = paging.Page(text, f"said-{self.mark}", case, choices)
        paging.send(self.hands.tx, self.hands.keyring, people, page, self.hands.now)

    def meant(self, text: str) -> str:
        """The button that a number or a title in words means, of those last shown here."""
        plain = plain_text.plain(text)
        if not plain:
            return ""
        tx, keyring = self.hands.tx, self.hands.keyring
        for body in alerts.last_offer(tx, keyring, self.who.id, self.channel):
            choices = read_spoken(body).choices
            for number, each in enumerate(choices, start=1):
                if plain in (str(number), plain_text.plain(each.title)):
                    return each.id
            if choices and plain.isdecimal():
                return ""
        return ""

    def do(self, choice: str, text: str) -> None:
        """Carry out what was pressed or written."""
        wish = self._wish(choice, text)
        if wish is None:
            self.say(WHAT_I_DO)
        elif wish.case is None:
            self.say(NO_CASE)
        elif wish.verb == "view":
            self._look(wish.case, "case_viewed")
            self.say(showing.view(self.hands, wish.case), self._buttons(wish.case), wish.case.id)
        elif wish.verb == "resolve" and not wish.outcome:
            self._ask_outcome(wish.case)
        else:
            self._act(wish, wish.case)

    def _wish(self, choice: str, text: str) -> _Wish | None:
        pressed = _PRESSED.fullmatch(choice)
        if pressed is not None and (pressed[2] in BUTTONS):
            case = self._last() if pressed[1] == "last" else self._case(int(pressed[1]))
            return _Wish(pressed[2], case, pressed[3] or "")
        code = _CASE_CODE.search(text)
        verb = WORDS.get(plain_text.plain(_CASE_CODE.sub("", text)), "view" if code else "")
        if not verb:
            return None
        if code is not None:
            found = cases.by_code(self.hands.tx, code[0])
            return _Wish(verb, None if found is None else self._case(found.id))
        return _Wish(verb, self._last())

    def _last(self) -> CaseRow | None:
        last = alerts.last_case(self.hands.tx, self.who.id, self.channel)
        return None if last is None else self._case(last)

    def _case(self, case_id: int) -> CaseRow | None:
        """A case that this person may know of."""
        return handling.seen_by(self.hands, self.who, case_id)

    def _act(self, wish: _Wish, case: CaseRow) -> None:
        before = case.status
        try:
            after = handling.perform(self.hands, self.who, wish.verb, case.id, wish.outcome)
        except CannotDo as error:
            state = showing.state_of(self.hands, case)
            words = NOT_DONE.get(str(error), NOT_NOW)
            self.say(words.format(code=case.code, state=state), case=case.id)
            return
        self._look(case, f"case_{wish.verb}")
        self._confirm(wish.verb, before, after)

    def _confirm(self, verb: str, before: CaseStatus, after: CaseRow) -> None:
        mine = after.acknowledged_by == self.who.id
        if verb == "acknowledge" and (not mine or before is after.status):
            if mine:
                self.say(YOURS.format(code=after.code), self._buttons(after), after.id)
            return  # else the answer was who has it
        words = {"acknowledge": YOURS, "called": REACHED, "resolve": CLOSED, "pass": PASSED}[verb]
        self.say(words.format(code=after.code), self._buttons(after), after.id)

    def _ask_outcome(self, case: CaseRow) -> None:
        choices = tuple(
            OfferedChoice(f"case.{case.id}.resolve.{outcome.value}", title)
            for outcome, title in OUTCOMES.items()
        )
        self.say(HOW.format(code=case.code), choices, case.id)

    def _buttons(self, case: CaseRow) -> tuple[OfferedChoice, ...]:
        if case.status not in CASE_OPEN:
            return ()
        if case.acknowledged_by == self.who.id:
            called = () if case.status is CaseStatus.IN_CONTACT else ("called",)
            return choices_of(case.id, *called, "pass", "resolve")
        return choices_of(case.id, "acknowledge", "pass", "resolve")

    def _look(self, case: CaseRow, what: str) -> None:
        look = audit.Look(self.hands.now, self.who.id, what, case.contact_id, case.id)
        audit.note(self.hands.tx, look)
