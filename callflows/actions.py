"""Turns the model of a step into what the engine runs: one function a kind, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from callflows.schema.asking import (
    AskStep,
    ChooseStep,
    HangupStep,
    HoursStep,
    JoinStep,
    LanguageStep,
    LookupStep,
    MenuStep,
    PlayStep,
    SayStep,
    SetStep,
    SurveyStep,
    TagStep,
    VerifyStep,
)
from callflows.schema.base import StepText
from callflows.schema.reaching import CallStep, PageStep, QueueStep, TextStep, TransferStep, VoicemailStep
from ivr.flow import Prompt
from ivr.move import Kind
from ivr.steps.ask import Ask
from ivr.steps.bridge import Bridge
from ivr.steps.call import Call
from ivr.steps.choose import Choose
from ivr.steps.hangup import HangUp
from ivr.steps.hours import Hours
from ivr.steps.join import Join
from ivr.steps.language import Language
from ivr.steps.lookup import Lookup
from ivr.steps.menu import Menu, Option
from ivr.steps.page import Page
from ivr.steps.play import Play
from ivr.steps.queue import Announce, Queue
from ivr.steps.say import Say
from ivr.steps.set import Set
from ivr.steps.survey import Question, Survey
from ivr.steps.tag import Tag
from ivr.steps.text import Text
from ivr.steps.transfer import Transfer
from ivr.steps.verify import Factor, Verify
from ivr.steps.voicemail import Voicemail
from ivr.world import PageLevel


@dataclass(frozen=True, slots=True)
class Around:
    """What a step's action takes from the flow around it."""

    #: Stands for "all languages": the one that the flow falls back to.
    language: str
    #: The step is urgent or on the error path: a voicemail must never pass for a person.
    screened: bool

    def prompt(self, words: Prompt) -> Prompt:
        return MappingProxyType({language or self.language: said for language, said in words.items()})

    def maybe(self, words: Prompt | None) -> Prompt | None:
        return None if words is None else self.prompt(words)


def action(step: StepText, around: Around) -> Kind:
    """Return what the engine runs. Raises KeyError for a kind that is not available yet."""
    return _ACTIONS[step.kind](step, around)


def _say(step: SayStep, _: Around) -> Kind:
    return Say(repeat=step.repeat)


def _play(step: PlayStep, _: Around) -> Kind:
    return Play(audio=step.play)


def _language(step: LanguageStep, _: Around) -> Kind:
    choice = step.language
    return Language(keys=choice.keys, default=choice.default, skip_when=choice.skip_when)


def _hours(step: HoursStep, _: Around) -> Kind:
    return Hours(hours=step.hours)


def _verify(step: VerifyStep, around: Around) -> Kind:
    return Verify(
        want=step.verify.want,
        factors=tuple(
            Factor(
                ask=factor.ask,
                say=around.maybe(factor.say),
                digits=factor.digits,
                attempts=factor.attempts,
                secret=factor.secret,
                grants=factor.grants,
            )
            for factor in step.verify.factors
        ),
        lockout_after=step.verify.lockout.after,
        lockout_for_s=step.verify.lockout.period,
    )


def _menu(step: MenuStep, around: Around) -> Kind:
    return Menu(
        say=around.maybe(step.menu.say),
        options=tuple(
            Option(key=option.key, phrases=option.phrases, say=around.maybe(option.say), next=option.next)
            for option in step.menu.options
        ),
        wait_s=step.menu.wait,
        retries=step.menu.retries,
    )


def _ask(step: AskStep, around: Around) -> Kind:
    ask = step.ask
    return Ask(
        save=ask.save,
        say=around.prompt(ask.say),
        accept=frozenset(ask.accept),
        digits=ask.digits,
        pattern=ask.pattern,
        choices=ask.choices,
        confirm=ask.confirm,
        secret=ask.secret,
        attempts=ask.attempts,
        skip_when=ask.skip_when,
    )


def _choose(step: ChooseStep, _: Around) -> Kind:
    lines = tuple((line.when, line.next) for line in step.choose if line.when and line.next)
    return Choose(lines=lines, otherwise=next((line.otherwise for line in step.choose if line.otherwise), ""))


def _lookup(step: LookupStep, _: Around) -> Kind:
    return Lookup(connector=step.lookup, values=step.values, needs=step.needs, timeout_ms=step.timeout * 1000)


def _queue(step: QueueStep, around: Around) -> Kind:
    told = step.announce
    return Queue(
        queue=step.queue,
        priority=step.priority,
        skills=step.skills,
        prefer_agent=step.prefer.agent if step.prefer else None,
        prefer_wait_s=step.prefer.wait if step.prefer else 0,
        objective_s=step.objective,
        announce=Announce(
            position=told.position, wait=told.wait, every_s=told.every, say=around.maybe(told.say)
        )
        if told
        else None,
        overflow_to=step.overflow.to if step.overflow else None,
        overflow_after_s=step.overflow.after if step.overflow else 0,
        timeout_s=step.timeout,
    )


def _voicemail(step: VoicemailStep, _: Around) -> Kind:
    alert = step.alert
    return Voicemail(
        box=step.voicemail,
        max_s=step.max,
        policy=alert.page if alert else "",
        urgency=alert.urgency if alert else "",
    )


def _page(step: PageStep, around: Around) -> Kind:
    kind = Bridge if step.bridge else Page
    return kind(
        policy=step.page,
        urgency=step.urgency,
        progress=around.maybe(step.progress),
        engineer=around.maybe(step.engineer.say) if step.engineer else None,
        **({"accept": step.engineer.accept, "decline": step.engineer.decline} if step.engineer else {}),
        levels=tuple(
            PageLevel(
                call=level.call,
                ring_s=level.ring,
                tries=level.tries,
                at_once=level.strategy == "simultaneous",
            )
            for level in step.levels
        ),
    )


def _join(step: JoinStep, around: Around) -> Kind:
    return Join(say=around.prompt(step.join.say), attempts=step.join.attempts)


def _survey(step: SurveyStep, around: Around) -> Kind:
    return Survey(
        questions=tuple(
            Question(
                save=question.save,
                say=around.prompt(question.say),
                low=question.keys[0],
                high=question.keys[1],
            )
            for question in step.survey.questions
        )
    )


def _text(step: TextStep, around: Around) -> Kind:
    return Text(to=step.text.to, body=around.prompt(step.text.say))


def _transfer(step: TransferStep, around: Around) -> Kind:
    return Transfer(
        line=step.transfer,
        timeout_s=step.timeout,
        screened=around.screened,
        whisper=around.maybe(step.whisper),
    )


def _call(step: CallStep, _: Around) -> Kind:
    return Call(flow=step.call, at=step.at)


def _tag(step: TagStep, _: Around) -> Kind:
    return Tag(tags=step.tag)


def _set(step: SetStep, _: Around) -> Kind:
    return Set(values=step.set)


def _hangup(_: HangupStep, __: Around) -> Kind:
    return HangUp()


_ACTIONS: Mapping[str, Callable[[Any, Around], Kind]] = MappingProxyType(
    {
        "say": _say,
        "play": _play,
        "language": _language,
        "hours": _hours,
        "verify": _verify,
        "menu": _menu,
        "ask": _ask,
        "choose": _choose,
        "lookup": _lookup,
        "queue": _queue,
        "voicemail": _voicemail,
        "page": _page,
        "join": _join,
        "survey": _survey,
        "text": _text,
        "transfer": _transfer,
        "call": _call,
        "tag": _tag,
        "set": _set,
        "hangup": _hangup,
    }
)
