"""One step of any kind: which of its keys makes the kind, and the model that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Tag

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
from callflows.schema.reaching import (
    CallbackStep,
    CallStep,
    PageStep,
    PayStep,
    QueueStep,
    TextStep,
    TransferStep,
    VoicemailStep,
)
from callflows.schema.scalars import refuse

KindOfStep = (
    Annotated[SayStep, Tag("say")]
    | Annotated[PlayStep, Tag("play")]
    | Annotated[LanguageStep, Tag("language")]
    | Annotated[HoursStep, Tag("hours")]
    | Annotated[VerifyStep, Tag("verify")]
    | Annotated[MenuStep, Tag("menu")]
    | Annotated[AskStep, Tag("ask")]
    | Annotated[ChooseStep, Tag("choose")]
    | Annotated[LookupStep, Tag("lookup")]
    | Annotated[QueueStep, Tag("queue")]
    | Annotated[CallbackStep, Tag("callback")]
    | Annotated[VoicemailStep, Tag("voicemail")]
    | Annotated[PageStep, Tag("page")]
    | Annotated[JoinStep, Tag("join")]
    | Annotated[PayStep, Tag("pay")]
    | Annotated[SurveyStep, Tag("survey")]
    | Annotated[TextStep, Tag("text")]
    | Annotated[TransferStep, Tag("transfer")]
    | Annotated[CallStep, Tag("call")]
    | Annotated[TagStep, Tag("tag")]
    | Annotated[SetStep, Tag("set")]
    | Annotated[HangupStep, Tag("hangup")]
)

#: Every kind by its key, in the order of the reference.
KINDS: Mapping[str, type[StepText]] = MappingProxyType(
    {
        model.kind: model
        for model in (
            SayStep,
            PlayStep,
            LanguageStep,
            HoursStep,
            VerifyStep,
            MenuStep,
            AskStep,
            ChooseStep,
            LookupStep,
            QueueStep,
            CallbackStep,
            VoicemailStep,
            PageStep,
            JoinStep,
            PayStep,
            SurveyStep,
            TextStep,
            TransferStep,
            CallStep,
            TagStep,
            SetStep,
            HangupStep,
        )
    }
)


def kinds_in(step: Mapping[str, Any]) -> list[str]:
    """Return the kinds whose key a step has; `say` is a kind only where no other is."""
    kinds = [key for key in step if key in KINDS and key != "say"]
    return kinds or (["say"] if "say" in step else [])


def _has_one_kind(value: Any) -> Any:
    if not isinstance(value, dict):
        raise refuse("a step is a map: {say: ..., next: ...}")
    kinds = kinds_in(value)
    if not kinds:
        raise refuse(f"the step has no kind; it needs one of {', '.join(KINDS)}", "one-kind")
    if len(kinds) > 1:
        raise refuse(
            f"the step is of {len(kinds)} kinds, {' and '.join(kinds)}; make it two steps", "one-kind"
        )
    return value


def _kind(value: Any) -> str:
    return kinds_in(value)[0] if isinstance(value, dict) else str(value.kind)


Step = Annotated[Annotated[KindOfStep, Discriminator(_kind)], BeforeValidator(_has_one_kind)]
