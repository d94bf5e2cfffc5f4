"""What a caller gives before an agent answers (HK9), and the guide that closes most cases (HK10)."""

from __future__ import annotations

from tests.calls import doing, homeika
from tests.calls.conftest import At
from tests.calls.homeika import NIGHT, PREMIUM
from tests.house import HOMEIKA_SUPPORT, House


def test_the_whole_intake_is_there_for_the_agent(house: House) -> None:
    """HK9: order number, serial, firmware, network, speed, integrations, in the call's state when in line."""
    call = house.dials(HOMEIKA_SUPPORT, number=homeika.STRANGER)
    homeika.proves(call, PREMIUM).hears("What can we help with?").presses("1")
    call.hears("Five short questions come first. Press pound to skip any of them.")
    call.hears("serial number").says("H K 1 2 3 4 5 6")
    call.hears("firmware version").says("4.10.2")
    call.hears("If it is 5 gigahertz, press 2.").presses("2")
    call.hears("internet speed in megabits").presses("250#")
    call.hears("which other systems").says("a voice assistant and the alarm")
    call.hears("Unplug the device").presses("0").hears("next in line")
    assert house.path(call)[-1] == "premium_queue"
    assert house.state(call)["answers"] == {
        "device.serial": "HK123456",
        "device.firmware": "4.10.2",
        "network.type": "5 GHz",
        "isp.mbps": "250",
        "integrations": "a voice assistant and the alarm",
    }
    assert house.state(call)["caller"]["order_number"] == PREMIUM.order_number
    call.hangs_up()


def test_each_question_of_the_intake_may_be_skipped(house: House) -> None:
    """HK9: a caller who has nothing at hand reaches the guide with five keys."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1")
    for question in ("serial number", "firmware version", "gigahertz", "internet speed", "other systems"):
        call.hears(question).presses("#")
    call.hears("Unplug the device").hangs_up()
    assert house.state(call)["answers"] == {}


def test_a_misread_serial_is_asked_for_once_more_and_then_left(house: House) -> None:
    """HK9: no caller is kept from help by a label that cannot be read."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1")
    call.says("I cannot read it").hears("Sorry, that does not look right").hears("serial number")
    call.says("it is too small").hears("firmware version").hangs_up()


def test_a_numeric_serial_may_be_keyed_in(house: House) -> None:
    """HK9: keys work as well as words."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1")
    call.hears("serial number").presses("20260417#").hears("firmware version").hangs_up()
    assert house.state(call)["answers"] == {"device.serial": "20260417"}


def test_the_first_step_of_the_guide_closes_the_case(house: House) -> None:
    """HK10: power cycle, and the survey asks whether it is fixed."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1")
    doing.does(call, *["press #"] * 5)
    call.hears("wait ten seconds").waits(seconds=30).presses("1")
    call.hears("three short questions").hangs_up()
    assert house.state(call)["tags"] == {"outcome": "fixed_by_guide"}


def test_the_guide_goes_through_its_four_steps_to_a_person(house: House) -> None:
    """HK10: power, router for 30 seconds, separate network, firmware; then a person, with the intake kept."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1").presses("20260417#")
    doing.does(call, *["press #"] * 4)
    call.hears("Unplug the device, wait ten seconds").presses("2")
    call.hears("Unplug your router for 30 seconds").waits(seconds=100).presses("2")
    call.hears("separate test network").waits(seconds=150).presses("2")
    call.hears("install any firmware update").waits(seconds=170).presses("2")
    call.hears("Let me find a person").hears("next in line")
    guide = ["fix_power", "fix_router", "fix_network", "fix_firmware"]
    assert house.path(call)[-8:] == [*guide, "person", "connecting", "by_queue", "support_queue"]
    assert house.state(call)["answers"] == {"device.serial": "20260417"}
    call.hangs_up()


def test_a_device_that_works_elsewhere_leads_to_a_person(house: House) -> None:
    """HK10: then it is the caller's own network, which nobody fixes by menu."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1")
    doing.does(call, *["press #"] * 5, "press 2", "press 2")
    call.hears("separate test network").presses("1").hears("Let me find a person").hangs_up()


def test_the_router_gets_the_time_it_needs(house: House) -> None:
    """HK10: nothing is said for three minutes, and then the same choices again."""
    call = homeika.skips(homeika.rings_in(house, None)).presses("1")
    doing.does(call, *["press #"] * 5, "press 2")
    call.hears("Unplug your router").waits(seconds=175)
    assert len([line for line in call.leg.heard if "router" in line.text]) == 1
    call.hears("Unplug your router").presses("1").hears("three short questions").hangs_up()


def test_the_guide_is_there_at_night(at: At) -> None:
    """HK2, HK10: self-service outside the hours, and a message at its end instead of a queue."""
    house = at(NIGHT)
    call = homeika.skips(homeika.rings_in(house, None)).hears("We are closed until").presses("1")
    doing.does(call, "press 2", "press 2", "press 2", "press 2")
    call.hears("We are closed until").presses("4").leaves_message("please call me back").ends()
    assert doing.promised(house, call) == ["voicemail"]
