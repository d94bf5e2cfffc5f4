"""Every kind of step a flow may use, in the order of the reference. A new one: write its module, name it here."""

from collections.abc import Mapping
from types import MappingProxyType

from ivr.move import Kind
from ivr.steps.ask import Ask
from ivr.steps.call import Call
from ivr.steps.choose import Choose
from ivr.steps.hangup import HangUp
from ivr.steps.hours import Hours
from ivr.steps.language import Language
from ivr.steps.menu import Menu
from ivr.steps.play import Play
from ivr.steps.say import Say
from ivr.steps.set import Set
from ivr.steps.tag import Tag

STEP_KINDS: Mapping[str, type[Kind]] = MappingProxyType(
    {
        "say": Say,
        "play": Play,
        "language": Language,
        "hours": Hours,
        "menu": Menu,
        "ask": Ask,
        "choose": Choose,
        "call": Call,
        "tag": Tag,
        "set": Set,
        "hangup": HangUp,
    }
)
