"""Which texts are telephone numbers, and how Twilio writes them for people."""

import phonenumbers

from emulator.rest.wire import RestError


def is_number(text: str) -> bool:
    """An E.164 number of a length its country allows. Unallocated ranges pass: tests live in those."""
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return False
    return text.startswith("+") and phonenumbers.is_possible_number(parsed)


def check_called(to: str | None, *, softphones: bool) -> str:
    """The number to ring or to write to. Raises 21201, 21604 (none given) or 21211 (no such number)."""
    if not to:
        missing = 21201 if softphones else 21604
        raise RestError(400, missing, "A 'To' phone number is required.")
    if is_number(to) or (softphones and to.startswith(("client:", "sip:")) and len(to) > len("client:")):
        return to
    raise RestError(400, 21211, f"The 'To' number {to} is not a valid phone number.")


def formatted(text: str) -> str:
    """`+14158675309` as `(415) 867-5309`; other countries' numbers and other texts stay as they are."""
    digits = text.removeprefix("+1")
    if not text.startswith("+1") or len(digits) != 10:
        return text
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
