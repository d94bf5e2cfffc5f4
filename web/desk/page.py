"""The page of the desk. Everything on it is drawn by its scripts from /desk/state and /events."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from web.access import allowed, present
from web.assembled import services_of

desk_page = Blueprint("desk_page", __name__)


@desk_page.get("/desk")
@allowed("agent", "supervisor", page=True)
def desk() -> str:
    """softphone_url chooses the page's softphone: empty is Twilio's Voice SDK."""
    who = present()
    company = services_of(current_app).books.live(who.tenant).company.title
    config = {"me": who.id, "softphone_url": current_app.extensions["softphone_url"]}
    return render_template("desk.html", who=who, company=company, config=config)
