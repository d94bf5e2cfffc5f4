"""What the robots are told: where everything is, who works, who calls, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One sign-in of a robot agent."""

    login: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody who calls. order, pin: what they can key in, "" when they have none; number "" is withheld."""

    number: str
    attestation: str = ""
    order: str = ""
    pin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One company's robots. lines: the numbers that callers dial; no emergency line is among them."""

    name: str
    lines: tuple[str, ...]
    customers: tuple[Customer, ...]
    agents: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """gap_s: mean seconds from one caller of a company to its next; most_live: callers at once, in all."""

    web_url: str
    phones_url: str
    seed: str
    companies: tuple[Company, ...]
    gap_s: float = 15.0
    most_live: int = 12


def read_plan(given: dict[str, Any]) -> Plan:
    """Read what `dump_plan` wrote. Raises KeyError and TypeError for anything else."""
    companies = tuple(
        Company(
            name=one["name"],
            lines=tuple(one["lines"]),
            customers=tuple(Customer(**customer) for customer in one["customers"]),
            agents=tuple(Account(**agent) for agent in one["agents"]),
        )
        for one in given["companies"]
    )
    return Plan(**{**given, "companies": companies})
