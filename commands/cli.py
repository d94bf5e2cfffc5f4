"""The command line: what there is, with help, and how a refusal is told. A command loads what it needs."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction, Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import demo_wanted
from commands.terminal import Terminal
from switchboard.doorbells import QUEUES

if TYPE_CHECKING:
    from commands.settings import Settings

__all__ = ["Terminal", "parser", "run"]

FLOWS = Path("callflows")
Command = Callable[[Namespace, Terminal], int]


def run(argv: Sequence[str], terminal: Terminal) -> int:
    """Run one command. What cannot be done is one message that says what to mend, and status 2."""
    args = parser().parse_args(argv)
    command: Command = args.command
    try:
        return command(args, terminal)
    except _refusals() as refused:
        terminal.complain(str(refused))
    except _away() as away:
        terminal.complain(f"The database (DATABASE_URL) cannot be used: {str(away).partition(chr(10))[0]}")
    return 2


def _refusals() -> tuple[type[Exception], ...]:
    """Return how a command says what is to be mended; asked only when one has failed."""
    from commands.companies import RefusedError
    from commands.settings import SettingsError
    from commands.talking import NobodyError
    from storage.live.server import ServerError
    from storage.record.releases import SpoiledTextError

    return SettingsError, RefusedError, NobodyError, ServerError, SpoiledTextError


def _away() -> tuple[type[Exception], ...]:
    """Return how a command says that SQL is away; asked only when one has failed."""
    from storage.record.bounded import AWAY, RecordUnavailable

    return RecordUnavailable, *AWAY


def parser() -> ArgumentParser:
    """Describe every command; each has --help."""
    top = ArgumentParser(prog="app.py", description="Ringdown: telephony IVR and CTI routing as code.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(commands, "serve", _serve, "answer Twilio's webhooks")
    work = _add(commands, "work", _work, "keep promises: send texts and alerts")
    work.add_argument(
        "--queue", choices=sorted(QUEUES.values()), default="", help="one queue (default: a process for each)"
    )
    _add(commands, "follow", _follow, "ring for what is due, replay the journal, sweep the queues")
    _add_demo(commands)
    _folder(_add(commands, "check", _check, "lint and prove call flows"))
    test = _add(commands, "test", _test, "run the tests in call-flow files, offline")
    test.add_argument("--trace", metavar="NAME", help="tell the test of this name step by step")
    _folder(test)
    publish = _add(commands, "publish", _publish, "put call flows live, if they pass")
    publish.add_argument("--comment", default="", help="why, for the history")
    _folder(publish)
    rollback = _add(commands, "rollback", _roll_back, "put one flow back as it was before")
    rollback.add_argument("tenant", help="such as homeika")
    rollback.add_argument("flow", help="such as homeika-support")
    _add_talk(commands)
    _add_staff(commands)
    _add_operating(commands)
    return top


def _add_demo(commands: Any) -> None:
    demo_ = _add(commands, "demo", _demo, "both companies on this machine, with an emulated phone network")
    demo_.add_argument("--port", type=_port, default=8000, help="web port (default: 8000)")
    demo_.add_argument(
        "--customers",
        type=_customers,
        default=demo_wanted.CUSTOMERS,
        metavar="N",
        help=f"of each company, when the demo's directory is new (default: {demo_wanted.CUSTOMERS:,})",
    )
    demo_.add_argument(
        "--robots",
        action=BooleanOptionalAction,
        default=True,
        help="agents who answer and callers who ring by themselves (default: there are)",
    )
    demo_.add_argument(
        "--real-time", action="store_true", help="keep the machine's clock when a company is closed now"
    )
    _folder(demo_)


def _add_talk(commands: Any) -> None:
    made = _add(commands, "talk", _talk, "dial a line from this terminal, in phone time")
    made.add_argument("tenant", help="such as homeika")
    made.add_argument("line", help="such as support")
    made.add_argument(
        "--as", dest="caller", default="", metavar="WHO", help="a number (E.164) or a customer by role"
    )
    made.add_argument("--at", type=_moment, metavar="TIME", help="ISO 8601, UTC unless it says otherwise")
    made.add_argument("--dir", type=Path, default=FLOWS, help=f"folder of companies (default: {FLOWS})")


def _add_staff(commands: Any) -> None:
    people = _add(commands, "import-agents", _import_agents, "put people on a company's staff")
    people.add_argument(
        "file", type=Path, metavar="FILE", help="YAML or CSV, as docs/how-to/add-agents.md says"
    )
    people.add_argument("--tenant", required=True, help="such as homeika")
    password = _add(commands, "password", _password, "set the password of one person")
    password.add_argument("login", metavar="LOGIN", help="such as agent1")
    password.add_argument("--tenant", required=True, help="such as homeika")


def _add_operating(commands: Any) -> None:
    made = _add(
        commands, "provision", _provision, "set the numbers at Twilio, and what answers while all is dead"
    )
    made.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    made.add_argument("--yes", action="store_true", help="change it without asking")
    made = _add(commands, "doctor", _doctor, "say whether all is ready for an emergency, and what to mend")
    made.add_argument("--json", action="store_true", help="for a program to read")
    made = _add(commands, "drill", _drill, "ring the emergency lines, and see that a person takes it")
    made.add_argument("--tenant", default="", help="of one company alone, such as homeika")
    made.add_argument("--line", default="", help="one line alone, such as emergency")
    made.add_argument("--report", type=_month, metavar="MONTH", help="tell of a month's drills: 2026-11")


def _add(commands: Any, name: str, command: Command, text: str) -> ArgumentParser:
    made: ArgumentParser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    made.set_defaults(command=command)
    return made


def _port(given: str) -> int:
    """Read a web port; the phones' port is above it."""
    highest = 65_535 - demo_wanted.PHONES_ABOVE
    if not given.isdecimal() or not 0 < int(given) <= highest:
        raise ArgumentTypeError(f"a port is a number from 1 to {highest}")
    return int(given)


