"""The rule between companies: a number starts one flow of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from callflows.findings import Finding
from callflows.texts import Texts


def number_taken(texts: Texts, others: Mapping[str, Texts]) -> Iterator[Finding]:
    """Yield each number of a company's flows that starts a flow of another one already.

    others: tenant -> its files, without the company's own.
    """
    taken = {
        number: (tenant, name)
        for tenant, other in others.items()
        for name, flow in other.flows.items()
        for number in flow.model.numbers
    }
    for flow in texts.flows.values():
        for index, number in enumerate(flow.model.numbers):
            if number in taken:
                tenant, name = taken[number]
                text = f"{number} already starts {name} of {tenant}"
                yield flow.source.error(("numbers", index), text, "number-taken")
