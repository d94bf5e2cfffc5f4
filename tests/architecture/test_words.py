"""The project's files hold nothing of somebody's machine: no path of it, no package index."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import files, named

#: A folder that some machine has, and a clone need not.
PLACE = re.compile(r"(?<![\w.$}/-])/(?:home|root|work|Users|mnt|opt|srv)/\w")
#: Where packages come from is a setting of whoever installs them.
INDEX = re.compile(
    r"https?://[^\s\"']*(?:npm|pypi|pythonhosted|registry|artifactory|nexus|simple/)|--(?:extra-)?index-url"
)
#: Whom a package would like to be paid by; some of the addresses name where it is published.
FUNDING = re.compile(r'"funding": (?:\{.*?\}|\[.*?\])', re.DOTALL)


def texts() -> dict[str, str]:
    """Read every text file of the project but this one."""
    found = {}
    for path in files():
        data = path.read_bytes()
        if b"\0" not in data and path.name != "test_words.py":
            text = data.decode("utf-8", "replace")
            found[named(path)] = FUNDING.sub("", text) if path.name == "package-lock.json" else text
    return found


def test_no_file_names_a_place_of_somebodys_machine_or_a_package_index() -> None:
    found = {
        name: match[0]
        for name, text in texts().items()
        for match in [PLACE.search(text) or INDEX.search(text)]
        if match
    }
    assert found == {}


@pytest.mark.parametrize("before", ["cd ", '"', "see ", "("])
@pytest.mark.parametrize("folder", ["home", "root", "work", "Users"])
def test_a_place_of_a_machine_is_seen(before: str, folder: str) -> None:
    assert PLACE.search(f"{before}/{folder}/x")


@pytest.mark.parametrize("before", ["docs", "..", "https://x.example"])
@pytest.mark.parametrize("folder", ["home", "root", "work", "Users"])
def test_a_path_of_the_project_or_an_address_is_none(before: str, folder: str) -> None:
    assert not PLACE.search(f"{before}/{folder}/x")


@pytest.mark.parametrize(
    "text", ["https://pypi.example/simple/x", "http://npm.example/x", "--extra-index-url x"]
)
def test_a_package_index_is_seen(text: str) -> None:
    assert INDEX.search(text)
