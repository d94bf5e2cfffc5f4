"""An agent says that what a clock waits for is done; a supervisor may, for any call."""

from __future__ import annotations

from storage.record.clocks import Stop
from switchboard.clocks import stop
from web.desk.asked import Asked
from web.desk.doing import Doing, NotPossibleError
from web.desk.own import takes_part

NOT_YOURS = "This clock is of another call. Ask a supervisor to stop it."
NOT_RUNNING = "This clock runs no more, or somebody on call has to take it."


def stop_clock(doing: Doing, asked: Asked) -> None:
    """Stop a clock of a call as done; it is told with who said so.

    Raises NotPossibleError, RecordUnavailable, StoreUnavailableError.
    """
    call_id, clock = asked.text("call"), asked.text("clock")
    if doing.member.role != "supervisor" and not takes_part(doing.tenant, doing.me.id, call_id):
        raise NotPossibleError(NOT_YOURS)
    done = Stop(
        call_id=call_id, by=doing.me.id, why="done", at=doing.services.clock(), clocks=frozenset({clock})
    )
    if not stop(doing.services, doing.tenant, done):
        raise NotPossibleError(NOT_RUNNING)
