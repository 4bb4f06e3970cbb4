"""What does Twilio keep of an account, and what does it refuse? The stand-in's memory and rules."""

import itertools
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlencode

from tests.channels.whatsapp.faults import error
from tests.channels.whatsapp.posts import ACCOUNT, SENDER

ADDRESS: Final = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
VARIABLE: Final = re.compile(r"\{\{(\w+)\}\}")
MOVING: Final = frozenset({"queued", "accepted", "sending"})
NOW: Final = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
MESSAGES: Final = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


class Refusal(Exception):
    """Twilio says no."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{status} {code}")
        self.answer = status, error(status, code)


@dataclass(slots=True)
class Sent:
    """One message as Twilio keeps it; `buttons` are id and title of what she may press."""

    resource: dict[str, Any]
    callback: str = ""
    content_sid: str = ""
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def sid(self) -> str:
        """Its id."""
        return str(self.resource["sid"])

    @property
    def body(self) -> str:
        """Its words, filled in; empty once they were emptied."""
        return str(self.resource["body"])


class Account:
    """Messages, contents, approvals and media of one account."""

    def __init__(self, now: Callable[[], datetime] = lambda: NOW) -> None:
        self.now = now
        self.messages: dict[str, Sent] = {}
        self.contents: dict[str, dict[str, Any]] = {}
        self.approved: dict[str, str] = {}  # a content's id to the state of its approval
        self.media: set[str] = set()  # the paths of files that are still there
        self.refused: dict[str, tuple[int, int]] = {}  # address to status and code of its refusal
        self.hides_bodies = False  # whether the body of a content's message is empty at first
        self._numbers = itertools.count(1)

    # ------------------------------------------------------------------ messages

    def create(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Accept a message, or refuse it as Twilio does."""
        if not ADDRESS.fullmatch(form["To"]):
            raise Refusal(400, 21211)
        if form.get("From") != SENDER:
            raise Refusal(400, 63007)
        if form["To"] in self.refused:
            raise Refusal(*self.refused[form["To"]])
        if "ContentSid" not in form and not form.get("Body"):
            raise Refusal(400, 21619)
        if len(form.get("Body", "")) > 1_600:
            raise Refusal(400, 21617)
        return self.keep(form).resource

    def keep(self, form: Mapping[str, str], created: datetime | None = None) -> Sent:
        """A new message of this form."""
        sid = f"SM{next(self._numbers):032x}"
        content = self._filled(form) if "ContentSid" in form else {}
        body = "" if self.hides_bodies and content else content.get("body", form.get("Body", ""))
        resource = {
            **_unsaid(),
            "body": body,
            "date_created": format_datetime(created or self.now()),
            "from": form["From"],
            "sid": sid,
            "subresource_uris": {"media": f"{MESSAGES}/{sid}/Media.json"},
            "to": form["To"],
            "uri": f"{MESSAGES}/{sid}.json",
        }
        callback, content_sid = form.get("StatusCallback", ""), form.get("ContentSid", "")
        self.messages[sid] = Sent(resource, callback, content_sid, buttons(content))
        return self.messages[sid]

    def listed(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """One page of messages, newest first."""
        found = [
            sent.resource
            for sent in reversed(self.messages.values())
            if query.get("To", sent.resource["to"]) == sent.resource["to"]
            and query.get("From", sent.resource["from"]) == sent.resource["from"]
        ]
        rows, page, further = _page(found, path, query)
        return {"messages": rows, "page": page, "next_page_uri": further}

    def delete(self, sid: str) -> None:
        """Forget a message, unless it still moves."""
        if sid not in self.messages:
            raise Refusal(404, 20404)
        if self.messages[sid].resource["status"] in MOVING:
            raise Refusal(409, 20009)
        del self.messages[sid]

    def empty(self, sid: str, form: Mapping[str, str]) -> dict[str, Any]:
        """Take the words out of a message."""
        if sid not in self.messages:
            raise Refusal(404, 20404)
        if form.get("Body") != "":
            raise Refusal(400, 21609)
        self.messages[sid].resource["body"] = ""
        return self.messages[sid].resource

    def delete_media(self, path: str) -> None:
        """Forget a file."""
        if path not in self.media:
            raise Refusal(404, 20404)
        self.media.discard(path)

    def _filled(self, form: Mapping[str, str]) -> dict[str, Any]:
        """The content with its variables in place."""
        content = self.contents.get(form["ContentSid"])
        if content is None:
            raise Refusal(400, 21655)
        values = content["variables"] | _variables(form.get("ContentVariables", "{}"))
        text = json.dumps(content["types"])
        filled = VARIABLE.sub(lambda found: json.dumps(values.get(found[1], ""))[1:-1], text)
        (kind,) = json.loads(filled).values()
        if len(kind["body"]) > 1_024 and buttons(kind):
            raise Refusal(400, 63013)
        return dict(kind)

    # ------------------------------------------------------------------ contents

    def new_content(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """Keep a content, if WhatsApp could show it."""
        _check_types(definition["types"])
        sid = f"HX{next(self._numbers):032x}"
        when = self.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        here = f"https://content.twilio.com/v1/Content/{sid}"
        self.contents[sid] = {
            "sid": sid,
            "account_sid": ACCOUNT,
            "friendly_name": definition.get("friendly_name", ""),
            "language": definition["language"],
            "variables": dict(definition.get("variables", {})),
            "types": definition["types"],
            "date_created": when,
            "date_updated": when,
            "url": here,
            "links": {"approval_create": f"{here}/ApprovalRequests/whatsapp"},
        }
        return self.contents[sid]

    def submit(self, sid: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Take a template for review, once, under a name as WhatsApp wants it."""
        if sid not in self.contents:
            raise Refusal(404, 20404)
        if sid in self.approved or not re.fullmatch(r"[a-z0-9_]{1,512}", request["name"]):
            raise Refusal(400, 20001)
        body = next(iter(self.contents[sid]["types"].values()))["body"]
        if VARIABLE.match(body) or re.search(r"\}\}$", body) or "}} {{" in body:
            raise Refusal(400, 20001)
        self.approved[sid] = "received"
        return {
            "name": request["name"],
            "category": request["category"],
            "content_type": next(iter(self.contents[sid]["types"])),
            "status": "received",
            "rejection_reason": "",
            "allow_category_change": True,
        }

    def listed_contents(
        self, path: str, query: Mapping[str, str], *, with_approvals: bool
    ) -> dict[str, Any]:
        """One page of contents, with the state of their approval or without."""
        found = list(self.contents.values())
        if with_approvals:
            found = [self._with_approval(row) for row in found]
        rows, page, further = _page(found, path, query)
        address = f"https://content.twilio.com{further}" if further else None
        return {"contents": rows, "meta": {"page": page, "next_page_url": address}}

    def _with_approval(self, row: Mapping[str, Any]) -> dict[str, Any]:
        state = self.approved.get(str(row["sid"]), "unsubmitted")
        kept = {name: value for name, value in row.items() if name not in {"url", "links"}}
        return kept | {"approval_requests": {"name": row["friendly_name"], "status": state}}


def buttons(kind: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Id and title of what may be pressed."""
    actions = [(each["id"], each["title"]) for each in kind.get("actions", ())]
    return tuple(actions or [(each["id"], each["item"]) for each in kind.get("items", ())])


def _unsaid() -> dict[str, Any]:
    unknown = ("date_sent", "date_updated", "error_code", "error_message", "price", "price_unit")
    return {
        **dict.fromkeys(unknown),
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "direction": "outbound-api",
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "status": "queued",
    }


def _page(
    rows: list[dict[str, Any]], path: str, query: Mapping[str, str]
) -> tuple[list[dict[str, Any]], int, str | None]:
    size, page = int(query.get("PageSize", "50")), int(query.get("Page", "0"))
    begin, end = size * page, size * (page + 1)
    further = {**query, "Page": str(page + 1), "PageToken": f"PA{page + 1}"}
    return rows[begin:end], page, f"{path}?{urlencode(further)}" if len(rows) > end else None


def _variables(text: str) -> Mapping[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        raise Refusal(400, 21656) from None
    if not isinstance(values, dict) or not all(_acceptable(value) for value in values.values()):
        raise Refusal(400, 21656)
    return values


def _acceptable(value: object) -> bool:
    refused = ("\n", "\r", "\t", "     ")
    return isinstance(value, str) and bool(value) and not any(each in value for each in refused)


def _check_types(types: Mapping[str, Any]) -> None:
    for name, kind in types.items():
        titles = [title for _, title in buttons(kind)]
        ids = [each for each, _ in buttons(kind)]
        most, longest = (3, 20) if name == "twilio/quick-reply" else (10, 24)
        if len(titles) > most or any(not 0 < len(title) <= longest for title in titles):
            raise Refusal(400, 20001)
        if len(set(titles)) < len(titles) or any(len(each) > 200 for each in ids):
            raise Refusal(400, 20001)
