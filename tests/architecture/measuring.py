"""How long things are: functions without docstrings, modules with everything, other files without header."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.tree import files, named

#: Kind of thing -> lines at most (CONTRIBUTING.md, "Sizes").
LIMITS = {"function": 40, "module": 300, "app": 150, "lua": 60, "sql": 60, "html": 200, "js": 300}
#: Written once by a tool, or never edited again after its release.
NOT_MEASURED = "storage/record/migrations/versions/"
#: What begins a comment line, for the header that is left out.
_COMMENT = {".lua": "--", ".sql": "--"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something with a length. name: `path`, or `path:function`."""

    name: str
    kind: str
    lines: int


@cache
def things() -> tuple[Thing, ...]:
    """Measure everything that has a limit."""
    return tuple(_things())


def _things() -> Iterator[Thing]:
    for path in files(".py"):
        if not named(path).startswith(NOT_MEASURED):
            yield from measured(named(path), path.read_text("utf-8"))
    for path in files(".lua", ".sql", ".html", ".js"):
        yield Thing(name=named(path), kind=path.suffix[1:], lines=_without_header(path))


def measured(name: str, text: str) -> Iterator[Thing]:
    """Measure a Python module and its functions, methods too; nested ones belong to the one around them."""
    kind = "app" if name == "app.py" else "module"
    yield Thing(name=name, kind=kind, lines=len(text.splitlines()))
    for path, node in _functions(ast.parse(text), ""):
        yield Thing(name=f"{name}:{path}", kind="function", lines=_length(node))


def _functions(node: ast.AST, within: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield f"{within}{child.name}", child
            case ast.ClassDef():
                yield from _functions(child, f"{within}{child.name}.")
            case _:
                yield from _functions(child, within)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count from the `def` line to the last, docstring out."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is None:
        return lines
    docstring = node.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def _without_header(path: Path) -> int:
    lines = path.read_text("utf-8").splitlines()
    sign = _COMMENT.get(path.suffix)
    while sign and lines and (lines[0].startswith(sign) or not lines[0].strip()):
        lines.pop(0)
    return len(lines)
