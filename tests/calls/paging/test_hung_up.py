"""A caller hangs up an emergency call that nobody has taken: the page goes on, and they are called back."""

from __future__ import annotations

from tests.calls import homeika
from tests.calls.paging.paging import takes, talked
from tests.house import HOMEIKA_EMERGENCY, House
from tests.on_call import HOMEIKA


def test_who_hangs_up_while_the_first_phone_rings_is_called_back_by_the_next(night: House) -> None:
    homeika.on_call(night, "no answer")
    call = homeika.rings_in(night, homeika.PREMIUM, HOMEIKA_EMERGENCY)
    night.net.phone(HOMEIKA.partner).rings()
    call.hangs_up()
    leg = takes(night, HOMEIKA.partner)
    caller = night.net.phone(homeika.PREMIUM.number).answers()
    night.net.settles(seconds=5)
    assert talked(night, leg, caller)
