"""Text that XML can carry, and the answer to an inbound message."""

from __future__ import annotations

import re

from twilio.twiml.messaging_response import MessagingResponse

#: XML 1.0 has no place for these; one of them ends a call with error 12100 (security.md C7).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue001-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Leave out what no document of TwiML may hold, and telephony.twiml's own mark."""
    return _NOT_XML.sub("", text)


def text_reply(words: str) -> str:
    """Answer an inbound message; "" answers nothing."""
    response = MessagingResponse()
    if words:
        response.message(clean(words))
    return str(response)
