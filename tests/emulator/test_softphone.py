"""Softphones in virtual time: a client leg calls its application, joins a conference, mutes, vanishes."""

import pytest

from emulator import conferences
from emulator.client import NOTICED_S, ClientCall
from emulator.model import Hooks
from emulator.orders import ParticipantChange
from emulator.phone_call import PhoneCall
from emulator.phones import Network
from tests.emulator.small_app import CALLER, LINE, URL, SmallApp, small_network

ROOM = 'statusCallback="/room" statusCallbackEvent="start end join leave mute hold"'


def network() -> tuple[SmallApp, Network]:
    app = SmallApp(
        {
            "/voice": f'<Dial><Conference {ROOM} startConferenceOnEnter="false" waitUrl="/wait"'
            ' participantLabel="customer">call 1</Conference></Dial>',
            "/client": f'<Dial action="/after"><Conference {ROOM} waitUrl="" beep="false">call 1'
            "</Conference></Dial>",
            "/wait": "<Say>Please wait.</Say>",
            "/after": "<Say>You have left.</Say>",
        }
    )
    net = small_network(app)
    net.add_application("softphone", Hooks(voice_url=f"{URL}/client", status_callback=f"{URL}/status"))
    return app, net


def talking(net: Network) -> tuple[PhoneCall, ClientCall]:
    caller = net.phone(CALLER).calls(LINE).hears("Please wait")
    agent = net.client("agt_1").connects()
    caller.talks_to("client:agt_1")
    return caller, agent


def test_the_application_is_asked_as_twilio_asks_for_a_client() -> None:
    app, net = network()
    net.client("agt_1").connects(offer="off_1").waits(seconds=1)
    asked = app.of("/client")[0]
    assert (asked["From"], asked["To"], asked["Called"]) == ("client:agt_1", "", "")
    assert (asked["Direction"], asked["CallStatus"]) == ("inbound", "ringing")
    assert asked["ApplicationSid"] in net.exchange.applications
    assert asked["offer"] == "off_1"
    assert not {"FromCity", "ToCity", "CallToken"} & set(asked)
    net.check()


def test_a_clients_own_parameters_fill_what_is_empty_and_change_nothing_else() -> None:
    app, net = network()
    net.client("agt_1").connects(From="client:agt_2", CallSid="CA1", To="+1").waits(seconds=1)
    asked = app.of("/client")[0]
    assert (asked["From"], asked["To"]) == ("client:agt_1", "+1")
    assert asked["CallSid"] != "CA1"


def test_a_client_talks_in_a_conference_and_its_end_is_told() -> None:
    app, net = network()
    caller, agent = talking(net)
    agent.says("How can I help?")
    caller.hears("How can I help").says("My key is lost")
    agent.hears("My key is lost").hangs_up()
    net.settles()
    left = app.of("/room")[-1]
    assert (left["StatusCallbackEvent"], left["CallSid"]) == ("participant-leave", agent.sid)
    ended = next(one for one in app.of("/status") if one["CallSid"] == agent.sid)
    assert (ended["CallStatus"], ended["From"]) == ("completed", "client:agt_1")
    assert not caller.is_over


def test_a_client_that_mutes_itself_is_not_heard_and_nobody_is_told() -> None:
    app, net = network()
    caller, agent = talking(net)
    agent.mutes().says("Nobody hears this")
    agent.unmutes().says("Everybody hears this")
    caller.hears("Everybody hears this").does_not_hear("Nobody hears this")
    assert "participant-mute" not in [one["StatusCallbackEvent"] for one in app.of("/room")]


def test_a_client_that_vanishes_leaves_a_few_seconds_later() -> None:
    app, net = network()
    caller, agent = talking(net)
    agent.drops().says("Are you there?")
    caller.does_not_hear("Are you there")
    assert not agent.is_over
    agent.ends(within=NOTICED_S + 1)
    net.settles(seconds=1)
    assert app.of("/room")[-1]["StatusCallbackEvent"] == "participant-leave"
    assert not caller.is_over


def test_a_client_may_come_back_into_the_same_conference() -> None:
    _, net = network()
    caller, agent = talking(net)
    agent.hangs_up()
    assert caller.talking_to == []
    net.client("agt_1").connects().says("Here I am again")
    caller.hears("Here I am again")
    net.check()


def test_a_hold_without_a_document_is_the_carriers_own_music() -> None:
    _, net = network()
    caller, _ = talking(net)
    room = next(iter(net.exchange.conferences))
    conferences.update_participant(net.exchange, room, "customer", ParticipantChange(hold=True))
    caller.hears("default hold music")
    assert caller.talking_to == []


def test_an_application_that_nobody_has_fails_the_call() -> None:
    _, net = network()
    call = net.client("agt_1").connects("AP" + "0" * 32).waits(seconds=1)
    assert call.status == "failed"


def test_a_client_without_an_application_cannot_call() -> None:
    net = small_network(SmallApp({}))
    with pytest.raises(LookupError):
        net.client("agt_1").connects()
