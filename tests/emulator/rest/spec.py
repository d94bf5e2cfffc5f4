"""Judges requests and replies by Twilio's own OpenAPI files, and by the keys of their examples."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from emulator.fetch import Request
from emulator.rest.in_process import Answer

FILES = Path("node_modules/@twilio-alpha/mcp/twilio-oai/spec/json")


class Spec:
    """One OpenAPI file. The file is trusted to be valid itself: checking it takes minutes."""

    def __init__(self, name: str, host: str) -> None:
        self._file = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
        _mend(self._file)
        self._openapi = OpenAPI.from_dict(self._file, config=Config(spec_validator_cls=None))
        self._host = host

    def check(self, request: Request, answer: Answer) -> None:
        """Raise when the request or its reply breaks the file, or an example's key is missing."""
        asked = self.check_request(request)
        reply = MockResponse(
            answer.body,
            status_code=answer.status,
            content_type=answer.headers.get("content-type", "application/json"),
        )
        if answer.status != 204:
            self._openapi.validate_response(asked, reply)
            for example in self._examples(asked, answer.status):
                missing = missing_keys(json.loads(answer.body), example)
                assert not missing, f"{request.method} {request.url} lacks {missing}"
        else:
            assert "204" in self._operation(asked)["responses"]

    def check_request(self, request: Request) -> MockRequest:
        """Raise when the request breaks the file; returns it in the validator's own form."""
        asked = self._asked(request)
        self._openapi.validate_request(asked)
        return asked

    def _asked(self, request: Request) -> MockRequest:
        parts = urlsplit(request.url)
        return MockRequest(
            self._host,
            request.method.lower(),
            parts.path,
            args=dict(parse_qsl(parts.query)),
            headers=request.headers,
            data=request.body,
            content_type=request.headers.get("Content-Type", ""),
        )

    def _operation(self, asked: MockRequest) -> dict[str, Any]:
        pieces = asked.path.split("/")
        for template, item in self._file["paths"].items():
            if _fits(template.split("/"), pieces):
                found: dict[str, Any] = item[asked.method]
                return found
        raise AssertionError(f"{asked.path} is not in the file")

    def _examples(self, asked: MockRequest, status: int) -> list[object]:
        reply = self._operation(asked)["responses"][str(status)]
        examples = reply["content"]["application/json"].get("examples", {})
        return [example["value"] for example in examples.values()]


def _mend(file: dict[str, Any]) -> None:
    """Allow null where the file forbids it and its own examples have it: why a conference ended."""
    reason = file["components"]["schemas"].get("conference_enum_reason_conference_ended")
    if reason:
        reason["nullable"] = True
        reason["enum"].append(None)


def _fits(template: list[str], path: list[str]) -> bool:
    def matches(wanted: str, given: str) -> bool:
        if "{" not in wanted:
            return wanted == given
        return given.endswith(wanted.partition("}")[2])

    return len(template) == len(path) and all(map(matches, template, path))


def missing_keys(body: object, example: object, at: str = "") -> list[str]:
    """The keys of the example that the body lacks, through objects and first items; a null stands for all.

    The keys of `tags` are the sender's own.
    """
    if isinstance(example, list) and isinstance(body, list):
        return missing_keys(body[0], example[0], at + "[0]") if body and example else []
    if not isinstance(example, dict) or not isinstance(body, dict) or at.endswith(".tags"):
        return []
    absent = [f"{at}.{key}" for key in example if key not in body]
    for key in example.keys() & body.keys():
        absent += missing_keys(body[key], example[key], f"{at}.{key}")
    return absent
