"""All that can happen within a talk, as rules for hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from routing.floor.events import (
    ConsultStep,
    CustomerTold,
    End,
    Hold,
    LinkChanged,
    Mute,
    PresenceChosen,
    RecordingAsked,
    RemoveParty,
    Supervised,
    TransferBegun,
)
from routing.floor.needs import Needs
from routing.floor.network_news import PartyTold, RecordingNews, RecordingTold
from tests.routing.floor.happenings import AGENTS, CALLS, CRASH, OUTSIDE, PROFILES, Happenings
from tests.routing.floor.stage import ELSEWHERE

PARTIES = st.sampled_from([*sorted(PROFILES), OUTSIDE, "customer", "sue", ""])


class HappeningsInTalk(Happenings):
    """Mostly by who can do it then, so that a sequence gets far; what is refused changes nothing."""

    def handing_over(self) -> set[str]:
        """Return who has a transfer under way, or others in the room with their caller."""
        calls = [call for call in self.world.calls.values() if call.phase == "talking"]
        return {call.owner for call in calls if call.transfer or len(call.parties) > 2} & self.owners()

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, to=AGENTS, mode=st.sampled_from(["consult", "consult", "blind"]))
    def a_transfer_is_answered(self, *, who: str, to: str, mode: str) -> None:
        who = self.who_can(who, self.owners())
        to = self.who_can(to, self.at_work("idle"))
        self.does(LinkChanged(agent=PROFILES[to], up=True), to)
        self.does(PresenceChosen(agent=PROFILES[to], presence="transfers_only"), to)
        self.a_transfer_to_an_agent_begins(who=who, to=to, mode=mode, crash=False)
        self.who_is_asked_answers(to)

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, mode=st.sampled_from(["consult", "consult", "blind"]))
    def an_outside_transfer_is_answered(self, who: str, mode: str) -> None:
        who = self.who_can(who, self.owners())
        self.a_transfer_to_a_number_begins(who=who, mode=mode, crash=False)
        self.who_is_asked_answers(OUTSIDE)

    @precondition(lambda self: self.in_calls())
    @rule(who=AGENTS, crash=CRASH)
    def an_agent_ends(self, *, who: str, crash: bool) -> None:
        who = self.who_can(who, self.in_calls())
        self.does(End(agent=PROFILES[who]), who, crash=crash)

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, on=st.booleans(), whom=st.sampled_from(["", "", OUTSIDE, "bob"]), crash=CRASH)
    def an_agent_holds(self, *, who: str, on: bool, whom: str, crash: bool) -> None:
        who = self.who_can(who, self.owners())
        self.does(Hold(agent=PROFILES[who], on=on, who=whom), who, crash=crash)

    @precondition(lambda self: self.in_calls())
    @rule(who=AGENTS, on=st.booleans(), whom=PARTIES)
    def an_agent_mutes(self, *, who: str, on: bool, whom: str) -> None:
        who = self.who_can(who, self.in_calls())
        self.does(Mute(agent=PROFILES[who], on=on, who=whom), who)

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, whom=PARTIES, crash=CRASH)
    def an_agent_sends_somebody_out(self, *, who: str, whom: str, crash: bool) -> None:
        who = self.who_can(who, self.owners())
        self.does(RemoveParty(agent=PROFILES[who], who=whom), who, crash=crash)

    @precondition(lambda self: self.owners())
    @rule(index=CALLS, whom=PARTIES, is_so=st.booleans())
    def the_network_says_what_is_so(self, *, index: int, whom: str, is_so: bool) -> None:
        """Of a mute that failed; of a hold too, where the agent is there to hear of it. It is so then."""
        call = self.world.calls.get(self.named(index))
        party = call.party(whom) if call is not None else None
        if call is not None and party is not None:
            owner = call.party(call.owner)
            knows = owner is not None and owner.state == "joined" and call.transfer is None
            held = is_so if knows and party.role == "customer" else None
            part = self.world.requests.part(call.id, party.leg)
            part = replace(part, held=part.held if held is None else held, muted=is_so)
            self.world.phones.parts[party.leg] = part
            self.world.happens(PartyTold(call=call.id, leg=party.leg, held=held, muted=is_so), call.id)

    @precondition(lambda self: self.world.requests.under_way)
    @rule(index=st.integers(0, 5), is_answered=st.booleans())
    def a_request_arrives(self, *, index: int, is_answered: bool) -> None:
        """Not always the oldest first; its answer comes later, or at once."""
        under_way = self.world.requests.under_way
        request = under_way[index % len(under_way)]
        self.world.requests.arrives(request)
        if is_answered:
            self.world.is_answered(request)

    @rule(index=CALLS)
    def it_is_looked_into_a_room(self, *, index: int) -> None:
        self.world.looks(self.named(index))

    @precondition(lambda self: self.in_calls())
    @rule(who=AGENTS, paused=st.booleans(), crash=CRASH)
    def an_agent_pauses_the_recording(self, *, who: str, paused: bool, crash: bool) -> None:
        who = self.who_can(who, self.in_calls())
        self.does(RecordingAsked(agent=PROFILES[who], paused=paused), who, crash=crash)

    @precondition(lambda self: self.in_calls())
    @rule(who=AGENTS)
    def a_pause_is_asked_for_again_while_the_recording_goes_on(self, *, who: str) -> None:
        who = self.who_can(who, self.in_calls())
        for paused in (True, False, True):
            self.does(RecordingAsked(agent=PROFILES[who], paused=paused), who)
            if paused and self.world.requests.under_way:
                self.world.is_answered(self.world.requests.under_way[-1])

    @precondition(lambda self: self.owners())
    @rule(index=CALLS, state=st.sampled_from(["on", "off", "unsure"]))
    def news_of_the_recording_come(self, *, index: int, state: str) -> None:
        """What the network says by itself; or an answer from which nothing is known."""
        call = self.named(index)
        latest = self.world.calls[call].recording_order if call in self.world.calls else 0
        told = RecordingTold(call=call, state=state, order=latest)
        news = RecordingNews(call=call, conference=f"CF-{call}", state=state)
        self.world.happens(told if state == "unsure" else news, call)

    @precondition(lambda self: len(self.at_work("idle")) < len(PROFILES))
    @rule(who=AGENTS, customer=st.sampled_from(["cus_1", "cus_2", ""]))
    def an_agent_says_who_calls(self, *, who: str, customer: str) -> None:
        how = "picked" if customer else "undone"
        self.does(CustomerTold(agent=PROFILES[who], customer=customer, how=how), who)

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, to=AGENTS, mode=st.sampled_from(["consult", "blind"]), crash=CRASH)
    def a_transfer_to_an_agent_begins(self, *, who: str, to: str, mode: str, crash: bool) -> None:
        who = self.who_can(who, self.owners())
        to = self.who_can(to, self.at_work("idle"))
        offer = f"off{self.world.number()}"
        event = TransferBegun(
            agent=PROFILES[who], mode=mode, kind="agent", to=to, offer=offer, target=PROFILES[to]
        )
        self.does(event, who, crash=crash)

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, mode=st.sampled_from(["consult", "blind"]), crash=CRASH)
    def a_transfer_to_a_number_begins(self, *, who: str, mode: str, crash: bool) -> None:
        who = self.who_can(who, self.owners())
        self.does(TransferBegun(agent=PROFILES[who], mode=mode, kind="number", to=OUTSIDE), who, crash=crash)

    @precondition(lambda self: self.owners())
    @rule(who=AGENTS, crash=CRASH)
    def a_call_is_sent_to_a_queue(self, *, who: str, crash: bool) -> None:
        who = self.who_can(who, self.owners())
        now_ms = self.world.now_ms
        needs = Needs(
            call=self.call_of(who), demand=ELSEWHERE.key, score=now_ms, priority=0, joined_ms=now_ms
        )
        event = TransferBegun(
            agent=PROFILES[who], mode="blind", kind="queue", to=ELSEWHERE.queue, needs=needs
        )
        self.does(event, who, crash=crash)

    @precondition(lambda self: self.handing_over())
    @rule(who=AGENTS, step=st.sampled_from(["swap", "join_all", "complete", "cancel"]), crash=CRASH)
    def a_consult_goes_on(self, *, who: str, step: str, crash: bool) -> None:
        who = self.who_can(who, self.handing_over())
        self.does(ConsultStep(agent=PROFILES[who], step=step), who, crash=crash)

    @precondition(lambda self: self.owners())
    @rule(which=CALLS, mode=st.sampled_from(["listen", "coach", "barge", ""]))
    def a_supervisor_takes_part(self, *, which: int, mode: str) -> None:
        call = self.named(which)
        self.world.happens(Supervised(supervisor="sue", call=call, mode=mode), call)
        self.world.dials_in("sue", call)
