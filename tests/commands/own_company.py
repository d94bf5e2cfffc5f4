"""A company that somebody has added to the two that are shipped."""

from pathlib import Path

COMPANY = """\
company: v1
name: own
title: Own works
country: GB
lines: {main: "+442079460990"}
outside: {desk: "+442079460949"}
boxes: {post: {title: Post}}
"""
FLOW = """\
callflow: v1
name: main
title: Own works
numbers: ["+442079460990"]
languages: [en-GB]
start: desk
anywhere: {error: desk}
steps:
  desk: {say: Putting you through., transfer: desk, next: {answered: end, else: message}}
  message: {say: Nobody is there. Please leave a message., voicemail: post, next: end}
"""


def an_own_company(folder: Path) -> Path:
    """Write the company's files below this folder. Returns where they are."""
    own = folder / "own"
    own.mkdir()
    (own / "company.yaml").write_text(COMPANY, encoding="utf-8")
    (own / "main.yaml").write_text(FLOW, encoding="utf-8")
    return own
