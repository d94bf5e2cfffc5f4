"""Conferences: start, hold, mute, coach, announce, leave, end (twilio.md 3.4, 7, 9)."""

import pytest

from emulator import calls, conferences
from emulator.model import Conference, RefusalError
from emulator.orders import CallChange, CallOrder, ParticipantChange
from emulator.phone_call import PhoneCall
from emulator.phones import Network
from tests.emulator.small_app import CALLER, DUTY, LINE, SECOND, URL, SmallApp, small_network

EVENTS = 'statusCallback="/room" statusCallbackEvent="start end join leave mute hold modify announcement"'


def network(
    caller: str = 'startConferenceOnEnter="false" waitUrl="/wait"', agent: str = ""
) -> tuple[SmallApp, Network]:
    def seat(attributes: str) -> str:
        return f'<Dial action="/after"><Conference {EVENTS} {attributes}>case 1</Conference></Dial>'

    app = SmallApp(
        {
            "/voice": seat(caller),
            "/agent": seat(f'waitUrl="" beep="false" {agent}'),
            "/wait": "<Say>Please wait.</Say>",
            "/hold": "<Say>You are on hold.</Say><Pause length='2'/><Redirect/>",
            "/announce": "<Say>This call may be recorded.</Say>",
            "/after": "<Say>Anything else?</Say>",
        }
    )
    return app, small_network(app)


def agent_joins(net: Network, number: str = DUTY) -> PhoneCall:
    calls.create_call(net.exchange, CallOrder(to=number, from_=LINE, url=f"{URL}/agent"))
    return net.phone(number).answers()


def room_of(net: Network) -> Conference:
    return next(iter(net.exchange.conferences.values()))


def events(app: SmallApp) -> list[str]:
    return [one["StatusCallbackEvent"] for one in app.of("/room")]


def test_a_caller_waits_hears_the_wait_document_once_and_then_silence() -> None:
    _, net = network()
    call = net.phone(CALLER).calls(LINE).hears("Please wait").waits(seconds=60)
    assert len(call.leg.heard) == 1
    assert room_of(net).status == "init"


def test_it_starts_with_the_second_and_they_hear_each_other() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE).hears("Please wait")
    agent = agent_joins(net)
    call.talks_to(DUTY).says("Hello")
    agent.hears("Hello")
    net.settles()
    assert events(app) == ["participant-join", "participant-join", "conference-start"]
    assert [one["SequenceNumber"] for one in app.of("/room")] == ["0", "1", "2"]
    assert net.exchange.bridges[0].room == room_of(net).sid
    net.check()


def test_two_who_may_not_start_it_go_on_waiting() -> None:
    _, net = network(agent='startConferenceOnEnter="false"')
    net.phone(CALLER).calls(LINE).hears("Please wait")
    agent = agent_joins(net)
    net.settles()
    assert (room_of(net).status, agent.talking_to) == ("init", [])


def test_hold_plays_its_document_over_and_over_until_the_hold_ends() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent_joins(net)
    call.talks_to(DUTY)
    sid = room_of(net).sid
    change = ParticipantChange(hold=True, hold_url=f"{URL}/hold")
    conferences.update_participant(net.exchange, sid, call.sid, change)
    call.hears("on hold").hears("on hold")
    assert call.talking_to == []
    assert app.of("/hold")[0]["ConferenceSid"] == sid
    conferences.update_participant(net.exchange, sid, call.sid, ParticipantChange(hold=False))
    call.talks_to(DUTY)
    net.settles()
    assert events(app)[-2:] == ["participant-hold", "participant-unhold"]


def test_who_is_muted_hears_and_is_not_heard() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent = agent_joins(net)
    call.talks_to(DUTY)
    conferences.update_participant(net.exchange, room_of(net).sid, agent.sid, ParticipantChange(muted=True))
    agent.says("Nobody hears this")
    call.says("But you hear me").does_not_hear("Nobody hears this")
    agent.hears("But you hear me")
    assert app.of("/room")[-1]["Muted"] == "true"


