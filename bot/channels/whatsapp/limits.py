"""What can WhatsApp over Twilio carry, and how fast? Importing this imports nothing of Twilio's."""

from datetime import timedelta
from typing import Final

from bot.channels.port import ChannelLimits

LIST_BUTTON: Final = 20  # characters of the label that opens a list, as a quick reply's title
BODY_LINES: Final = 40  # lines of a text above choices: each is a variable, of at most 100

WHATSAPP_LIMITS: Final = ChannelLimits(
    # https://www.twilio.com/docs/messaging/api/message-resource (Body, up to 1,600 characters)
    text=1_600,
    # https://www.twilio.com/docs/content/twilio-quick-reply, .../content/twiliolist-picker (body)
    text_with_choices=1_024,
    # .../content/twilio-quick-reply: in a session, without approval, three buttons of 20 characters
    buttons=3,
    button_title=20,
    # .../content/twiliolist-picker: 10 items of 24 characters, ids of 200
    list_rows=10,
    list_title=24,
    choice_id=200,
    # https://www.twilio.com/docs/api/errors/63018: above the account's messages per second, which
    # begin at about ten, Twilio queues (and may keep a message for hours) instead of sending
    per_second=10.0,
    # WhatsApp's pair rate limit: one message in six seconds to the same person on average, while
    # short bursts pass (https://developers.facebook.com/docs/whatsapp/cloud-api/overview#pair-rate-limits)
    per_recipient=timedelta(seconds=6),
    # https://www.twilio.com/docs/api/errors/63016: free text within 24 hours of her last message
    window=timedelta(hours=24),
    looks_up=True,
    receipts=True,
    erases_within=None,  # .../docs/messaging/api/message-resource#delete-a-message: at any age
    keeps_bodies=True,  # Twilio's log keeps words and media until they are deleted there
)
