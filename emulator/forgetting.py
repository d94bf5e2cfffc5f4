"""Forgets what is long over, so that an emulator that runs for weeks does not grow."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.exchange import Exchange

EVERY_S = 60.0
#: How long REST still knows a call or a conference after its end, and a message.
KEPT = timedelta(hours=24)
#: How long a request and its reply are kept.
SENT_KEPT_S = 600.0


def forget_regularly(exchange: "Exchange") -> None:
    """Forget now, and once a minute from now on."""
    forget(exchange, before=exchange.now - KEPT)
    exchange.clock.after(EVERY_S, partial(forget_regularly, exchange))


def forget(exchange: "Exchange", *, before: datetime) -> None:
    """Forget the calls and conferences that ended before then, and what else is older."""
    over = {sid for sid, call in exchange.calls.items() if call.ended is not None and call.ended < before}
    for sid in over:
        del exchange.calls[sid]
        exchange.legs.pop(sid, None)
    rooms = exchange.conferences.values()
    for sid in [room.sid for room in rooms if room.ended is not None and room.ended < before]:
        del exchange.conferences[sid]
    for sid in [message.sid for message in exchange.messages.values() if message.created < before]:
        del exchange.messages[sid]
    exchange.bridges[:] = [one for one in exchange.bridges if one.until is None or one.until >= before]
    exchange.alerts[:] = [alert for alert in exchange.alerts if alert.when >= before]
    exchange.post.forget(over, sent_before=exchange.clock.elapsed - SENT_KEPT_S)
