"""Who has the phone page open: when the last one is gone, nobody holds its phones any more."""

from collections.abc import Callable
from itertools import count

from emulator.clock import Clock, Timer

#: How long nobody may be there: after a stream that broke off, which a browser opens again by itself; and
#: after a page that said that it is being left, which may be a reload.
AWAY_S = 20.0
RELOAD_S = 3.0


class Readers:
    """The open streams of the page, each by the page that reads it.

    left: called once nobody has been there for a while. All methods run inside `exchange.entered()`.
    """

    def __init__(self, clock: Clock, left: Callable[[], None]) -> None:
        self._clock = clock
        self._left = left
        self._pages: dict[int, str] = {}
        self._readers = count()
        self._timer: Timer | None = None

    def opened(self, page: str) -> int:
        """Note that a page reads; return the reader, for `closed`."""
        self._waits_no_more()
        reader = next(self._readers)
        self._pages[reader] = page
        return reader

    def closed(self, reader: int) -> None:
        """Note that a stream has ended. One whose page has said so before counts no more."""
        if self._pages.pop(reader, None) is not None:
            self._waits(AWAY_S)

    def leaving(self, page: str) -> None:
        """Note that a page is closed or loaded anew."""
        gone = [reader for reader, one in self._pages.items() if one == page]
        for reader in gone:
            del self._pages[reader]
        if gone:
            self._waits(RELOAD_S)

    def _waits(self, seconds: float) -> None:
        if not self._pages:
            self._waits_no_more()
            self._timer = self._clock.after(seconds, self._left)

    def _waits_no_more(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