def test_a_coach_is_heard_by_the_agent_only() -> None:
    _, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent = agent_joins(net)
    call.talks_to(DUTY)
    coach = agent_joins(net, SECOND)
    net.settles(seconds=1)
    change = ParticipantChange(coaching=True, call_sid_to_coach=agent.sid)
    conferences.update_participant(net.exchange, room_of(net).sid, coach.sid, change)
    coach.says("Offer a refund")
    agent.hears("Offer a refund")
    call.does_not_hear("Offer a refund")


def test_an_announcement_is_heard_by_all_and_its_end_is_told() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent = agent_joins(net)
    call.talks_to(DUTY)
    conferences.announce(net.exchange, room_of(net).sid, f"{URL}/announce", "POST")
    call.hears("may be recorded")
    agent.hears("may be recorded")
    net.settles()
    assert events(app)[-2:] == ["announcement-end", "announcement-end"]


def test_who_leaves_by_hanging_up_ends_it_only_when_last() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent = agent_joins(net)
    call.talks_to(DUTY)
    agent.hangs_up()
    assert room_of(net).status == "in-progress"
    call.hangs_up()
    net.settles()
    left, ended = app.of("/room")[-2:]
    assert (left["ReasonParticipantLeft"], left["ParticipantCallStatus"]) == (
        "participant_hung_up",
        "completed",
    )
    assert (ended["ReasonConferenceEnded"], ended["CallSidEndingConference"]) == (
        "last-participant-left",
        call.sid,
    )
    after = next(one for one in app.of("/after") if one["CallSid"] == call.sid)
    assert (after["DialCallStatus"], after["CallStatus"]) == ("answered", "completed")
    assert not {"DialCallSid", "DialCallDuration"} & set(after)


def test_an_ending_participant_sends_the_others_on_to_their_own_document() -> None:
    app, net = network(agent='endConferenceOnExit="true"')
    call = net.phone(CALLER).calls(LINE)
    agent = agent_joins(net)
    call.talks_to(DUTY)
    agent.hangs_up()
    call.hears("Anything else").ends()
    net.settles()
    reasons = [one.get("ReasonParticipantLeft") for one in app.of("/room")]
    assert "moderator_ended_conference" in reasons
    ended = next(one for one in app.of("/room") if one["StatusCallbackEvent"] == "conference-end")
    assert ended["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"


def test_who_is_kicked_goes_on_and_a_conference_ended_by_rest_frees_everybody() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent = agent_joins(net)
    call.talks_to(DUTY)
    conferences.kick(net.exchange, room_of(net).sid, agent.sid)
    agent.hears("Anything else")
    conferences.end_conference(net.exchange, room_of(net).sid)
    call.hears("Anything else")
    net.settles()
    assert room_of(net).reason_ended == "conference-ended-via-api"
    reasons = [one["ReasonParticipantLeft"] for one in app.of("/room") if "ReasonParticipantLeft" in one]
    assert reasons == ["participant_updated_via_api", "conference_ended_via_api"]
    with pytest.raises(RefusalError):
        conferences.find_participant(net.exchange, room_of(net).sid, call.sid)


def test_rest_moves_a_leg_out_of_it() -> None:
    app, net = network()
    call = net.phone(CALLER).calls(LINE)
    agent_joins(net)
    call.talks_to(DUTY)
    calls.update_call(net.exchange, call.sid, CallChange(twiml="<Response><Say>Moved.</Say></Response>"))
    call.hears("Moved").ends()
    assert call.sid not in [one["CallSid"] for one in app.of("/after")]


def test_a_wait_document_that_fails_sends_the_caller_on() -> None:
    app, net = network(caller='waitUrl="/gone" startConferenceOnEnter="false"')
    app.documents["/gone"] = "<Hangup/>"
    net.phone(CALLER).calls(LINE).hears("Anything else")
    net.expects_alert(13238)
    net.check()


def test_a_label_in_use_is_refused_and_the_call_goes_on() -> None:
    app, net = network(caller='participantLabel="one"', agent='participantLabel="one"')
    net.phone(CALLER).calls(LINE).waits(seconds=1)
    app.documents["/agent"] += "<Say>No seat.</Say>"
    agent_joins(net).hears("No seat")
    net.expects_alert(16025)
