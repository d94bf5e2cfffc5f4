"""What every test may ask of pytest, and the routes of its apps, compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

#: Writes an address of a rule: it is bound to the rule afterwards, and keeps nothing of it.
Builder = Callable[..., tuple[str, str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session", autouse=True)
def _routes_compiled_once() -> Iterator[None]:
    """Write the code of a route's addresses once a process, not again in each of two thousand houses.

    werkzeug compiles it anew for every app, which was half of what a whole call cost here. A rule with
    defaults has them in its code, so it is compiled each time.
    """
    compiled: dict[tuple[str, str, bool], Builder] = {}
    compile_one: Callable[[Rule, bool], Builder] = Rule._compile_builder

    def compile_once(rule: Any, append_unknown: bool = True) -> Builder:  # noqa: FBT001, FBT002 - werkzeug's
        if rule.defaults:
            return compile_one(rule, append_unknown)
        key = (rule.rule, repr(rule._trace), append_unknown)
        if key not in compiled:
            compiled[key] = compile_one(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rule, "_compile_builder", compile_once)
        yield
