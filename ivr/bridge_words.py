"""What is heard on the legs of a bridge, by language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from ivr.verbs import Say
from ivr.words import FALLBACK

Name = Literal["keys", "joining", "late", "over"]

#: By language.
SENTENCES: Mapping[str, Mapping[Name, str]] = MappingProxyType(
    {
        "en": {
            "keys": "Press 1 to join the conference. Press 2 to decline, star to repeat.",
            "joining": "You are joining the conference.",
            "late": "Others can join too: they dial {number}, and enter {pin}.",
            "over": "This conference is over. Thank you.",
        },
        "de": {
            "keys": "Mit der 1 kommen Sie in die Konferenz. 2 lehnt ab, Stern wiederholt.",
            "joining": "Sie kommen jetzt in die Konferenz.",
            "late": "Andere kommen dazu, wenn sie {number} wählen und {pin} eingeben.",
            "over": "Diese Konferenz ist beendet. Danke.",
        },
        "fr": {
            "keys": "1 pour rejoindre la conférence, 2 pour refuser, étoile pour répéter.",
            "joining": "Vous rejoignez la conférence.",
            "late": "D'autres peuvent venir : ils composent le {number}, puis {pin}.",
            "over": "Cette conférence est terminée. Merci.",
        },
        "es": {
            "keys": "Pulse 1 para entrar en la conferencia, 2 para rechazar, asterisco para repetir.",
            "joining": "Entra usted en la conferencia.",
            "late": "Otros pueden entrar: llaman al {number} y marcan {pin}.",
            "over": "Esta conferencia ha terminado. Gracias.",
        },
    }
)


def say(name: Name, language: str, **values: str) -> Say:
    """Put a sentence in words; in FALLBACK where the language has none."""
    own = language.partition("-")[0]
    spoken_in = language if own in SENTENCES else FALLBACK
    return Say(text=SENTENCES[spoken_in.partition("-")[0]][name].format(**values), language=spoken_in)
