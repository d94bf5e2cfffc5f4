"""The passwords of the demo's accounts: shown on its sign-in page, and of no worth anywhere else."""

from storage.record.staff import Staff


def demo_password(tenant: str, login: str) -> str:
    return f"demo-{login}-{tenant}"


def give_passwords(staff: Staff, tenant: str) -> None:
    """Give everybody who has no password the demo's; whoever has set one keeps it."""
    for member in staff.all():
        if not staff.has_password(member.login):
            staff.set_password(member.login, demo_password(tenant, member.login))
