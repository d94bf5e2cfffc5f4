"""What goes wrong on purpose: webhooks lost, doubled, late, out of order; a server dead, hung or wrong.

Also the switches for points that Twilio leaves unsettled. Defaults are the worse alternative.
Source: twilio.md 13, reliability.md 9 and 14.
"""

from dataclasses import dataclass, field

from emulator.fetch import Failure, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    undocumented_fields: bool = True  #: Caller*, Called*, CalledVia, msg, FinishedOnKey, CallToken
    omitted: frozenset[str] = frozenset()  #: parameters never sent, such as Confidence or DialBridged
    honours_overrides: bool = False  #: the URL fragment #ct=&rt=&tt=&rc=&rp= is obeyed
    media_failure_is_error: bool = True  #: a Play that cannot be fetched leads to the fallback URL
    silent_record_runs_action: bool = True  #: else a Record in which nothing is said falls through
    recording_says_failed: bool = False  #: an empty recording is reported as failed, not absent
    swapped_error_status: bool = False  #: after an application error: failed if answered, else completed
    whisper_hangup_says_unbridged: bool = (
        False  #: DialBridged=false after a whisper that hangs up, else absent
    )
    rings_until_screened: bool = False  #: the other legs of a Dial ring on while one hears its whisper
    one_token_on_fallback: bool = False  #: the fallback request repeats the idempotency token
    action_before_callback: bool = (
        False  #: after a hang-up the action is requested before the status callback
    )


@dataclass(slots=True, kw_only=True)
class ServerTrouble:
    """What the public server does instead of answering. `slow_s` alone: it answers, but later."""

    failure: Failure = ""  #: refused: it is dead; connect-timeout: nobody there; read-timeout: it hangs
    reply: Reply | None = None  #: a 5xx, a body that is no TwiML, a wrong content type
    slow_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookFault:
    """What happens to the next `times` webhooks of a kind. Copies come at once, or together in threads."""

    kind: str
    event: str = ""  #: of a conference: its StatusCallbackEvent; empty: any
    times: int = 1
    lost: bool = False
    copies: int = 1
    together: bool = False
    delay_s: float = 0.0
    after_next: bool = False  #: it is overtaken by the next webhook of any kind


@dataclass(slots=True, kw_only=True)
class RestTrouble:
    """What happens to the next `times` REST requests that match. Read by the REST API.

    `after_effect`: what was asked is done, and then the reply fails. `status` 0 with `slow_s`: only slow;
    `hangs`: no reply ever.
    """

    times: int = 1
    method: str = ""  #: empty: any
    path_contains: str = ""
    status: int = 0
    code: int = 20500
    slow_s: float = 0.0
    hangs: bool = False
    after_effect: bool = False

    def takes(self, method: str, path: str) -> bool:
        """Whether this request is one of those; counts it if so."""
        if self.times < 1 or self.method not in {"", method} or self.path_contains not in path:
            return False
        self.times -= 1
        return True


@dataclass(slots=True, kw_only=True)
class Faults:
    """The plan. Empty: nothing goes wrong."""

    server: ServerTrouble | None = None
    webhooks: list[WebhookFault] = field(default_factory=list)
    rest: list[RestTrouble] = field(default_factory=list)
    _used: dict[int, int] = field(default_factory=dict)

    def take_webhook(self, kind: str, event: str = "") -> WebhookFault | None:
        """The fault of the webhook about to be sent, if it has one; each is used up after its `times`."""
        for fault in self.webhooks:
            if (
                fault.kind == kind
                and fault.event in {"", event}
                and self._used.get(id(fault), 0) < fault.times
            ):
                self._used[id(fault)] = self._used.get(id(fault), 0) + 1
                return fault
        return None

    def take_rest(self, method: str, path: str) -> RestTrouble | None:
        return next((one for one in self.rest if one.takes(method, path)), None)
