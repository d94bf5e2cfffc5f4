"""Serverless as `provision` uses it, up to the fallback that answers when the service is dead."""

import base64
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator.calls import Arrival, arrive
from emulator.exchange import Exchange, Nobody, Setup
from emulator.faults import ServerTrouble
from emulator.fetch import Reply, Request, WsgiFetcher
from emulator.model import Hooks
from emulator.rest.in_process import Answer, ask
from emulator.serverless.app import serverless_app
from emulator.serverless.store import Serverless as Store
from emulator.signature import sign
from tests.emulator.rest.spec import Spec

SID = "AC" + "0f" * 16
TOKEN = "0123456789abcdef0123456789abcdef"  # noqa: S105 - of an account that exists only here
LINE = "+18005551820"
E2 = b"<Response><Say>If anyone is in danger, press 1.</Say></Response>"


def nothing(_environ: object, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/xml")])
    return [b"<Response/>"]


@pytest.fixture
def exchange() -> Exchange:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    public = WsgiFetcher(nothing)
    return Exchange(
        Setup(account_sid=SID, auth_token=TOKEN, start=now, public=public, public_host="ringdown.example")
    )


class Serverless:
    """Asks the API; the file judges every request but the upload, which it does not know."""

    def __init__(self, exchange: Exchange) -> None:
        self.app = serverless_app(Store(exchange))
        self.spec = Spec("twilio_serverless_v1", "https://serverless.twilio.com")
        pair = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        self.headers = {"Authorization": f"Basic {pair}"}

    def raw(self, request: Request) -> Answer:
        return ask(self.app, request, patience_s=5)

    def ask(self, method: str, path: str, **form: Any) -> Any:
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form, doseq=True).encode()
        url = f"https://serverless.twilio.com/v1{path}"
        request = Request(method=method, url=url, headers=headers if form else self.headers, body=body)
        answer = self.raw(request)
        assert answer.status < 400, answer.body
        self.spec.check(request, answer)
        return json.loads(answer.body) if answer.body else None

    def upload(self, assets: str, **changes: str) -> tuple[int, Any]:
        """Upload E2 as a version of the asset at this path, by a multipart form."""
        fields = {"Path": "/e2.xml", "Visibility": "protected"} | changes
        parts = [
            f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = b'--part\r\nContent-Disposition: form-data; name="Content"; filename="e2.xml"\r\n'
        body = b"".join(parts) + head + b"Content-Type: text/xml\r\n\r\n" + E2 + b"\r\n--part--\r\n"
        headers = self.headers | {"Content-Type": "multipart/form-data; boundary=part"}
        url = f"https://serverless-upload.twilio.com/v1{assets}/Versions"
        answer = self.raw(Request(method="POST", url=url, headers=headers, body=body))
        return answer.status, json.loads(answer.body)


@pytest.fixture
def api(exchange: Exchange) -> Serverless:
    return Serverless(exchange)


@pytest.fixture
def service(api: Serverless) -> str:
    made = api.ask("POST", "/Services", UniqueName="ringdown", FriendlyName="Ringdown", UiEditable="true")
    assert made["ui_editable"] is True
    return f"/Services/{made['sid']}"


def deploy(api: Serverless, service: str, **changes: str) -> str:
    """Deploy E2 and return the address of the asset."""
    environment = api.ask("POST", f"{service}/Environments", UniqueName="production", DomainSuffix="prod")
    asset = api.ask("POST", f"{service}/Assets", FriendlyName="e2")
    status, version = api.upload(f"{service}/Assets/{asset['sid']}", **changes)
    assert status == 201
    build = api.ask("POST", f"{service}/Builds", AssetVersions=[version["sid"]], Runtime="node22")
    assert build["status"] == "building"
    assert api.ask("GET", f"{service}/Builds/{build['sid']}/Status")["status"] == "completed"
    path = f"{service}/Environments/{environment['sid']}"
    deployment = api.ask("POST", f"{path}/Deployments", BuildSid=build["sid"])
    assert api.ask("GET", path)["build_sid"] == deployment["build_sid"] == build["sid"]
    return f"https://{environment['domain_name']}{version['path']}"


def fetch(exchange: Exchange, url: str, method: str = "GET", token: str = "") -> Reply:
    fetcher = exchange.fetcher(url)
    assert fetcher is not None
    headers = {"X-Twilio-Signature": sign(token, url, {})} if token else {}
    return fetcher.fetch(Request(method=method, url=url, headers=headers))


def test_a_protected_asset_is_served_to_the_right_signature_only(
    exchange: Exchange, api: Serverless, service: str
) -> None:
    url = deploy(api, service)
    reply = fetch(exchange, url, token=TOKEN)
    assert (reply.status, reply.body, reply.content_type) == (200, E2, "text/xml")
    assert fetch(exchange, url).status == 403
    assert fetch(exchange, url, token="another").status == 403  # noqa: S106 - it is wrong on purpose
    assert fetch(exchange, f"{url}?a=1", token=TOKEN).status == 200
    assert fetch(exchange, url, method="POST", token=TOKEN).status == 405


def test_a_public_asset_is_served_to_all_and_a_private_one_to_nobody(
    exchange: Exchange, api: Serverless, service: str
) -> None:
    url = deploy(api, service, Visibility="public")
    assert fetch(exchange, url).status == 200
    assert fetch(exchange, url.replace("e2.xml", "other.xml")).status == 404
    other = api.ask("POST", "/Services", UniqueName="second", FriendlyName="Second")
    hidden = deploy(api, f"/Services/{other['sid']}", Visibility="private")
    assert fetch(exchange, hidden, token=TOKEN).status == 404


def test_the_fallback_answers_a_caller_when_the_service_is_dead(
    exchange: Exchange, api: Serverless, service: str
) -> None:
    url = deploy(api, service)
    hooks = Hooks(
        voice_url="https://ringdown.example/voice", voice_fallback_url=url, voice_fallback_method="GET"
    )
    exchange.add_number(LINE, hooks)
    exchange.faults.server = ServerTrouble(failure="refused")
    leg = arrive(exchange, Nobody(), Arrival(from_="+15105550101", to=LINE))
    exchange.clock.moves(seconds=30)
    assert [line.text for line in leg.heard] == ["If anyone is in danger, press 1."]


def test_a_new_deployment_replaces_the_old_and_none_serves_nothing(
    exchange: Exchange, api: Serverless, service: str
) -> None:
    url = deploy(api, service, Visibility="public")
    [environment] = api.ask("GET", f"{service}/Environments")["environments"]
    path = f"{service}/Environments/{environment['sid']}/Deployments"
    answer = api.raw(
        Request(method="POST", url=f"https://serverless.twilio.com/v1{path}", headers=api.headers, body=b"")
    )
    assert answer.status == 201
    assert fetch(exchange, url).status == 404
    assert len(api.ask("GET", path)["deployments"]) == 2


def test_all_lists_are_whole(api: Serverless, service: str) -> None:
    deploy(api, service)
    [asset] = api.ask("GET", f"{service}/Assets")["assets"]
    [version] = api.ask("GET", f"{service}/Assets/{asset['sid']}/Versions")["asset_versions"]
    assert api.ask("GET", f"{service}/Assets/{asset['sid']}/Versions/{version['sid']}") == version
    assert api.ask("GET", f"{service}/Assets/{asset['sid']}") == asset
    [build] = api.ask("GET", f"{service}/Builds")["builds"]
    assert api.ask("GET", f"{service}/Builds/{build['sid']}")["asset_versions"][0]["sid"] == version["sid"]
    assert [one["unique_name"] for one in api.ask("GET", "/Services")["services"]] == ["ringdown"]
    assert api.ask("GET", "/Services/ringdown")["sid"] == service.rpartition("/")[2]


def test_a_service_is_deleted_with_what_it_served(exchange: Exchange, api: Serverless, service: str) -> None:
    url = deploy(api, service, Visibility="public")
    api.ask("DELETE", service)
    assert fetch(exchange, url).status == 404


@pytest.mark.parametrize(
    "changes", [{"Visibility": "secret"}, {"Path": "e2.xml"}, {"Path": "/a?b"}, {"Path": ""}]
)
def test_a_bad_upload_is_refused(api: Serverless, service: str, changes: dict[str, str]) -> None:
    asset = api.ask("POST", f"{service}/Assets", FriendlyName="e2")
    status, body = api.upload(f"{service}/Assets/{asset['sid']}", **changes)
    assert (status, body["code"]) == (400, 20001)


def test_two_assets_cannot_share_a_path_nor_two_services_a_name(api: Serverless, service: str) -> None:
    asset = api.ask("POST", f"{service}/Assets", FriendlyName="e2")
    sids = [api.upload(f"{service}/Assets/{asset['sid']}")[1]["sid"] for _ in range(2)]

    def status(path: str, **form: Any) -> int:
        headers = api.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form, doseq=True).encode()
        url = f"https://serverless.twilio.com/v1{path}"
        return api.raw(Request(method="POST", url=url, headers=headers, body=body)).status

    assert status(f"{service}/Builds", AssetVersions=sids) == 400
    assert status(f"{service}/Builds", AssetVersions=["ZN" + "0" * 32]) == 400
    assert status("/Services", UniqueName="ringdown", FriendlyName="Again") == 409
    assert status("/Services", UniqueName="no spaces", FriendlyName="Again") == 400
    assert status("/Services", FriendlyName="Again") == 400
