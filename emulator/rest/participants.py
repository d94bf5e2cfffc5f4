"""Participants of a conference: read, list, mute, hold, coach, announce to, remove."""

from dataclasses import dataclass

from emulator import conferences
from emulator.exchange import Exchange
from emulator.model import Conference, Participant
from emulator.orders import ParticipantChange
from emulator.rest.dispatch import Asked, Route
from emulator.rest.paging import page_of
from emulator.rest.wire import API, Fields, Reply, RestError, deleted, not_found, rfc2822, shown


@dataclass(frozen=True, slots=True)
class Participants:
    """A participant is addressed by call SID or by label.

    Creating one is refused: a leg made so runs no document before it joins (architecture section 4).
    """

    exchange: Exchange

    def routes(self) -> list[Route]:
        base = API + "/Accounts/<sid:account>/Conferences/<sid:conference>/Participants"
        return [
            ("POST", base + ".json", self.refuse),
            ("GET", base + ".json", self.listing),
            ("GET", base + "/<who>.json", self.read),
            ("POST", base + "/<who>.json", self.update),
            ("DELETE", base + "/<who>.json", self.kick),
        ]

    def refuse(self, asked: Asked) -> Reply:
        raise RestError(403, 20006, f"Access Denied: participants are not created here ({asked.path})")

    def listing(self, asked: Asked) -> Reply:
        found = list(self._room(asked).participants.values())
        for name, attribute in (("Muted", "muted"), ("Hold", "hold"), ("Coaching", "coaching")):
            if asked.query.given(name):
                wanted = asked.query.flag(name)
                found = [one for one in found if getattr(one, attribute) is wanted]
        return shown(page_of("participants", found, self._show, path=asked.path, query=asked.query))

    def read(self, asked: Asked) -> Reply:
        room = self._room(asked)
        return shown(self._show(conferences.find_participant(self.exchange, room.sid, asked.ids["who"])))

    def update(self, asked: Asked) -> Reply:
        room = self._room(asked)
        change = read_change(asked.form)
        changed = conferences.update_participant(self.exchange, room.sid, asked.ids["who"], change)
        return shown(self._show(changed))

    def kick(self, asked: Asked) -> Reply:
        conferences.kick(self.exchange, self._room(asked).sid, asked.ids["who"])
        return deleted()

    def _room(self, asked: Asked) -> Conference:
        room = self.exchange.conferences.get(asked.ids["conference"])
        if room is None:
            raise not_found(asked.path)
        return room

    def _show(self, participant: Participant) -> dict[str, object]:
        return show_participant(self.exchange.account.sid, participant)


def read_change(form: Fields) -> ParticipantChange:
    """Read POST Participants/{who}. Coaching=true needs CallSidToCoach (twilio.md section 2)."""
    change = ParticipantChange(
        muted=_given_flag(form, "Muted"),
        hold=_given_flag(form, "Hold"),
        hold_url=form.url("HoldUrl") or "",
        hold_method=form.method("HoldMethod", "GET"),
        announce_url=form.url("AnnounceUrl") or "",
        announce_method=form.method("AnnounceMethod"),
        coaching=_given_flag(form, "Coaching"),
        call_sid_to_coach=form.text("CallSidToCoach") or "",
        end_on_exit=_given_flag(form, "EndConferenceOnExit"),
    )
    if change.coaching and not change.call_sid_to_coach:
        raise RestError(400, 20422, "CallSidToCoach is required when Coaching is true")
    return change


def _given_flag(form: Fields, name: str) -> bool | None:
    return form.flag(name) if form.given(name) else None


def show_participant(account_sid: str, participant: Participant) -> dict[str, object]:
    """One participant as the API shows it: every key of the official example."""
    room = f"{API}/Accounts/{account_sid}/Conferences/{participant.conference_sid}"
    return {
        "account_sid": account_sid,
        "call_sid": participant.call_sid,
        "label": participant.label or None,
        "conference_sid": participant.conference_sid,
        "date_created": rfc2822(participant.created),
        "date_updated": rfc2822(participant.updated),
        "end_conference_on_exit": participant.end_on_exit,
        "muted": participant.muted,
        "hold": participant.hold,
        "status": participant.status,
        "start_conference_on_enter": participant.start_on_enter,
        "coaching": participant.coaching,
        "call_sid_to_coach": participant.call_sid_to_coach or None,
        "queue_time": str(participant.queue_ms),
        "uri": f"{room}/Participants/{participant.call_sid}.json",
    }
