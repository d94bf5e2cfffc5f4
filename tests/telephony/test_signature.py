"""Was it signed by Twilio? By published vectors, and by a signature of another hand (security.md C1)."""

import json
from pathlib import Path
from random import Random

import pytest
from werkzeug.datastructures import MultiDict

from emulator.signature import sign
from telephony.signature import Signatures

VECTORS = json.loads((Path(__file__).parent / "facts" / "signature_vectors.json").read_text("utf-8"))
TOKEN, OLD_TOKEN = "a" * 32, "b" * 32
PUBLIC = "https://calls.example"
PATH = "/twilio/turn/gather?c=abc-_.def&again=1"
FORM = {"CallSid": "CA" + "0" * 32, "Digits": "12", "From": "+12125550100"}
GOOD = sign(TOKEN, PUBLIC + PATH, FORM)


def accepts(path: str, form: dict[str, str] | MultiDict[str, str], signature: str | None = GOOD) -> bool:
    return Signatures([TOKEN], PUBLIC).accepts(path, form, signature)


def split(url: str) -> tuple[str, str]:
    host, slash, path = url.partition("://")[2].partition("/")
    return url[: url.index(host)] + host, slash + path


@pytest.mark.parametrize("vector", VECTORS, ids=["library", "documentation", "third party"])
def test_c01_the_published_vectors_are_accepted(vector: dict[str, str]) -> None:
    public, path = split(vector["url"])
    params = json.loads(json.dumps(vector["params"]))
    signatures = Signatures([vector["auth_token"]], public)
    assert signatures.accepts(path, params, vector["signature"])
    assert not signatures.accepts(path, params | {"Digits": "99"}, vector["signature"])
    assert not Signatures(["wrong"], public).accepts(path, params, vector["signature"])


def test_c01_what_the_emulator_signs_is_accepted() -> None:
    assert accepts(PATH, FORM)


@pytest.mark.parametrize(
    "path",
    [
        "/twilio/turn/gather?again=1&c=abc-_.def",
        "/twilio/turn/gather?c=abc-_.def&again=1#rc=2",
        "/twilio/turn/gather?c=abc-_.def",
        "/twilio/turn/gather?c=abc-_.def&again=1&",
        "/twilio/turn/gather/?c=abc-_.def&again=1",
        "/twilio/turn/dial?c=abc-_.def&again=1",
        "/twilio//turn/gather?c=abc-_.def&again=1",
        "/TWILIO/turn/gather?c=abc-_.def&again=1",
        "/twilio/turn/gather?c=abc%2D_.def&again=1",
        "",
    ],
)
def test_c01_another_path_or_query_is_refused(path: str) -> None:
    assert not accepts(path, FORM)


@pytest.mark.parametrize(
    "public", ["http://calls.example", "https://calls.example.evil", "https://evil.example", "https://x"]
)
def test_c01_another_scheme_or_host_is_refused(public: str) -> None:
    assert not Signatures([TOKEN], public).accepts(PATH, FORM, GOOD)


def test_c01_the_usual_port_of_https_may_stand_in_the_public_url() -> None:
    assert Signatures([TOKEN], PUBLIC + ":443").accepts(PATH, FORM, GOOD)


@pytest.mark.parametrize(
    "form",
    [
        {},
        FORM | {"Digits": "13"},
        FORM | {"Extra": ""} | {"Extra2": "x"},
        {name: value for name, value in FORM.items() if name != "Digits"},
        {name.lower(): value for name, value in FORM.items()},
    ],
)
def test_c01_another_form_is_refused(form: dict[str, str]) -> None:
    assert not accepts(PATH, form)


def test_c01_of_a_repeated_parameter_every_value_is_signed() -> None:
    pairs = [("CallSid", FORM["CallSid"]), ("Digits", "1"), ("Digits", "9")]
    signature = sign(TOKEN, PUBLIC + PATH, {"CallSid": FORM["CallSid"], "Digits": ["1", "9"]})
    assert accepts(PATH, MultiDict(pairs), signature)
    assert not accepts(PATH, MultiDict(pairs[:2]), signature)


@pytest.mark.parametrize("signature", [None, "", " ", GOOD[:-1], GOOD + "=", GOOD.lower(), "é" * 14, "\x00"])
def test_c01_a_signature_that_is_missing_or_mangled_is_refused(signature: str | None) -> None:
    assert not accepts(PATH, FORM, signature)


def test_c01_random_signatures_are_refused() -> None:
    random = Random(4_404)  # noqa: S311 - a seed, so that a failure can be seen again
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    signatures = Signatures([TOKEN], PUBLIC)
    forged = ("".join(random.choices(alphabet, k=27)) + "=" for _ in range(2_000))
    assert not any(signatures.accepts(PATH, FORM, signature) for signature in forged)


def test_c01_both_tokens_are_accepted_during_a_rotation_and_only_then() -> None:
    old = sign(OLD_TOKEN, PUBLIC + PATH, FORM)
    assert Signatures([TOKEN, OLD_TOKEN], PUBLIC).accepts(PATH, FORM, old)
    assert Signatures([TOKEN, OLD_TOKEN], PUBLIC).accepts(PATH, FORM, GOOD)
    assert not accepts(PATH, FORM, old)
