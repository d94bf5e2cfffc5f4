"""The value of an expression as text: what variables, look-ups and messages are made of."""

from __future__ import annotations

from ivr.at import At
from ivr.expressions import Expression


def text_of(expression: Expression, at: At) -> str:
    """Return the value as text, "" when there is none. 45.0 is "45", and a truth is "true" or "false"."""
    match expression.value(at.read):
        case None:
            return ""
        case bool(truth):
            return "true" if truth else "false"
        case float(number):
            return format(number, ".15g")
        case value:
            return str(value)
