"""Where numbers and applications send their requests, as the REST API sets it."""

from emulator.model import Hooks
from emulator.rest.wire import Fields

URLS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "SmsStatusCallback": "sms_status_callback",
    "MessageStatusCallback": "sms_status_callback",
}
METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
}


def set_hooks(hooks: Hooks, form: Fields) -> None:
    """Change what the form names; an empty URL clears it. All is read before anything is set.

    Raises 21402 for a bad URL, 21403 for a bad method.
    """
    changes: dict[str, str | bool] = {}
    for name, attribute in URLS.items():
        if form.given(name):
            changes[attribute] = form.url(name, 21402) or ""
    for name, attribute in METHODS.items():
        if form.given(name):
            changes[attribute] = form.method(name, refusal=21403)
    if form.given("VoiceCallerIdLookup"):
        changes["caller_id_lookup"] = form.flag("VoiceCallerIdLookup")
    for attribute, value in changes.items():
        setattr(hooks, attribute, value)
