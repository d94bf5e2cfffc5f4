"""Every kind of step a flow may use, in the order of the reference. To add one: its module, then its line."""

from collections.abc import Mapping
from types import MappingProxyType

from ivr.move import Kind
from ivr.steps.ask import Ask
from ivr.steps.call import Call
from ivr.steps.choose import Choose
from ivr.steps.hangup import HangUp
from ivr.steps.hours import Hours
from ivr.steps.join import Join
from ivr.steps.language import Language
from ivr.steps.lookup import Lookup
from ivr.steps.menu import Menu
from ivr.steps.page import Page
from ivr.steps.play import Play
from ivr.steps.queue import Queue
from ivr.steps.say import Say
from ivr.steps.set import Set
from ivr.steps.survey import Survey
from ivr.steps.tag import Tag
from ivr.steps.text import Text
from ivr.steps.transfer import Transfer
from ivr.steps.verify import Verify
from ivr.steps.voicemail import Voicemail

STEP_KINDS: Mapping[str, type[Kind]] = MappingProxyType(
    {
        "say": Say,
        "play": Play,
        "language": Language,
        "hours": Hours,
        "verify": Verify,
        "menu": Menu,
        "ask": Ask,
        "choose": Choose,
        "lookup": Lookup,
        "queue": Queue,
        "voicemail": Voicemail,
        "page": Page,
        "join": Join,
        "survey": Survey,
        "text": Text,
        "transfer": Transfer,
        "call": Call,
        "tag": Tag,
        "set": Set,
        "hangup": HangUp,
    }
)
