"""Which templates has WhatsApp approved? Listed, created and submitted through the Content API.

Outside her 24 hours only an approved template goes out
(https://www.twilio.com/docs/whatsapp/tutorial/send-whatsapp-notification-messages-templates). A
template is known by its friendly name, which holds a fingerprint of its words: other words are
another template, and the old one serves until the new one is approved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.port import NeededTemplate
from bot.channels.whatsapp.client import Timeouts, TwilioApi
from bot.channels.whatsapp.contents import Unavailable, answered, contents_of

CATEGORY: Final = "UTILITY"
"""A follow-up that she asked for, not marketing (WhatsApp's own categories)."""

NOT_THERE: Final = "missing"
UNSUBMITTED: Final = "unsubmitted"
APPROVED: Final = "approved"


@dataclass(frozen=True, slots=True)
class TemplateState:
    """What is known of one: `sid` is empty where it was not created yet."""

    name: str
    status: str = NOT_THERE
    sid: str = ""
    reason: str = ""


class Templates:
    """The templates of one account. Every method raises Unavailable when Twilio does not say."""

    def __init__(self, account_sid: str, auth_token: str, api_url: str | None) -> None:
        """Connect to nothing yet."""
        self._api = TwilioApi(account_sid, auth_token, api_url, Timeouts())

    async def states(self, names: frozenset[str]) -> Mapping[str, TemplateState]:
        """What became of each of these; of several of one name the one that is approved."""
        found = {name: TemplateState(name) for name in names}
        async for content in contents_of(self._api, "ContentAndApprovals"):
            state = _state(content)
            known = found.get(state.name)
            if known is not None and known.status != APPROVED:
                found[state.name] = state
        return found

    async def create(self, template: NeededTemplate) -> TemplateState:
        """Create its content; WhatsApp knows nothing of it until it is submitted."""
        asked = self._api.content("POST", "Content", body=definition(template))
        answer = await answered(asked)
        if answer.sid is None:
            raise Unavailable
        return TemplateState(template.name, UNSUBMITTED, answer.sid)

    async def submit(self, state: TemplateState) -> TemplateState:
        """Ask WhatsApp to approve it; that takes minutes or a day."""
        body = {"name": state.name, "category": CATEGORY}
        path = f"Content/{state.sid}/ApprovalRequests/whatsapp"
        answer = await answered(self._api.content("POST", path, body=body))
        return TemplateState(state.name, str(answer.content.get("status", "")), state.sid)

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()


def definition(template: NeededTemplate) -> Mapping[str, Any]:
    """The body of the request that creates it."""
    actions = [
        {"type": "QUICK_REPLY", "title": choice.title, "id": choice.id}
        for choice in template.choices
    ]
    return {
        "friendly_name": template.name,
        "language": template.language,
        "variables": dict(template.samples),
        "types": {"twilio/quick-reply": {"body": template.body, "actions": actions}},
    }


def _state(content: Mapping[str, Any]) -> TemplateState:
    approval = content.get("approval_requests")
    told = approval if isinstance(approval, dict) else {}
    return TemplateState(
        name=str(content.get("friendly_name", "")),
        status=str(told.get("status") or UNSUBMITTED),
        sid=str(content.get("sid", "")),
        reason=str(told.get("rejection_reason") or ""),
    )
