"""What the entry point put into the Flask app, with its type."""

from __future__ import annotations

from flask import Flask

from switchboard.services import Services


def services_of(app: Flask) -> Services:
    found: Services = app.extensions["ringdown"]
    return found
