"""One demo for all tests of a process: started as a user would, stopped as a user would."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.demonstration import Demo, copy_flows, serving_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that serves, on a copy of the flows. At its end Ctrl-C leaves no process of it."""
    scratch = tmp_path_factory.mktemp("demo")
    running = serving_demo(copy_flows(scratch), scratch / "data")
    yield running
    running.is_interrupted()
    assert running.processes() == {}


@pytest.fixture(scope="session")
def open_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo whose clock stands where every company is open, for desks; without robots."""
    scratch = tmp_path_factory.mktemp("open_demo")
    running = serving_demo(copy_flows(scratch), scratch / "data", open_now=True)
    yield running
    running.is_interrupted()
    assert running.processes() == {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests on a demo come last: a demo lives until the session ends, and its robots never rest."""
    items.sort(key=lambda item: bool({"demo", "open_demo"} & set(getattr(item, "fixturenames", ()))))
