"""Draws the page of on-call schedules from what the record and the company's files say at one instant."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from callflows.oncall import OnCallPlan
from routing.oncall.coverage import DAYS
from routing.oncall.finding import Finding
from routing.oncall.schedule import Schedule
from storage.record.oncall_changes import Done, KeptChange
from switchboard.calendar_feed import Feed, address
from switchboard.proofs import Proofs
from switchboard.scheduling import Looked, Planner
from web.access import present, tenant_of
from web.admin.asked import Form, Where
from web.admin.choices import Choices
from web.admin.going_on import GoingOn, going_on
from web.admin.month import Month, read_month
from web.admin.strip import Strip
from web.admin.view import AROUND, ChangesView, ScheduleView
from web.admin.words import Clock, faces_of
from web.assembled import services_of

PLACE = "/admin/oncall"
#: Under what a session keeps what was done until the next page tells of it.
TOLD = "oncall_told"
#: Lines of the trail on one page.
LINES = 20
UTC_ZONE = ZoneInfo("UTC")


def planner_of() -> Planner:
    """Return the planner of whose request this is."""
    who = present()
    return Planner(services=services_of(current_app), tenant=tenant_of(who), member=who.member)


def drawn_going_on(where: Where) -> ResponseReturnValue:
    """Draw what goes on now, and nothing else."""
    planner = planner_of()
    schedule = _schedule(planner.plan, where)
    zone = ZoneInfo(where.zone or (schedule.zone if schedule else "UTC"))
    clock = Clock(zone=zone, now=planner.services.clock())
    return render_template("admin/oncall_going_on.html", going_on=going_on(planner, clock))


def drawn(where: Where, form: Form, status: int = 200, done: Collection[Done] = ()) -> ResponseReturnValue:
    """Draw the page. form: one that was refused; done: what others changed meanwhile, to be told of."""
    planner = planner_of()
    schedule = _schedule(planner.plan, where)
    zone = ZoneInfo(where.zone or (schedule.zone if schedule else "UTC"))
    now = planner.services.clock()
    month = read_month(where.month, now, zone)
    looked = planner.look(min(month.bounds(zone)[0] - AROUND, now))
    shown = Shown(
        planner=planner, looked=looked, schedule=schedule, where=where, month=month, zone=zone, form=form
    )
    return render_template("admin/oncall.html", page=shown, others=shown.changes.audit(done)), status


@dataclass(frozen=True, kw_only=True)  # without slots: what follows from it is worked out once
class Shown:
    """All that the page shows. schedule None: the company has none."""

    planner: Planner
    looked: Looked
    schedule: Schedule | None
    where: Where
    month: Month
    zone: ZoneInfo
    form: Form

    @property
    def company(self) -> str:
        return self.planner.services.books.live(self.planner.tenant.name).company.title

    @property
    def who(self) -> str:
        return self.planner.member.name

    @property
    def editor(self) -> Any:
        return self.looked.editor

    @property
    def clock(self) -> Clock:
        return self.clock_of(self.schedule.name if self.schedule else "")

    @cached_property
    def view(self) -> ScheduleView | None:
        if self.schedule is None:
            return None
        return ScheduleView(looked=self.looked, schedule=self.schedule, month=self.month, zone=self.zone)

    @cached_property
    def changes(self) -> ChangesView:
        return ChangesView(looked=self.looked, clock_of=self.clock_of)

    @property
    def policies(self) -> Any:
        clocks = {name: self.clock_of(name) for name in self.looked.plan.schedules}
        faces = faces_of(self.looked.plan.people)
        return Strip(looked=self.looked, faces=faces, clocks=clocks).policies()

    @cached_property
    def lines(self) -> tuple[Done, ...]:
        before = request.args.get("audit", "")
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
        run = self.planner.services.record.bounded.run
        return run(self.planner.tenant.oncall.audit, LINES, number)

    @property
    def audit(self) -> Any:
        return self.changes.audit(self.lines)

    @property
    def older(self) -> str:
        """Return the way to older lines of the trail; "" where there are none."""
        if not self.lines or self.lines[-1].number == 1:
            return ""
        return f"{self.link(audit=str(self.lines[-1].number))}#audit"

    @cached_property
    def told(self) -> Mapping[str, Any] | None:
        """What was done just now, with words for it; None: nothing."""
        kept = session.pop(TOLD, None)
        return None if kept is None else self._told(kept)

    @cached_property
    def choices(self) -> Choices | None:
        if self.schedule is None or self.view is None:
            return None
        company = self.planner.services.books.live(self.planner.tenant.name).company
        return Choices(
            looked=self.looked,
            schedule=self.schedule,
            view=self.view,
            where=self.where,
            outside=company.outside,
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is found of the year ahead, errors first, what is only good to know last."""
        proofs: Proofs = current_app.extensions["proofs"]
        return proofs.of(self.planner.tenant.name, self.looked)

    @property
    def is_covered(self) -> bool:
        return all(one.severity == "info" for one in self.findings)

    @property
    def going_on(self) -> GoingOn:
        return going_on(self.planner, self.clock)

    @property
    def going_on_address(self) -> str:
        """Where the same is drawn anew, by the same clocks."""
        schedule = self.schedule.name if self.schedule else ""
        query: dict[str, Any] = Where(schedule=schedule, zone=self.where.zone).query()
        return url_for("admin_oncall.look_again", **query)

    @property
    def days_proved(self) -> int:
        return DAYS

    def month_of(self, instant: datetime) -> str:
        return f"{instant.astimezone(self.zone):%Y-%m}"

    @property
    def feeds(self) -> list[tuple[str, str, str]]:
        """Return the addresses of the schedule's calendar, with words for each."""
        if self.schedule is None:
            return []
        planner = self.planner
        feed = Feed(tenant=planner.tenant.name, schedule=self.schedule.name, staff_id=planner.member.id)
        whole = address(planner.services, feed)
        mine = [("mine", "Your shifts", f"{whole}&only=mine")] if self.looked.editor.people else []
        return [("all", "All shifts", whole), *mine]

    def clock_of(self, schedule: str) -> Clock:
        """Return the clocks that instants of a schedule are shown by."""
        found = self.looked.plan.schedules.get(schedule)
        own = ZoneInfo(found.zone) if found else UTC_ZONE
        return Clock(zone=ZoneInfo(self.where.zone) if self.where.zone else own, now=self.looked.now)

    def link(self, **other: str) -> str:
        """Return the address of the same place but for what is given."""
        query: dict[str, Any] = dict(self.where.query(**other))
        return url_for("admin_oncall.page", **query)

    def _told(self, kept: Mapping[str, Any]) -> Mapping[str, Any]:
        group = self._group(str(kept["change"]))
        shown = [
            each
            for each in (*self.changes.waiting, *self.changes.standing)
            if group and each.id == group[0].id
        ]
        return {
            "did": kept["did"],
            "words": self.changes.words(group) if group else (),
            "warnings": kept["warnings"],
            "asks": self._title(group[0].asks) if group and group[0].state == "proposed" else "",
            "undo": shown[0].id if shown and shown[0].may_withdraw else "",
        }

    def _group(self, change_id: str) -> list[KeptChange]:
        found = [kept for kept in self.looked.changes if kept.id == change_id]
        pair = found[0].pair if found else ""
        return [kept for kept in self.looked.changes if kept.pair == pair] if pair else found

    def _title(self, name: str) -> str:
        person = self.looked.plan.people.get(name)
        return name if person is None else person.title


def _schedule(plan: OnCallPlan, where: Where) -> Schedule | None:
    """Return the schedule that is asked for, else the first; None: there is none."""
    return plan.schedules.get(where.schedule) or next(iter(plan.schedules.values()), None)
