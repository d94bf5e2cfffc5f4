"""Which sites may frame the pages, and whose word on a request's address counts."""

from __future__ import annotations

import pytest

from commands.page_settings import PageSettings, page_faults, read_page_settings

HTTPS = {"PUBLIC_URL": "https://calls.example.com"}


def test_without_settings_nobody_frames_a_page_and_no_proxy_is_believed() -> None:
    assert page_faults(HTTPS) == []
    assert read_page_settings(HTTPS) == PageSettings(frames=(), proxies=0)


def test_several_sites_and_a_number_of_proxies_are_read() -> None:
    env = HTTPS | {
        "FRAME_ANCESTORS": "https://crm.example.com, https://acme.crm-2.example:8443",
        "TRUSTED_PROXIES": "2",
    }
    assert page_faults(env) == []
    frames = ("https://crm.example.com", "https://acme.crm-2.example:8443")
    assert read_page_settings(env) == PageSettings(frames=frames, proxies=2)


@pytest.mark.parametrize(
    "sites",
    [
        "*",
        "https://*",
        "https://*.example.com",
        "http://crm.example.com",
        "crm.example.com",
        "https://crm.example.com/desk",
        "https://crm.example.com; script-src *",
        "https://crm.example.com 'self'",
        "https://localhost",
        "'self'",
        "https://crm.example.com,javascript:alert(1)",
        "https://crm.example.com\nX-Odd: 1",
    ],
)
def test_what_is_no_single_https_site_is_refused(sites: str) -> None:
    (fault,) = page_faults(HTTPS | {"FRAME_ANCESTORS": sites})
    assert fault.startswith("FRAME_ANCESTORS must be")


def test_frames_need_https() -> None:
    (fault,) = page_faults({"PUBLIC_URL": "http://127.0.0.1", "FRAME_ANCESTORS": "https://crm.example.com"})
    assert "https PUBLIC_URL" in fault


@pytest.mark.parametrize("proxies", ["-1", "11", "all", "1.5", "\N{SUPERSCRIPT TWO}"])
def test_a_number_of_proxies_that_is_none_is_refused(proxies: str) -> None:
    (fault,) = page_faults(HTTPS | {"TRUSTED_PROXIES": proxies})
    assert fault.startswith("TRUSTED_PROXIES must be")
