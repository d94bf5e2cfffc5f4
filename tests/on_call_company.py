"""One small company with an emergency line and people on call: for tests of what an operator does with it."""

from __future__ import annotations

from pathlib import Path

LINE, SHOP = "+442079460980", "+442079460981"
FIRST, SECOND, DESK = "+442079460982", "+442079460983", "+442079460984"
DRILLS = "+442079460985"
COMPANY = f"""\
company: v1
name: toy
title: Toy shop
country: GB
lines: {{emergency: "{LINE}", shop: "{SHOP}"}}
outside: {{desk: "{DESK}"}}
boxes: {{post: {{title: Post}}}}
policies:
  duty:
    levels: [{{call: [rota], ring: 15s}}]
    catch_all: [desk]
    rounds: 1
drills: {{from: "{DRILLS}", lines: [emergency], at: "tue 10:00", timezone: Europe/London}}
"""
ONCALL = f"""\
oncall: v1
people:
  engineer_1: {{title: Engineer 1, number: "{FIRST}", drills: true}}
  engineer_2: {{title: Engineer 2, number: "{SECOND}"}}
schedules:
  rota:
    timezone: Europe/London
    layers:
      - {{name: Engineers, handoff: weekly, starts: "2026-01-05T09:00", people: [engineer_1, engineer_2]}}
    fallback: engineer_2
"""
EMERGENCY = f"""\
callflow: v1
name: emergency
title: Toy emergency line
numbers: ["{LINE}"]
languages: [en-GB]
start: page
anywhere:
  keys: {{"*": repeat, "0": page, "9": page}}
  phrases: {{a person: page, danger: page}}
  error: alarm
steps:
  page:
    urgent: true
    say: If anyone is in danger, call 999. Calling our engineer now.
    page: duty
    progress: Still calling. If anyone is in danger, hang up and call 999.
    urgency: critical
    engineer: {{say: "Toy emergency call from ${{caller.name_or_number}}. Press 1 to take it, 2 to decline."}}
    next: {{accepted: end, exhausted: alarm}}
  alarm:
    urgent: true
    say: Nobody has picked up yet. Please leave a message.
    voicemail: post
    alert: {{page: duty, urgency: critical}}
    next: end
tests:
  - name: it rings at once
    call: {{at: "2026-11-23T10:00Z"}}
    do: []
    expect: {{path_ends: [page]}}
"""
SHOP_FLOW = f"""\
callflow: v1
name: shop
title: Toy shop
numbers: ["{SHOP}"]
languages: [en-GB]
start: hello
anywhere:
  keys: {{"*": repeat, "0": person, "9": danger}}
  phrases: {{a person: person, danger: danger}}
  error: person
steps:
  hello:
    say: If anyone is in danger, press 9. To leave a message, press 1.
    menu: {{options: [{{key: "1", phrases: [message], next: post}}]}}
    next: {{else: post}}
  danger:
    urgent: true
    say: If anyone is in danger, call 999. Calling our engineer now.
    page: duty
    next: {{accepted: end, exhausted: alarm}}
  alarm:
    urgent: true
    say: Nobody is there. Please leave a message.
    voicemail: post
    alert: {{page: duty, urgency: critical}}
    next: end
  person:
    transfer: desk
    whisper: "A toy call. Press 1 to take it."
    next: {{answered: end, else: alarm}}
  post: {{say: Please leave a message., voicemail: post, next: {{saved: thanks, else: person}}}}
  thanks: {{say: Thank you. We have your message., next: end}}
tests:
  - name: a message is taken
    call: {{at: "2026-11-23T10:00Z"}}
    do: [press 1, say hello]
    expect: {{path_ends: [post, thanks]}}
"""


def write_company(folder: Path) -> Path:
    """Write the company's files into a folder of companies; returns the folder."""
    home = folder / "toy"
    home.mkdir(parents=True)
    for name, text in {
        "company.yaml": COMPANY,
        "oncall.yaml": ONCALL,
        "emergency.yaml": EMERGENCY,
        "shop.yaml": SHOP_FLOW,
    }.items():
        (home / name).write_text(text, encoding="utf-8")
    return folder
