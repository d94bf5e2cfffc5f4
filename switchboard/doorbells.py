"""What a worker listens for: a queue for each kind of promise that is kept without a caller on the line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a worker's --help needs no SQL
    from storage.record.promises import Kind

#: The workers' queue of each kind, the most pressing first: nothing stands in line behind what
#: may wait longer (reliability.md D11).
QUEUES: Mapping[Kind, str] = MappingProxyType({"page": "pages", "alert": "alerts", "text": "texts"})
#: The kind of ring of all of them.
PROMISE = "promise"
