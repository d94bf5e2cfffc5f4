"""One small company whose flow passes: for tests of what goes live."""

from __future__ import annotations

from pathlib import Path

COMPANY = """\
company: v1
name: toy
title: Toy shop
country: GB
lines: {shop: "+442079460990"}
outside: {duty: "+442079460991"}
boxes: {post: {title: Post}}
policies: {duty: {duty: duty}}
"""
SMALL = """\
callflow: v1
name: toy
title: Toy shop
numbers: ["+442079460990"]
languages: [en-GB]
start: hello
anywhere:
  keys: {"*": repeat, "0": person, "9": duty}
  phrases: {a person: person, danger: duty}
  error: duty
steps:
  hello:
    say: If anyone is in danger, press 9. To leave a message, press 1.
    menu: {options: [{key: "1", phrases: [message], next: post}]}
    next: {else: post}
  duty:
    urgent: true
    say: Calling somebody now.
    transfer: duty
    whisper: "A toy call. Press 1 to take it."
    next: {answered: end, else: alarm}
  person: {transfer: duty, whisper: "A toy call. Press 1 to take it.", next: {answered: end, else: post}}
  alarm:
    urgent: true
    say: Nobody is there. Please leave a message.
    voicemail: post
    alert: {page: duty, urgency: critical}
    next: end
  post: {say: Please leave a message., voicemail: post, next: {saved: thanks, else: duty}}
  thanks: {say: Thank you. We have your message., next: end}
tests:
  - name: a message is taken
    call: {at: "2026-11-23T10:00Z"}
    do: [press 1, say hello]
    expect: {path_ends: [post, thanks]}
"""


def written(folder: Path) -> Path:
    """Write the company's files below this folder. Returns where they are."""
    own = folder / "toy"
    own.mkdir()
    (own / "company.yaml").write_text(COMPANY, encoding="utf-8")
    (own / "toy.yaml").write_text(SMALL, encoding="utf-8")
    return own