def _customers(given: str) -> int:
    if not given.isdecimal() or int(given) < demo_wanted.LEAST_CUSTOMERS:
        raise ArgumentTypeError(f"at least {demo_wanted.LEAST_CUSTOMERS}, since some have a role")
    return int(given)


def _moment(given: str) -> datetime:
    """Read an instant: ISO 8601, UTC unless it says otherwise."""
    try:
        at = datetime.fromisoformat(given)
    except ValueError as wrong:
        raise ArgumentTypeError(
            "a time is written as 2026-11-23T18:00, or with its zone at the end"
        ) from wrong
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _month(given: str) -> datetime:
    """Read a month: its first instant, UTC."""
    try:
        return datetime.strptime(given, "%Y-%m").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise ArgumentTypeError("a month is written as 2026-11") from wrong


def _folder(made: ArgumentParser) -> None:
    text = f"folder of companies (default: {FLOWS})"
    made.add_argument("dir", type=Path, nargs="?", default=FLOWS, help=text)


def _settings(terminal: Terminal) -> Settings:
    from commands.settings import read_settings

    return read_settings(terminal.env)


def _serve(_args: Namespace, terminal: Terminal) -> int:
    from commands.serving import serve

    return serve(_settings(terminal), terminal.clock, "app:wsgi")


def _work(args: Namespace, terminal: Terminal) -> int:
    from commands.working import work

    return work(_settings(terminal), terminal.clock, args.queue)


def _follow(_args: Namespace, terminal: Terminal) -> int:
    from commands.following import follow

    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return follow(_settings(terminal), terminal.clock, stopping)


def _demo(args: Namespace, terminal: Terminal) -> int:
    from commands.demo import demo

    wanted = demo_wanted.Wanted(
        folder=args.dir,
        ports=demo_wanted.Ports(web=args.port),
        data=Path(terminal.env.get("RINGDOWN_DATA", str(demo_wanted.DATA))),
        customers=args.customers,
        robots=args.robots,
        real_time=args.real_time,
    )
    return demo(wanted, terminal.clock, terminal.say)


def _talk(args: Namespace, terminal: Terminal) -> int:
    from commands.talking import Wanted, talk

    wanted = Wanted(
        folder=args.dir,
        tenant=args.tenant,
        line=args.line,
        caller=args.caller,
        at=args.at or terminal.clock(),
    )
    return talk(wanted, terminal.read, terminal.say)


def _check(args: Namespace, terminal: Terminal) -> int:
    from commands.checking import check_flows

    return check_flows(args, terminal)


def _test(args: Namespace, terminal: Terminal) -> int:
    from commands.checking import test_flows

    return test_flows(args, terminal)


def _publish(args: Namespace, terminal: Terminal) -> int:
    from commands.flows import publish_flows

    return publish_flows(args, terminal)


def _roll_back(args: Namespace, terminal: Terminal) -> int:
    from commands.flows import roll_back_flow

    return roll_back_flow(args, terminal)


def _import_agents(args: Namespace, terminal: Terminal) -> int:
    from commands.staff import import_agents

    return import_agents(args, terminal)


def _password(args: Namespace, terminal: Terminal) -> int:
    from commands.staff import set_password

    return set_password(args, terminal)


def _provision(args: Namespace, terminal: Terminal) -> int:
    from commands.provisioning import provision

    return provision(args, terminal)


def _drill(args: Namespace, terminal: Terminal) -> int:
    from commands.drilling import drill

    return drill(args, terminal)


def _doctor(args: Namespace, terminal: Terminal) -> int:
    from commands.doctor.command import examine

    return examine(args, terminal)
