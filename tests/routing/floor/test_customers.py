"""Whom an agent takes the caller to be: kept with the call, told once, and taken back until wrap-up ends."""

from routing.floor.conversation import Chosen, Conversation
from routing.floor.events import Accepted, CustomerTold, End, TransferBegun, Wrapped
from routing.floor.facts import CustomerChosen
from tests.routing.floor.stage import Stage, profile

ANN, BOB = profile("ann"), profile("bob")
PICKED = CustomerTold(agent=ANN, customer="cus_1", how="picked")
UNDONE = CustomerTold(agent=ANN, customer="", how="undone")


def talking() -> Stage:
    stage = Stage()
    stage.seats(ANN, BOB)
    stage.talks(ANN)
    return stage


def test_a_choice_is_kept_with_the_call_and_told_once() -> None:
    stage = talking()
    stage.does(PICKED)
    stage.does(PICKED)
    assert stage.call.chosen == Chosen(customer="cus_1", by="ann", how="picked")
    assert stage.told(CustomerChosen) == [CustomerChosen(agent="ann", customer="cus_1", how="picked")]
    assert Conversation.from_json(stage.call.to_json()) == stage.call


def test_a_choice_is_possible_while_it_rings_and_taken_back_until_wrap_up_is_over() -> None:
    stage = Stage()
    stage.seats(ANN)
    stage.offers(ANN)
    assert not stage.does(PICKED).refused
    stage.does(Accepted(agent=ANN, offer="off1"))
    stage.joins("ann", "leg-ann")
    stage.joins("customer", "CA1")
    stage.does(End(agent=ANN))
    assert not stage.does(UNDONE).refused
    assert stage.call.chosen is None
    assert stage.told(CustomerChosen)[-1] == CustomerChosen(agent="ann", customer="cus_1", how="undone")
    stage.does(Wrapped(agent=ANN))
    assert "not yours any more" in stage.does(PICKED).refused


def test_nothing_was_chosen_so_nothing_is_taken_back() -> None:
    assert talking().does(UNDONE).facts == ()


def test_who_has_no_part_in_the_call_chooses_nobody() -> None:
    stage = talking()
    refused = stage.does(CustomerTold(agent=BOB, customer="cus_2", how="picked"))
    assert (refused.refused != "", refused.facts, stage.call.chosen) == (True, (), None)


def test_a_choice_goes_with_the_call_to_who_is_asked_next() -> None:
    stage = talking()
    stage.does(PICKED)
    stage.does(TransferBegun(agent=ANN, mode="consult", kind="agent", to="bob", offer="off2", target=BOB))
    stage.does(Accepted(agent=BOB, offer="off2"))
    stage.joins("bob", "leg-bob")
    stage.does(CustomerTold(agent=BOB, customer="cus_3", how="picked"))
    assert stage.call.chosen == Chosen(customer="cus_3", by="bob", how="picked")
