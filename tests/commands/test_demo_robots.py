"""What the demo tells its robots is true of its directory and staff; they ring nobody on call."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callflows.book import load_company
from commands.demo_robots import VISITORS, robots_plan
from commands.demo_wanted import Ports
from commands.robots.plan import Plan, read_plan
from commands.staff import fill_demo_staff
from ivr.steps.queue import Queue
from routing.floor.match import ring
from routing.floor.needs import Demand
from storage.record.directory import Directory
from storage.record.engine import Record, open_record
from storage.record.generator import fill
from storage.record.staff import Staff
from tests.toy_company import written

CALLFLOWS = Path(__file__).parents[2] / "callflows"
TENANTS = ("homeika", "homewise")
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CUSTOMERS = 30
#: A ring more every ten seconds: whoever waits for robots alone has two to come within twenty.
NEAR = 3


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    record = open_record(f"sqlite:///{tmp_path_factory.mktemp('record') / 'one.sqlite'}")
    record.migrate()
    fill(record, NOW, CUSTOMERS)
    fill_demo_staff(record, CALLFLOWS)
    return record


@pytest.fixture(scope="module")
def plan(record: Record) -> Plan:
    books = [load_company(CALLFLOWS / tenant) for tenant in TENANTS]
    return read_plan(json.loads(json.dumps(robots_plan(record, books, Ports(web=8000), CUSTOMERS))))


def test_a_company_of_ones_own_keeps_no_robot_from_the_others(record: Record, tmp_path: Path) -> None:
    books = [load_company(CALLFLOWS / "homeika"), load_company(written(tmp_path))]
    told = read_plan(json.loads(json.dumps(robots_plan(record, books, Ports(web=8000), CUSTOMERS))))
    assert [company.name for company in told.companies] == ["homeika"]


def test_nobody_rings_the_lines_of_people_on_call(plan: Plan) -> None:
    for company in plan.companies:
        lines = load_company(CALLFLOWS / company.name).company.lines
        assert set(company.lines) == {
            number for name, number in lines.items() if name not in ("emergency", "bridge")
        }


def test_robots_play_the_agents_with_a_softphone_whom_no_visitor_plays(plan: Plan, record: Record) -> None:
    for company in plan.companies:
        staff = Staff(record, company.name)
        played = {account.login for account in company.agents}
        assert len(played) >= 4
        assert not played & set(VISITORS)
        for account in company.agents:
            member = staff.by_login(account.login)
            assert member is not None
            assert (member.role, member.profile.number) == ("agent", "")
            assert staff.check_password(account.login, account.password)


def test_two_robots_can_serve_every_queue_within_twenty_seconds(plan: Plan, record: Record) -> None:
    for company in plan.companies:
        staff, book = Staff(record, company.name), load_company(CALLFLOWS / company.name)
        members = [staff.by_login(account.login) for account in company.agents]
        profiles = [member.profile for member in members if member is not None]
        steps = [step.action for flow in book.flows.values() for step in flow.steps.values()]
        demands = {
            Demand(queue=step.queue, skills=step.skills, complaint=book.company.queues[step.queue].complaints)
            for step in steps
            if isinstance(step, Queue)
        }
        assert len(demands) >= 3
        for demand in demands:
            rings = [ring(profile, demand) for profile in profiles]
            assert len([near for near in rings if near is not None and near <= NEAR]) >= 2, demand


def test_callers_key_in_what_the_directory_knows_of_them(plan: Plan, record: Record) -> None:
    for company in plan.companies:
        directory = Directory(record, company.name)
        proved = 0
        for customer in company.customers:
            known = directory.recognise(customer.number)
            assert known is not None
            if customer.order:
                assert directory.identify(customer.order) == known
            if customer.pin:
                assert directory.check_pin(known.id, customer.pin)
                proved += 1
        assert proved >= 3
        assert [customer for customer in company.customers if not customer.order]
