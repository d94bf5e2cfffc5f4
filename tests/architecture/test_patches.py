"""Tests hand parts in; they hardly ever patch (style: at most five patches in a hundred tests)."""

from __future__ import annotations

import ast
import re

from tests.architecture.tree import ROOT, files

#: Words that patch what a test did not build. `monkeypatch` alone is counted once a use.
PATCHES = re.compile(r"\b(?:monkeypatch\.\w+|mocker\.\w+|mock\.patch|patch(?:\.object|\.dict)?)\(")
MOST_PER_HUNDRED = 5


def count_patches(text: str) -> int:
    return len(PATCHES.findall(text))


def count_tests(text: str) -> int:
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    return sum(node.name.startswith("test_") for node in functions)


def test_at_most_five_patches_stand_in_a_hundred_tests() -> None:
    texts = [path.read_text("utf-8") for path in files(".py") if path.is_relative_to(ROOT / "tests")]
    tests, patches = sum(map(count_tests, texts)), sum(map(count_patches, texts))
    assert tests > 100
    assert patches * 100 <= MOST_PER_HUNDRED * tests, f"{patches} patches in {tests} tests"


def test_the_ways_to_patch_are_counted() -> None:
    ways = ["monkeypatch.setattr(a, 1)", "mocker.patch(a)", "mock.patch(a)", "patch(a)", "patch.object(a, 1)"]
    assert [count_patches(way) for way in ways] == [1, 1, 1, 1, 1]
    assert count_patches("dispatch(a)") == 0
