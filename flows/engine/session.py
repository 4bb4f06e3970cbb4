"""Where is she in the conversation? A stack of flows and nodes, what she was shown, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.engine.vocabulary import Crisis, FlowId, NodeId


@dataclass(frozen=True, slots=True)
class Option:
    """An answer made on the way (which of three towns): its title and the value it stands for."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow, the node that waits in it, and the flow's version when she came there.

    `quiet`: when it ends, what waits below is not asked again. `options`: the answers made on the
    way, while the node asks which of them she meant.
    """

    flow: FlowId
    node: NodeId
    version: int = 1
    quiet: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """Everything the engine keeps between two events; the innermost frame is the last.

    `since`: when Alba last asked (UTC). `unclear`: how often in a row nothing was understood.
    `said`: the msgid said last, so that no sentence comes twice in a row. `seen`: entries shown,
    `found` the last of them that a text may speak of. `before`: where she was before her last
    answer, for "no era eso". `lately`: the msgids of her last turn.
    `suspicion`: what a neutral question is out for. `stranger`: whoever writes has been silent for
    long, and nothing known of her holds until she says that it is she: "new" before that was asked,
    then "asked".
    """

    stack: tuple[Frame, ...] = ()
    since: datetime | None = None
    unclear: int = 0
    said: str = ""
    role: str = "unknown"
    seen: tuple[str, ...] = ()
    found: str = ""
    suspicion: Crisis | None = None
    greeted: bool = False
    before: tuple[Frame, ...] = ()
    lately: tuple[str, ...] = ()
    stranger: str = ""


def to_json(session: Session) -> dict[str, Any]:
    """The session as plain values; `from_json` gives it back."""
    return {
        "stack": [_plain(frame) for frame in session.stack],
        "since": session.since.isoformat() if session.since else None,
        "unclear": session.unclear,
        "said": session.said,
        "role": session.role,
        "seen": session.seen,
        "found": session.found,
        "suspicion": session.suspicion,
        "greeted": session.greeted,
        "before": [_plain(frame) for frame in session.before],
        "lately": session.lately,
        "stranger": session.stranger,
    }


def _plain(frame: Frame) -> dict[str, Any]:
    """Written out: `asdict` copies all depths of it, which took a fifth of a turn."""
    return {
        "flow": frame.flow,
        "node": frame.node,
        "version": frame.version,
        "quiet": frame.quiet,
        "options": [{"title": each.title, "value": each.value} for each in frame.options],
    }


def from_json(plain: Mapping[str, Any]) -> Session:
    """A session from what `to_json` made; what only another version knows is left out."""
    suspicion = plain.get("suspicion")
    return Session(
        stack=_frames(plain.get("stack", ())),
        since=datetime.fromisoformat(plain["since"]) if plain.get("since") else None,
        unclear=plain.get("unclear", 0),
        said=plain.get("said", ""),
        role=plain.get("role", "unknown"),
        seen=tuple(plain.get("seen", ())),
        found=plain.get("found", ""),
        suspicion=Crisis(suspicion) if suspicion in set(Crisis) else None,
        greeted=plain.get("greeted", False),
        before=_frames(plain.get("before", ())),
        lately=tuple(plain.get("lately", ())),
        stranger=plain.get("stranger", ""),
    )


def _frames(plain: Any) -> tuple[Frame, ...]:
    return tuple(
        Frame(
            flow=frame["flow"],
            node=frame["node"],
            version=frame.get("version", 1),
            quiet=frame.get("quiet", False),
            options=tuple(
                Option(each["title"], each["value"]) for each in frame.get("options", ())
            ),
        )
        for frame in plain
    )
