"""Where a step stands: the flow, the call and the world around it, and the names a flow may read."""

from __future__ import annotations

from dataclasses import dataclass

from ivr import spoken
from ivr.call import Call, reaches
from ivr.expressions import Value
from ivr.flow import Flow, Prompt, Step
from ivr.verbs import Say
from ivr.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    flow: Flow
    step: Step
    call: Call
    world: World

    @property
    def language(self) -> str:
        return self.call.language or self.flow.languages[0]

    @property
    def visit(self) -> str:
        """Name this visit to this step: the idempotency key of what it writes. Source: flow-language 5."""
        here = f"{self.flow.name}/{self.step.id}"
        return f"{self.call.id}/{here}/{self.call.visits.get(here, 0)}"

    def words(self, prompt: Prompt) -> str:
        template = prompt.get(self.language) or prompt[self.flow.languages[0]]
        return template.render(self.read)

    def say(self, prompt: Prompt) -> Say:
        """Put a prompt in words, in the caller's language."""
        language = self.language if self.language in prompt else self.flow.languages[0]
        uninterrupted = self.step.urgent or bool(self.step.recording)
        return Say(text=self.words(prompt), language=language, uninterrupted=uninterrupted)

    def read(self, name: str) -> Value:
        """Read a dotted name of an expression or a template; None when there is no value."""
        group, _, rest = name.partition(".")
        match group:
            case "caller":
                return self._caller(rest)
            case "answers":
                return self.call.answers.get(rest)
            case "vars":
                return self.call.vars.get(rest, self.flow.vars.get(rest))
            case "queue":
                return self._queue(rest)
            case "hours":
                return self._hours(rest)
            case _:
                return self.call.found.get(group, {}).get(rest)

    def _caller(self, name: str) -> Value:
        call = self.call
        match name:
            case "number":
                return call.number or None
            case "name_or_number":
                return call.caller.get("name") or spoken.number(call.number, self.language)
            case "language" | "level":
                return call.level if name == "level" else self.language
            case "recognised" | "identified" | "verified":
                return reaches(call.level, name)
            case _:
                return call.caller.get(name)

    def _queue(self, name: str) -> Value:
        seen = self.world.seen
        if seen is None:
            return None
        match name:
            case "position":
                return seen.ahead + 1
            case "wait":
                return seen.wait_s
            case "agents":
                return seen.staffed
            case "closes_in":
                return seen.closes_in_s
            case _:
                return None

    def _hours(self, name: str) -> Value:
        which, _, field = name.rpartition(".")
        opening = self.world.opening(self.flow.name, which)
        if field == "open":
            return opening.state != "closed"
        return spoken.moment(opening.next_open, self.world.now, self.language)
