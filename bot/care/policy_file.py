"""Which rules did the caseworkers write? A policy's file as records, or every problem in it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bot.care.escalation import Again, Ladder, Policy, Step, Tell
from bot.marked_yaml import FileProblem, Section, WrongFile, one_of, read_marked
from bot.settings import ROOT
from flows.engine.vocabulary import Severity

ESCALATION: Final = ROOT / "flows" / "content" / "policies" / "escalation.yaml"

_SPAN: Final = re.compile(r"(\d{1,4})([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def load(path: Path = ESCALATION) -> Policy:
    """The policy of a file. Raises WrongFile with every problem, each with its line."""
    problems: list[FileProblem] = []
    top = read_marked(path, problems)
    plain = {
        "name": top.need("name", str, ""),
        "version": top.need("version", int, 0),
        "within": _ladders(top.section("within")),
        "outside": _ladders(top.section("outside")),
        "working_time": [each.value for each in top.read_list("working_time", one_of(Severity))],
        "untaken": top.need("untaken", _seconds, 0),
        "reached_within": _by_severity(top.section("reached_within")),
    }
    top.finish()
    if not problems:
        problems.extend(_gaps(plain, path.name))
    if problems:
        raise WrongFile(problems)
    return from_json(plain)


def to_json(policy: Policy) -> dict[str, Any]:
    """The policy as plain values; `from_json` gives it back."""
    return {
        "name": policy.name,
        "version": policy.version,
        "within": {each.value: _plain(ladder) for each, ladder in policy.within.items()},
        "outside": {each.value: _plain(ladder) for each, ladder in policy.outside.items()},
        "working_time": sorted(policy.working_time),
        "untaken": _whole(policy.untaken),
        "reached_within": {
            each.value: _whole(span) for each, span in policy.reached_within.items()
        },
    }


def from_json(plain: Mapping[str, Any]) -> Policy:
    """A policy from what `to_json` made."""
    policy = Policy(
        name=plain["name"],
        version=plain["version"],
        within=_made(plain["within"]),
        outside=_made(plain["outside"]),
        working_time=frozenset(Severity(each) for each in plain["working_time"]),
        untaken=timedelta(seconds=plain["untaken"]),
        reached_within={
            Severity(each): timedelta(seconds=span)
            for each, span in plain["reached_within"].items()
        },
    )
    written = json.dumps(to_json(policy), sort_keys=True).encode()
    return replace(policy, fingerprint=hashlib.sha256(written).hexdigest()[:12])


def _ladders(section: Section) -> dict[str, Any]:
    made = {
        each.value: _ladder(section.section(each.value))
        for each in Severity
        if section.has(each.value)
    }
    section.finish()
    return made


def _ladder(section: Section) -> dict[str, Any]:
    ladder = {
        "steps": [_step(each) for each in section.sections("steps")],
        "again": [_again(each) for each in section.sections("repeat")],
        "unattended": section.read("unattended", _seconds, None),
    }
    section.finish()
    return ladder


def _step(section: Section) -> list[Any]:
    after = section.need("after", _seconds, 0)
    tell = section.need("tell", one_of(Tell), Tell.ON_CALL)
    section.finish()
    return [after, tell.value]


def _again(section: Section) -> list[Any]:
    every = section.need("every", _seconds, 1)
    lasting = section.read("lasting", _seconds, None)
    section.finish()
    return [max(every, 1), lasting]


def _by_severity(section: Section) -> dict[str, int]:
    spans = {each.value: section.need(each.value, _seconds, 0) for each in Severity}
    section.finish()
    return spans


def _gaps(plain: Mapping[str, Any], file: str) -> list[FileProblem]:
    """What cannot be played: a severity that nobody hears of, steps that go back in time."""
    found = [
        FileProblem(file, 1, f"within.{each.value}", "falta: nadie se enteraría de estos casos.")
        for each in Severity
        if each.value not in plain["within"]
    ]
    for place in ("within", "outside"):
        for severity, ladder in plain[place].items():
            times = [after for after, _ in ladder["steps"]]
            if not times or times != sorted(times):
                sentence = "los pasos van del primero al último, y hay al menos uno."
                found.append(FileProblem(file, 1, f"{place}.{severity}.steps", sentence))
    return found


def _made(plain: Mapping[str, Any]) -> dict[Severity, Ladder]:
    return {
        Severity(severity): Ladder(
            steps=tuple(Step(timedelta(seconds=s), Tell(tell)) for s, tell in ladder["steps"]),
            again=tuple(Again(timedelta(seconds=s), _span(last)) for s, last in ladder["again"]),
            unattended=_span(ladder["unattended"]),
        )
        for severity, ladder in plain.items()
    }


def _plain(ladder: Ladder) -> dict[str, Any]:
    return {
        "steps": [[_whole(step.after), step.tell.value] for step in ladder.steps],
        "again": [
            [_whole(each.every), None if each.lasting is None else _whole(each.lasting)]
            for each in ladder.again
        ],
        "unattended": None if ladder.unattended is None else _whole(ladder.unattended),
    }


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _whole(span: timedelta) -> int:
    return int(span.total_seconds())


def _seconds(written: str) -> int:
    if not (found := _SPAN.fullmatch(written)):
        raise ValueError("debe ser un tiempo, como 90s, 5m, 4h o 2d.")
    return _whole(timedelta(**{_UNITS[found[2]]: int(found[1])}))
