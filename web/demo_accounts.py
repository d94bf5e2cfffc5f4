"""The accounts that the demo shows on its sign-in page, and nothing else ever does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storage.record.bounded import RecordUnavailable
from storage.record.demo_staff import demo_password
from storage.record.staff import Member
from switchboard.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    member: Member
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyAccounts:
    """One company's accounts. name: the tenant; title: as people call it."""

    name: str
    title: str
    accounts: tuple[Account, ...]


def demo_accounts(services: Services) -> list[CompanyAccounts]:
    """Return everybody who may sign in, by company; nobody while SQL is away."""
    try:
        staff = {
            name: services.record.bounded.run(tenant.staff.all) for name, tenant in services.tenants.items()
        }
    except RecordUnavailable:
        return []
    return [
        CompanyAccounts(
            name=name,
            title=services.books.live(name).company.title,
            accounts=tuple(
                Account(member=member, password=demo_password(name, member.login))
                for member in sorted(members, key=lambda one: (one.role != "agent", one.login))
                if member.active
            ),
        )
        for name, members in staff.items()
    ]


def password_of(companies: Iterable[CompanyAccounts], tenant: str, login: str) -> str:
    """Return the password of the account that was chosen; "" for none of them."""
    shown = {
        (company.name, account.member.login): account.password
        for company in companies
        for account in company.accounts
    }
    return shown.get((tenant, login), "")
