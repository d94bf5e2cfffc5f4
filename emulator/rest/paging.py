"""Lists, a page at a time, with the links that lead to the other pages."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from emulator.rest.wire import Fields

LARGEST_PAGE = 1000
USUAL_PAGE = 50

Item = TypeVar("Item")


def page_of(
    key: str, items: Sequence[Item], show: Callable[[Item], object], *, path: str, query: Fields
) -> dict[str, object]:
    """Cut one page out of `items` (all that match, newest first) and link it. Source: twilio.md section 2.

    PageSize above 1000 is cut to 1000, as Twilio does; a Page past the end is empty and has no next one.
    `start` and `end` are the places of the first and last item in the whole list; both 0 on an empty page.
    """
    size = min(query.whole("PageSize", range(1, 1_000_000), 20422) or USUAL_PAGE, LARGEST_PAGE)
    number = query.whole("Page", range(1_000_000), 20422) or 0
    start = number * size
    cut = items[start : start + size]
    link = _Links(path=path, query=query, size=size)
    return {
        key: [show(item) for item in cut],
        "page": number,
        "page_size": size,
        "start": start if cut else 0,
        "end": start + len(cut) - 1 if cut else 0,
        "uri": link.to(number),
        "first_page_uri": link.to(0),
        "previous_page_uri": link.to(number - 1) if number else None,
        "next_page_uri": link.to(number + 1) if start + size < len(items) else None,
    }


class _Links:
    """The addresses of a list's pages: the filters of the request stay in each."""

    def __init__(self, *, path: str, query: Fields, size: int) -> None:
        self._path = path
        self._filters = [(name, value) for name, value in query if name not in _PAGING]
        self._size = size

    def to(self, page: int) -> str:
        return f"{self._path}?{urlencode([*self._filters, ('PageSize', self._size), ('Page', page)])}"


_PAGING = frozenset({"Page", "PageSize", "PageToken"})


def meta_page(key: str, items: Sequence[object], *, url: str, query: Fields) -> dict[str, object]:
    """The same, in the shape of the newer APIs (serverless.twilio.com): full URLs under `meta`."""
    old = page_of(key, items, lambda item: item, path=url, query=query)
    return {
        key: old[key],
        "meta": {
            "key": key,
            "page": old["page"],
            "page_size": old["page_size"],
            "url": old["uri"],
            "first_page_url": old["first_page_uri"],
            "previous_page_url": old["previous_page_uri"],
            "next_page_url": old["next_page_uri"],
        },
    }
