"""How a robot agent thinks, by the state of its desk."""

from __future__ import annotations

from typing import Any

from commands.robots.acts import Act, Command, HandOn, Phone
from commands.robots.agent_mind import LOOKS_AGAIN_S, AgentMind
from commands.robots.chance import chance_of
from commands.robots.handing_on import transfer_to

ME = {"id": "agt_3", "name": "Agent Three", "phone": "browser", "presence": "available", "work": "idle"}
CALL = {"id": "CA1", "phase": "talking"}
WRAP = {"until": "2026-11-23T18:00:30+00:00", "dispositions": [{"id": "solved"}, {"id": "booked"}]}


def desk(**shown: Any) -> dict[str, Any]:
    return {"me": ME, "offers": [], "call": None, "wrap": None} | shown


def commands(acts: list[Act]) -> list[str]:
    return [act.do for act in acts if isinstance(act, Command)]


def lives(mind: AgentMind, state: dict[str, Any], *, seconds: float, on_line: bool = True) -> list[Act]:
    """Show the same desk for so long, as often as the mind wants to see it."""
    now, done = 0.0, []
    while now <= seconds:
        done += mind.acts(state, now, on_line=on_line)
        now += mind.looks_again(now)
    return done


def test_most_offers_are_taken_once_some_declined_and_some_missed() -> None:
    mind = AgentMind(chance_of("7"))
    outcomes = []
    for number in range(400):
        offered = desk(offers=[{"id": f"off_{number}"}])
        acts = lives(mind, offered, seconds=20)
        assert len(acts) <= 1
        outcomes += commands(acts) or ["missed"]
        mind.acts(desk(), 20, on_line=True)
    assert 330 < outcomes.count("accept") < 380
    assert 5 < outcomes.count("decline") < 45
    assert 5 < outcomes.count("missed") < 45


def test_an_offer_that_is_withdrawn_is_forgotten() -> None:
    mind = AgentMind(chance_of("1"))
    assert mind.acts(desk(offers=[{"id": "off_1"}]), 0, on_line=False) == []
    assert mind.acts(desk(), 1, on_line=False) == []
    assert mind.acts(desk(), 60, on_line=False) == []
    assert mind.looks_again(60) == LOOKS_AGAIN_S


def test_the_softphone_dials_in_at_once_and_again_until_it_has_a_line() -> None:
    mind = AgentMind(chance_of("1"))
    connecting = desk(call=CALL | {"phase": "connecting"})
    assert mind.acts(connecting, 0, on_line=False) == [Phone(does="connect")]
    assert mind.acts(connecting, 1, on_line=False) == []
    assert mind.acts(connecting, 7, on_line=False) == [Phone(does="connect")]
    assert lives(mind, connecting, seconds=30, on_line=True) == []


def test_an_agent_with_a_desk_phone_does_not_dial_in() -> None:
    mind = AgentMind(chance_of("1"))
    assert lives(mind, desk(me=ME | {"phone": "desk"}, call=CALL | {"phase": "connecting"}), seconds=30) == []


def test_a_talk_is_greeted_and_ended_and_a_hold_is_always_taken_back() -> None:
    held = 0
    for seed in range(60):
        acts = lives(AgentMind(chance_of(str(seed))), desk(call=CALL), seconds=900)
        assert isinstance(acts[0], Phone)
        assert "How can I help" in acts[0].words
        done = commands(acts)
        assert done[-1] == "end"
        assert done[:-1] in ([], ["hold", "resume"])
        held += "hold" in done
    assert 3 < held < 25


def test_the_work_afterwards_is_wrapped_up_with_a_disposition_of_the_desks_list() -> None:
    (act,) = lives(AgentMind(chance_of("3")), desk(wrap=WRAP), seconds=60)
    assert isinstance(act, Command)
    assert act.do == "wrap"
    assert act.fields["disposition"] in {"solved", "booked"}
    assert act.fields["resolved"] in {"yes", "no", "unsure"}


def test_who_is_away_comes_back_and_who_works_does_not_ask_to() -> None:
    away = desk(me=ME | {"presence": "away"})
    assert commands(lives(AgentMind(chance_of("1")), away, seconds=60)) == ["presence"]
    wrapping = desk(me=ME | {"presence": "away", "work": "wrap_up"})
    assert lives(AgentMind(chance_of("1")), wrapping, seconds=60) == []


def test_a_talk_is_handed_on_now_and_then_and_goes_on_to_an_end_when_nobody_takes_it() -> None:
    kinds = []
    for seed in range(300):
        acts = lives(AgentMind(chance_of(str(seed))), desk(call=CALL), seconds=900)
        kinds += [act.to for act in acts if isinstance(act, HandOn)]
        assert commands(acts)[-1] == "end"
    assert 10 < kinds.count("agent") < 35
    assert 4 < kinds.count("queue") < 25


def test_a_colleague_who_answers_gets_the_caller_from_the_one_who_asked_alone() -> None:
    for by, done in ((ME["id"], ["complete"]), ("agt_other", [])):
        transfer = {"mode": "consult", "to": "agt_4", "by": by, "answered": True}
        acts = lives(AgentMind(chance_of("2")), desk(call=CALL | {"transfer": transfer}), seconds=15)
        assert commands(acts) == done


def test_a_caller_is_handed_on_only_to_whoever_is_free_and_never_to_the_same_queue() -> None:
    targets = [
        {"kind": "agent", "to": "agt_1", "busy": True},
        {"kind": "agent", "to": "agt_2", "busy": False},
        {"kind": "queue", "to": "support", "busy": False, "free_agents": 3},
        {"kind": "queue", "to": "trade", "busy": False, "free_agents": 0},
        {"kind": "queue", "to": "premium", "busy": False, "free_agents": 1},
    ]
    asked = transfer_to(targets, HandOn(to="agent"), "support")
    sent = transfer_to(targets, HandOn(to="queue"), "support")
    assert asked is not None
    assert sent is not None
    assert (asked.fields["mode"], asked.fields["to"]) == ("consult", "agt_2")
    assert (sent.fields["mode"], sent.fields["to"]) == ("blind", "premium")
    assert transfer_to(targets[:1], HandOn(to="agent"), "support") is None
