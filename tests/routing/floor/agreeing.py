"""What must hold of a floor after every happening: of offers, transfers, holds and recordings."""

from collections.abc import Iterator

from hypothesis.stateful import invariant

from routing.floor.conversation import Conversation
from routing.floor.events import Joined, Left
from routing.floor.facts import Conferenced, TransferCancelled, Transferred, TransferStarted
from routing.floor.orders import SetRecording
from tests.routing.floor.happenings_in_talk import HappeningsInTalk


class Agreeing(HappeningsInTalk):
    """Reference: cti-and-desktop 3.1 and 3.3."""

    def talks(self) -> Iterator[Conversation]:
        return (call for call in self.world.calls.values() if call.phase == "talking" and call.owner)

    @invariant()
    def an_offer_is_its_agents(self) -> None:
        for call in self.world.calls.values():
            for offer in call.offers:
                assert self.world.agents[offer.agent].offer == offer.id, (call, offer)

    @invariant()
    def a_transfer_is_of_who_answers_for_the_call_to_somebody_who_is_asked_or_there(self) -> None:
        for call in self.world.calls.values():
            transfer = call.transfer
            if transfer is not None:
                assert transfer.by == call.owner, call
                assert call.party(transfer.to) or any(one.agent == transfer.to for one in call.offers), call
                assert self.world.agents[call.owner].work in ("consulting", "on_hold"), call

    @invariant()
    def nobody_consults_without_a_transfer(self) -> None:
        for call in self.talks():
            assert call.transfer or self.world.agents[call.owner].work != "consulting", call

    @invariant()
    def a_caller_hears_music_only_where_the_agent_has_put_them_on_hold(self) -> None:
        for call in self.talks():
            caller, owner = call.party("customer"), call.party(call.owner)
            assert owner is not None, call
            if caller is not None and caller.held and owner.state == "joined" and not call.transfer:
                assert self.world.agents[owner.id].work == "on_hold", call

    @invariant()
    def a_caller_whose_agent_has_dropped_out_hears_music_or_somebody(self) -> None:
        for call in self.talks():
            caller, owner = call.party("customer"), call.party(call.owner)
            assert owner is not None, call
            if (
                caller is not None
                and caller.state == "joined"
                and not caller.held
                and owner.state == "dropped"
            ):
                there = [
                    each for each in call.parties if each.role in ("agent", "external") and not each.held
                ]
                assert any(each.state == "joined" for each in there), call

    @invariant()
    def only_a_talk_is_recorded_and_a_pause_is_looked_after(self) -> None:
        for call in self.world.calls.values():
            if call.phase in ("waiting", "offered", "ended"):
                assert call.recording == "off", call
            if call.needs.unrecorded:
                assert call.recording in ("off", "pausing", "paused", "unsure"), call
            waits = call.recording in ("pausing", "resuming")
            assert not waits or ("recording", call.id) in self.world.timers, call

    @invariant()
    def what_is_shown_as_paused_is_paused_and_stays_so(self) -> None:
        requests = self.world.requests
        for call in self.world.calls.values():
            if call.recording == "paused":
                assert call.id in requests.paused, call
                late = [each for each in requests.under_way if each.call == call.id and not each.is_done]
                assert not any(
                    isinstance(each.order, SetRecording) and not each.order.paused for each in late
                ), call

    @invariant()
    def everybody_is_held_and_muted_as_shown_once_all_requests_are_answered(self) -> None:
        busy = {each.call for each in self.world.requests.under_way} | self.world.crashed
        busy |= {event.call for event in self.world.phones.news if isinstance(event, Joined | Left)}
        for call in self.world.calls.values():
            if call.id not in busy:
                roles = {each.leg: each.role for each in call.parties}
                otherwise = self.world.requests.otherwise(call)
                assert all(roles[each.leg] == "supervisor" for each in otherwise), (call, otherwise)

    @invariant()
    def every_transfer_that_is_told_to_begin_is_told_to_end(self) -> None:
        for call in self.world.calls.values():
            open_now = False
            for of, fact in self.world.facts:
                if of != call.id:
                    continue
                match fact:
                    case TransferStarted():
                        assert not open_now, call
                        open_now = True
                    case TransferCancelled() | Conferenced():
                        assert open_now, call
                        open_now = False
                    case Transferred():
                        open_now = False
                    case _:
                        pass
            assert open_now == (call.transfer is not None), call
