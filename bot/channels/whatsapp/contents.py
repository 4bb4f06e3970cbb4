"""Which content at Twilio shows this shape? Found again where it exists, created where it does not.

A content is created once and serves for ever, in every process: its name is made of its shape, a
registry (the database's, or one in memory) remembers its id, and Twilio's own list is read before
anything is created. When the Content API does not answer as it should nobody waits for it: it is
left alone for a minute and the messages go out as numbered text.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bot.channels.whatsapp.client import CONTENT_HOST, Answer, Cut, TwilioApi, Unsent
from bot.channels.whatsapp.content import PREFIX, Shape

LEFT_ALONE_SECONDS: Final = 60.0  # after a failure of the Content API
APPROVALS_SECONDS: Final = 300.0  # how long a list of approved templates is believed
PAGE: Final = {"PageSize": "1000"}  # the most that a page holds
MOST_PAGES: Final = 20
APPROVED: Final = "approved"


class ContentRegistry(Protocol):
    """Remembers the ids of contents by the names of their shapes, across processes if it can."""

    def get(self, name: str) -> str | None:
        """The content's id at Twilio, if one is known."""

    def put(self, name: str, sid: str) -> None:
        """Remember an id; a later one replaces it."""


class MemoryRegistry:
    """A registry that lives as long as the process: the next one finds the contents at Twilio."""

    def __init__(self) -> None:
        """Begin without any."""
        self._sids: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The content's id at Twilio, if one is known."""
        return self._sids.get(name)

    def put(self, name: str, sid: str) -> None:
        """Remember an id; a later one replaces it."""
        self._sids[name] = sid


class Unavailable(Exception):
    """The Content API did not answer as it should."""


@dataclass(frozen=True, slots=True)
class ApprovedTemplate:
    """A template that WhatsApp approved: its id, and its body with the variables in it."""

    sid: str
    body: str


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approved templates by name, and until when the list is believed."""

    templates: Mapping[str, ApprovedTemplate]
    believed_until: float


class Contents:
    """Finds and creates contents, and knows the approved templates."""

    def __init__(
        self, api: TwilioApi, registry: ContentRegistry, seconds: Callable[[], float]
    ) -> None:
        """`seconds` only ever grows (`time.monotonic`): it is how pauses are measured."""
        self._api = api
        self._registry = registry
        self._seen: dict[str, str] = {}  # what this process met, by name
        self._seconds = seconds
        self._left_alone_until = float("-inf")
        self._approvals = Approvals({}, float("-inf"))
        self._creating = asyncio.Lock()
        self._listing = asyncio.Lock()

    async def sid(self, shape: Shape, stale: str | None = None) -> str | None:
        """The id of the content for a shape, not `stale`; None when there is none to be had."""
        known = self._known(shape.name, stale)
        if known or self._seconds() < self._left_alone_until:
            return known
        async with self._creating:
            known = self._known(shape.name, stale)  # another message may have created it meanwhile
            if known or self._seconds() < self._left_alone_until:
                return known
            try:
                return await self._found(shape, stale) or await self._created(shape)
            except Unavailable:
                self._left_alone_until = self._seconds() + LEFT_ALONE_SECONDS
                return None

    async def template(self, name: str) -> ApprovedTemplate | None:
        """An approved template; None when none of this name is approved now.

        Raises Unavailable when Twilio does not say.
        """
        async with self._listing:
            if self._seconds() >= self._approvals.believed_until:
                listed = contents_of(self._api, "ContentAndApprovals")
                approved = {
                    str(content.get("friendly_name")): _template(content)
                    async for content in listed
                    if _approved(content)
                }
                self._approvals = Approvals(approved, self._seconds() + APPROVALS_SECONDS)
            return self._approvals.templates.get(name)

    def doubt_templates(self) -> None:
        """Read the list of approved templates again at the next one: Twilio refused one of them."""
        self._approvals = Approvals({}, float("-inf"))

    def _known(self, name: str, stale: str | None) -> str | None:
        known = self._seen.get(name) or self._registry.get(name)
        if known is None or known == stale:
            return None
        self._seen[name] = known
        return known

    async def _found(self, shape: Shape, stale: str | None) -> str | None:
        async for content in contents_of(self._api, "Content"):
            name, sid = content.get("friendly_name"), content.get("sid")
            ours = isinstance(name, str) and name.startswith(PREFIX) and isinstance(sid, str)
            if ours and sid != stale:
                self._seen[str(name)] = str(sid)
        return self._kept(shape.name, self._seen.get(shape.name), stale)

    async def _created(self, shape: Shape) -> str:
        answer = await answered(self._api.content("POST", "Content", body=shape.definition()))
        if answer.sid is None:
            raise Unavailable
        self._kept(shape.name, answer.sid, None)
        return answer.sid

    def _kept(self, name: str, sid: str | None, stale: str | None) -> str | None:
        if sid is None or sid == stale:
            return None
        self._seen[name] = sid
        self._registry.put(name, sid)
        return sid


async def contents_of(api: TwilioApi, what: str) -> AsyncIterator[Mapping[str, Any]]:
    """Every content of the account, page after page. Raises Unavailable."""
    answer = await answered(api.content("GET", what, params=PAGE))
    for _ in range(MOST_PAGES):
        contents = answer.content.get("contents")
        if not isinstance(contents, list):
            raise Unavailable
        for content in contents:
            if isinstance(content, dict):
                yield content
        meta = answer.content.get("meta")
        further = meta.get("next_page_url") if isinstance(meta, dict) else None
        if not isinstance(further, str):
            return
        answer = await answered(api.next_page(CONTENT_HOST, further))


async def answered(asked: Awaitable[Answer]) -> Answer:
    """An answer that says yes. Raises Unavailable for any other, and for none."""
    try:
        answer = await asked
    except (Unsent, Cut):
        raise Unavailable from None
    if not answer.done:
        raise Unavailable
    return answer


def _approved(content: Mapping[str, Any]) -> bool:
    approval = content.get("approval_requests")
    return isinstance(approval, dict) and approval.get("status") == APPROVED


def _template(content: Mapping[str, Any]) -> ApprovedTemplate:
    types = content.get("types")
    kinds = types.values() if isinstance(types, dict) else ()
    bodies = [kind.get("body") for kind in kinds if isinstance(kind, dict)]
    body = next((body for body in bodies if isinstance(body, str)), "")
    return ApprovedTemplate(str(content.get("sid")), body)
