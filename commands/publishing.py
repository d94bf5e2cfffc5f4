"""How flows go live, and what stops them: publish, rollback, and the first start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from callflows.book import companies, load_company
from callflows.check import check, has_errors
from callflows.rehearse import rehearse
from callflows.texts import read_folder
from storage.record.releases import Change, MovedBase, NoEarlierTextError, Release, Releases


class RefusedError(Exception):
    """Nothing was published: the old version goes on. The message names what to mend, and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Publishes for every tenant that `releases` has."""

    releases: Mapping[str, Releases]
    by: str

    def publish(self, folder: Path, comment: str, now: datetime) -> list[Release]:
        """Put every company in `folder` live, all of them checked and tested first. Raises RefusedError."""
        refuse_unless_clean(folder, now)
        done = []
        for tenant, path in tenants_in(folder):
            if tenant not in self.releases:
                raise RefusedError(
                    f"{tenant} is new: restart serve, work and follow with it in CALLFLOWS_DIR"
                )
            live = self.releases[tenant].live()
            change = Change(by=self.by, comment=comment, base=None if live is None else live.version)
            try:
                done.append(self.releases[tenant].publish(read_folder(path), change, now))
            except MovedBase as moved:
                raise RefusedError(f"{tenant}: {moved}; look at what is live, and publish again") from moved
        return done

    @property
    def has_live(self) -> bool:
        """Whether every company has a release that can serve."""
        return all(found.live() is not None for found in self.releases.values())

    def is_live(self, folder: Path) -> bool:
        """Whether every company's texts in `folder` are live already, byte for byte."""
        for tenant, path in tenants_in(folder):
            live = self.releases[tenant].live()
            if live is None or dict(live.files) != dict(read_folder(path)):
                return False
        return True

    def roll_back(self, tenant: str, flow: str, now: datetime) -> Release:
        """Put one flow's text back as it was before its last change. Raises RefusedError."""
        if tenant not in self.releases:
            raise RefusedError(f"there is no tenant {tenant}; there are {', '.join(sorted(self.releases))}")
        live = self.releases[tenant].live()
        change = Change(by=self.by, comment=f"roll back {flow}", base=None if live is None else live.version)
        try:
            return self.releases[tenant].roll_back(f"{flow}.yaml", change, now)
        except (NoEarlierTextError, MovedBase) as refused:
            raise RefusedError(f"{tenant} {flow}: {refused}") from refused


def tenants_in(folder: Path) -> list[tuple[str, Path]]:
    """The companies in a folder, by name: (tenant, its folder). Raises RefusedError when there are none."""
    found = [(path.name, path) for path in companies(folder)]
    if not found:
        raise RefusedError(f"{folder} holds no company: a folder with a company.yaml in it")
    return found


def refuse_unless_clean(folder: Path, now: datetime) -> None:
    """Raise RefusedError unless everything in `folder` passes `check` and its own tests."""
    findings = check(folder, now)
    if has_errors(findings):
        raise RefusedError("\n".join(map(str, findings)))
    outcomes = [outcome for _, path in tenants_in(folder) for outcome in rehearse(load_company(path))]
    failed = [failure for outcome in outcomes for failure in outcome.failures]
    if failed:
        raise RefusedError("\n".join(failed))
