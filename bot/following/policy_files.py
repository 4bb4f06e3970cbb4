"""Which rules did the caseworkers write for check-ins and silence? Records, or every problem."""

import hashlib
import re
from datetime import time, timedelta
from pathlib import Path
from typing import Final

from bot.following.appointment_times import Reminder, Reminders
from bot.following.cadence import Cadence, Every, Policy, Quiet, Track
from bot.following.ladder import ON_THE_WAY, Do, Ladder, Reading, Silence, Step
from bot.marked_yaml import FileProblem, Section, WrongFile, one_of, read_marked
from bot.settings import ROOT

FOLDER: Final = ROOT / "flows" / "content" / "policies"
CHECK_INS: Final = FOLDER / "checkins.yaml"
APPOINTMENTS: Final = FOLDER / "appointments.yaml"
SILENCE: Final = FOLDER / "silence.yaml"
PARTS: Final = ("morning", "afternoon", "evening")

_SPAN: Final = re.compile(r"(\d{1,4})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def load_check_ins(path: Path = CHECK_INS) -> Policy:
    """The policy of a file. Raises WrongFile with every problem, each with its line."""
    problems: list[FileProblem] = []
    top = read_marked(path, problems)
    _name(top)
    policy = Policy(
        cadences=_cadences(top.section("cadences"), problems, path.name),
        without_date=top.need("without_date", _span, timedelta()),
        high_risk_after=frozenset(top.read_list("high_risk_after", str)),
        quiet=_quiet(top.section("quiet")),
        usual_hour=top.need("usual_hour", _clock, time(11)),
        parts=_parts(top.section("parts")),
        apart=top.need("apart", _span, timedelta(hours=8)),
        stale=top.need("stale", _span, timedelta(hours=3)),
        less_often=top.need("less_often", _times, 2),
        unknown_after=top.need("unknown_after", _span, timedelta(days=60)),
        fingerprint=hashlib.sha256(path.read_bytes()).hexdigest()[:12],
    )
    top.finish()
    if not problems and policy.quiet.covers(policy.usual_hour):
        problems.append(FileProblem(path.name, 1, "usual_hour", "cae en la noche de `quiet`."))
    if problems:
        raise WrongFile(problems)
    return policy


def load_silence(path: Path = SILENCE) -> Silence:
    """The ladders of a file. Raises WrongFile with every problem, each with its line."""
    problems: list[FileProblem] = []
    top = read_marked(path, problems)
    _name(top)
    near = top.need("near", _span, timedelta())
    ladders = top.section("ladders")
    silence = Silence(
        near=near,
        near_ladder=_ladder(ladders.section("near"), "near", problems, path.name),
        usual_ladder=_ladder(ladders.section("usual"), "usual", problems, path.name),
        digest_at=top.need("digest_at", _clock, time(9)),
    )
    ladders.finish()
    top.finish()
    if problems:
        raise WrongFile(problems)
    return silence


def load_appointments(path: Path = APPOINTMENTS) -> Reminders:
    """The reminders of a file. Raises WrongFile with every problem, each with its line."""
    problems: list[FileProblem] = []
    top = read_marked(path, problems)
    _name(top)
    reminders = Reminders(
        reminders=tuple(_reminder(each) for each in top.sections("reminders")),
        not_before=top.need("not_before", _clock, time(7)),
        ask_after=top.need("ask_after", _span, timedelta(hours=3)),
        duties=frozenset(top.read_list("duties", str)),
    )
    top.finish()
    if problems:
        raise WrongFile(problems)
    return reminders


def _reminder(section: Section) -> Reminder:
    reminder = Reminder(
        days=section.need("days", _whole, 0),
        at=section.read("at", _clock, None),
        before=section.read("before", _span, timedelta()),
    )
    section.finish()
    return reminder


def _name(top: Section) -> None:
    """For those who read the file; nothing follows from them."""
    top.need("name", str, "")
    top.need("version", int, 1)


def _cadences(section: Section, problems: list[FileProblem], file: str) -> dict[Track, Cadence]:
    made = {track: _cadence(section.section(track)) for track in Track if section.has(track)}
    section.finish()
    for track in Track:
        cadence = made.get(track)
        if cadence is None or not (cadence.at or cadence.then):
            sentence = "falta: a estas mujeres nadie les preguntaría."
            problems.append(FileProblem(file, 1, f"cadences.{track}", sentence))
        elif list(cadence.at) != sorted(set(cadence.at)):
            sentence = "los tiempos van de menos a más."
            problems.append(FileProblem(file, 1, f"cadences.{track}.at", sentence))
    return made


def _cadence(section: Section) -> Cadence:
    at = section.read_list("at", _span)
    then = tuple(_every(each) for each in section.sections("then"))
    section.finish()
    return Cadence(at, then)


def _every(section: Section) -> Every:
    every = section.need("every", _whole_days, timedelta(days=1))
    until = section.need("until", _span, timedelta())
    section.finish()
    return Every(every, until)


def _quiet(section: Section) -> Quiet:
    quiet = Quiet(section.need("from", _clock, time(21)), section.need("to", _clock, time(9)))
    section.finish()
    return quiet


def _parts(section: Section) -> dict[str, time]:
    parts = {name: section.need(name, _clock, time(11)) for name in PARTS}
    section.finish()
    return parts


def _ladder(section: Section, name: str, problems: list[FileProblem], file: str) -> Ladder:
    made: dict[Reading, tuple[Step, ...]] = {}
    for reading in Reading:
        if reading in ON_THE_WAY:
            continue
        steps = tuple(_step(each) for each in section.sections(reading))
        spans = [step.after for step in steps]
        if not steps or spans != sorted(spans):
            sentence = "los pasos van del primero al último, y hay al menos uno."
            problems.append(FileProblem(file, 1, f"ladders.{name}.{reading}", sentence))
        made[reading] = steps
    section.finish()
    return made


def _step(section: Section) -> Step:
    step = Step(
        section.need("after", _span, timedelta()), section.need("do", one_of(Do), Do.DIGEST)
    )
    section.finish()
    return step


def _span(written: str) -> timedelta:
    if not (found := _SPAN.fullmatch(written)):
        raise ValueError("debe ser un tiempo, como 30m, 2h o 7d.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _whole_days(written: str) -> timedelta:
    """A rhythm of less than a day would be a nuisance, and never ends within these bounds."""
    span = _span(written)
    if span < timedelta(days=1):
        raise ValueError("debe ser de un día o más, como 7d.")
    return span


def _clock(written: str) -> time:
    if not (found := _CLOCK.fullmatch(written)):
        raise ValueError('debe ser una hora entre comillas, como "9:00".')
    return time(int(found[1]), int(found[2]))


def _whole(written: str) -> int:
    if not written.isdecimal() or int(written) > 30:
        raise ValueError("debe ser un número de días, del 0 al 30.")
    return int(written)


def _times(written: str) -> int:
    if not written.isdecimal() or not 1 <= int(written) <= 10:
        raise ValueError("debe ser un número del 1 al 10.")
    return int(written)
