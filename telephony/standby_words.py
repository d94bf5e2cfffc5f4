"""What the standby says, by language: it must do without flows, and without us."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Name = Literal[
    "calling", "still_calling", "danger", "message", "no_answer", "thanks", "calling_again", "whisper"
]

#: What is spoken to a caller whose language there are no words in.
FALLBACK = "en-US"

#: number: to call for help; company: its title. "calling" has at most 12 words (reliability.md 2).
SENTENCES: Mapping[str, Mapping[Name, str]] = MappingProxyType(
    {
        "en": {
            "calling": "If anyone is in danger, call {number}. Calling our engineer now.",
            "still_calling": "If you have been helped, hang up now. We are still calling. "
            "If anyone is in danger, call {number}.",
            "danger": "{company}. We have a fault on our side. If anyone is in danger, press 1.",
            "message": "Please leave your name, your number and what it is about after the tone.",
            "no_answer": "If you have been helped, hang up now. Nobody has answered yet. "
            "Please leave your name, your number and what happened after the tone. Then stay on the line.",
            "thanks": "Thank you. We have your message. Goodbye.",
            "calling_again": "We are calling our engineers again. If anyone is in danger, call {number}.",
            "whisper": "Emergency call for {company}. Press any key to take it.",
        },
        "de": {
            "calling": "Bei Gefahr rufen Sie {number}. Wir rufen jetzt unseren Techniker an.",
            "still_calling": "Wenn Ihnen geholfen wurde, legen Sie jetzt auf. Wir rufen weiter an. "
            "Bei Gefahr rufen Sie {number}.",
            "danger": "{company}. Wir haben eine Störung. Wenn jemand in Gefahr ist, drücken Sie die 1.",
            "message": "Bitte sprechen Sie nach dem Ton Ihren Namen, Ihre Nummer und worum es geht.",
            "no_answer": "Wenn Ihnen geholfen wurde, legen Sie jetzt auf. Noch hat sich niemand gemeldet. "
            "Bitte sprechen Sie nach dem Ton Namen, Nummer und was geschehen ist. Bleiben Sie dann dran.",
            "thanks": "Danke. Wir haben Ihre Nachricht. Auf Wiederhören.",
            "calling_again": "Wir rufen unsere Techniker noch einmal an. Bei Gefahr rufen Sie {number}.",
            "whisper": "Notruf für {company}. Zum Annehmen drücken Sie eine beliebige Taste.",
        },
        "fr": {
            "calling": "En cas de danger, appelez le {number}. Nous appelons notre technicien.",
            "still_calling": "Si on vous a aidé, raccrochez. Nous continuons d'appeler. "
            "En cas de danger, appelez le {number}.",
            "danger": "{company}. Nous avons une panne. Si quelqu'un est en danger, appuyez sur 1.",
            "message": "Laissez votre nom, votre numéro et le motif de votre appel après le signal.",
            "no_answer": "Si on vous a aidé, raccrochez. Personne n'a encore répondu. "
            "Laissez votre nom, votre numéro et ce qui s'est passé après le signal. Puis restez en ligne.",
            "thanks": "Merci. Nous avons votre message. Au revoir.",
            "calling_again": "Nous rappelons nos techniciens. En cas de danger, appelez le {number}.",
            "whisper": "Appel d'urgence pour {company}. Pour le prendre, appuyez sur une touche.",
        },
        "es": {
            "calling": "Si hay peligro, llame al {number}. Llamamos ahora a nuestro técnico.",
            "still_calling": "Si ya le han ayudado, cuelgue. Seguimos llamando. "
            "Si hay peligro, llame al {number}.",
            "danger": "{company}. Tenemos una avería. Si alguien está en peligro, pulse 1.",
            "message": "Deje su nombre, su número y el motivo de su llamada después de la señal.",
            "no_answer": "Si ya le han ayudado, cuelgue. Nadie ha contestado todavía. "
            "Deje su nombre, su número y lo ocurrido después de la señal. Luego siga en la línea.",
            "thanks": "Gracias. Tenemos su mensaje. Adiós.",
            "calling_again": "Volvemos a llamar a nuestros técnicos. Si hay peligro, llame al {number}.",
            "whisper": "Llamada de emergencia para {company}. Pulse cualquier tecla para atenderla.",
        },
    }
)

#: Whom to call when somebody is in danger, by country; elsewhere 112, which every GSM phone puts through.
_HELP = MappingProxyType({"US": "911", "CA": "911", "MX": "911", "GB": "999", "AU": "000", "NZ": "111"})


def help_number(country: str) -> str:
    """Return the number to call for help in a country (ISO 3166, two letters)."""
    return _HELP.get(country, "112")


def sentence(name: Name, language: str, **values: str) -> str:
    """Put a sentence in words; in FALLBACK where there are none in the caller's language."""
    return SENTENCES[spoken_in(language).partition("-")[0]][name].format(**values)


def spoken_in(language: str) -> str:
    """Return the language that the sentences are spoken in, as Twilio names it."""
    return language if language.partition("-")[0] in SENTENCES else FALLBACK
