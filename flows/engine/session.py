"""Where is she in the conversation? A stack of flow and node, what she was shown, and since when."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flows.engine.vocabulary import Crisis, FlowId, NodeId


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow, the node that waits in it, and the flow's version when she came there.

    `quiet`: when it ends, what waits below is not asked again.
    """

    flow: FlowId
    node: NodeId
    version: int = 1
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """An answer made on the way (which of three towns): its title and the value it stands for."""

    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Session:
    """Everything the engine keeps between two events; the innermost frame is the last.

    `since`: when Alba last asked (UTC). `unclear`: how often in a row nothing was understood.
    `said`: the msgid said last, so that no sentence comes twice in a row. `seen`: entries shown.
    `before`: what was left for the present topic, for "no era eso". `options`: answers made on the way. `suspicion`: what a neutral question is out for.
    """

    stack: tuple[Frame, ...] = ()
    since: datetime | None = None
    unclear: int = 0
    said: str = ""
    role: str = "unknown"
    seen: tuple[str, ...] = ()
    found: str = ""
    options: tuple[Option, ...] = ()
    suspicion: Crisis | None = None
    greeted: bool = False
    before: tuple[Frame, ...] = ()


def to_json(session: Session) -> dict[str, Any]:
    """The session as plain values; `from_json` gives it back."""
    plain = asdict(session)
    plain["since"] = session.since.isoformat() if session.since else None
    return plain


def from_json(plain: dict[str, Any]) -> Session:
    """A session from what `to_json` made; fields of a later version are left out."""
    return Session(
        stack=tuple(Frame(**frame) for frame in plain.get("stack", ())),
        since=datetime.fromisoformat(plain["since"]) if plain.get("since") else None,
        unclear=plain.get("unclear", 0),
        said=plain.get("said", ""),
        role=plain.get("role", "unknown"),
        seen=tuple(plain.get("seen", ())),
        found=plain.get("found", ""),
        options=tuple(Option(**option) for option in plain.get("options", ())),
        suspicion=Crisis(plain["suspicion"]) if plain.get("suspicion") else None,
        greeted=plain.get("greeted", False),
        before=tuple(Frame(**frame) for frame in plain.get("before", ())),
    )
