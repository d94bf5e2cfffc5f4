"""Orders that come as JSON, and the replies to them: the phone page's and the softphones'."""

import json

from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import Map
from werkzeug.wrappers import Request, Response

LARGEST_ORDER = 64 * 1024
LONGEST_TEXT = 1000
Body = dict[str, object]


def json_reply(body: Body, *, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json")


def answered(routes: Map, request: Request) -> Response:
    """Let the handler that a route names as its endpoint answer; what is refused is told in JSON."""
    request.max_content_length = LARGEST_ORDER
    try:
        handler, ids = routes.bind_to_environ(request.environ).match()
        response: Response = handler(request, **ids)
    except HTTPException as refused:
        response = json_reply({"message": refused.description}, status=refused.code or 500)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def order(request: Request) -> Body:
    """The JSON object of an order. A form or plain text, which any site may send, is refused."""
    if request.mimetype != "application/json":
        raise BadRequest("An order is a JSON object.")
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest("An order is a JSON object.")
    return body


def text(body: Body, name: str, *, longest: int = LONGEST_TEXT) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > longest:
        raise BadRequest(f"{name} must be a text of at most {longest} characters.")
    return value.strip()


def keys(body: Body) -> str:
    """The keys to press, one at least."""
    digits = text(body, "digits")
    if not digits or digits.strip("0123456789*#"):
        raise BadRequest("A phone has the keys 0 to 9, star and hash.")
    return digits
