"""The kinds of step that speak, ask, choose and look up."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from callflows.schema.base import GoingStep, Part, StepText
from callflows.schema.patterns import Pattern
from callflows.schema.scalars import (
    Condition,
    Dotted,
    Duration,
    Flag,
    Key,
    Language,
    Name,
    Prompt,
    Range,
    Target,
    Text,
    whole,
)

Level = Literal["none", "recognised", "identified", "verified"]


class SayStep(GoingStep):
    kind: ClassVar[str] = "say"
    say: Prompt
    repeat: Annotated[int, *whole(1, 3)] = 1


class PlayStep(GoingStep):
    """Recorded audio, by its name in `prompts`."""

    kind: ClassVar[str] = "play"
    play: Name


class LanguageChoice(Part):
    keys: dict[Key, Language] = Field(min_length=1)
    default: Language
    skip_when: Condition | None = None


class LanguageStep(GoingStep):
    kind: ClassVar[str] = "language"
    language: LanguageChoice


class HoursStep(GoingStep):
    kind: ClassVar[str] = "hours"
    outcomes: ClassVar[tuple[str, ...]] = ("open", "closed", "reduced", "holiday")
    hours: Name


class FactorText(Part):
    ask: Literal["ani", "order_number", "pin"]
    say: Prompt | None = None
    digits: Range | None = None
    attempts: Annotated[int, *whole(1, 3)] = 1
    secret: Flag = False
    grants: Level


class LockoutText(Part):
    after: Annotated[int, *whole(1, 20)] = 5
    period: Duration = Field(default=1800, alias="for")


class VerifyText(Part):
    want: Level
    factors: tuple[FactorText, ...] = Field(min_length=1)
    lockout: LockoutText = LockoutText()


class VerifyStep(GoingStep):
    kind: ClassVar[str] = "verify"
    outcomes: ClassVar[tuple[str, ...]] = ("verified", "identified", "recognised", "none", "locked")
    verify: VerifyText


class OptionText(Part):
    key: Key
    phrases: tuple[Text, ...] = ()
    say: Prompt | None = None
    next: Target


class MenuText(Part):
    say: Prompt | None = None
    options: tuple[OptionText, ...] = Field(min_length=1)
    wait: Duration = 5
    retries: Annotated[int, *whole(0, 5)] = 1


class MenuStep(GoingStep):
    kind: ClassVar[str] = "menu"
    outcomes: ClassVar[tuple[str, ...]] = ("no_input", "no_match")
    menu: MenuText


class AskText(Part):
    save: Dotted
    say: Prompt
    accept: tuple[Literal["keys", "speech"], ...] = ()
    digits: Range | None = None
    pattern: Pattern | None = None
    choices: dict[Key, Text] = Field(default={})
    confirm: Flag = False
    secret: Flag = False
    attempts: Annotated[int, *whole(1, 5)] = 1
    skip_when: Condition | None = None


class AskStep(GoingStep):
    kind: ClassVar[str] = "ask"
    outcomes: ClassVar[tuple[str, ...]] = ("ok", "no_input", "no_match")
    ask: AskText


class JoinText(Part):
    say: Prompt
    attempts: Annotated[int, *whole(1, 3)] = 3


class JoinStep(GoingStep):
    kind: ClassVar[str] = "join"
    outcomes: ClassVar[tuple[str, ...]] = ("joined", "failed")
    join: JoinText


class ChoiceText(Part):
    """A line of `choose`: `when` with `next`, or `else` with where to go."""

    when: Condition | None = None
    next: Target | None = None
    otherwise: Target | None = Field(default=None, alias="else")


class ChooseStep(StepText):
    kind: ClassVar[str] = "choose"
    choose: tuple[ChoiceText, ...] = Field(min_length=1)


class LookupStep(GoingStep):
    kind: ClassVar[str] = "lookup"
    outcomes: ClassVar[tuple[str, ...]] = ("found", "not_found", "denied", "error")
    lookup: Name
    values: dict[Name, Condition] = Field(default={}, alias="with")
    needs: Level = "none"
    timeout: Duration = 5


class SurveyQuestion(Part):
    save: Dotted
    say: Prompt
    keys: Range


class SurveyText(Part):
    offer: Literal["stay_on_line", "text"] = "stay_on_line"
    questions: tuple[SurveyQuestion, ...] = Field(min_length=1)


class SurveyStep(GoingStep):
    kind: ClassVar[str] = "survey"
    survey: SurveyText


class TagStep(GoingStep):
    kind: ClassVar[str] = "tag"
    tag: dict[Name, Text] = Field(min_length=1)


class SetStep(GoingStep):
    kind: ClassVar[str] = "set"
    set: dict[Name, Condition] = Field(min_length=1)


class HangupStep(StepText):
    kind: ClassVar[str] = "hangup"
    hangup: Flag
