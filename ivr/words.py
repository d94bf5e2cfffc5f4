"""The few sentences the engine itself speaks, by language. Everything else a caller hears is in a flow."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from ivr.verbs import Say

Name = Literal[
    "wrong_choice",
    "wrong_entry",
    "no_such_customer",
    "entered",
    "confirm",
    "next_in_line",
    "position",
    "about_a_minute",
    "minutes",
    "still_in_line",
    "taking_longer",
    "lost_agent",
    "passed_on",
    "urgent_call",
    "if_helped",
    "if_helped_press",
    "taken_by",
    "caller_gone",
    "drill",
    "drill_taken",
    "page_call",
    "page_keys",
    "all_engaged",
    "still_engaged",
    "stay_or_call_back",
    "please_stay",
    "life_in_danger",
    "called_back",
]

#: What is spoken to a caller whose language we have no sentences in.
FALLBACK = "en-US"

#: By language, or by language and country where they differ.
SENTENCES: Mapping[str, Mapping[Name, str]] = MappingProxyType(
    {
        "en": {
            "wrong_choice": "Sorry, that is not one of the choices.",
            "wrong_entry": "Sorry, that does not look right. Please try again.",
            "no_such_customer": "Sorry, that does not match our records. Let's try again.",
            "entered": "You entered {value}.",
            "confirm": "If that is right, press 1. To try again, press 2.",
            "next_in_line": "You are next in line.",
            "position": "You are number {position} in line.",
            "about_a_minute": "We expect to answer in about a minute.",
            "minutes": "We expect to answer in about {minutes} minutes.",
            "still_in_line": "Thank you for waiting. You are still in line.",
            "lost_agent": "Sorry, we lost the connection on our side. Please stay on the line.",
            "passed_on": "You are being put through. Please stay on the line.",
            "taking_longer": "It is taking longer than we thought. Thank you for waiting.",
            "urgent_call": "Urgent call from {caller}. Press 1 to accept.",
            "if_helped": "If you have been helped, you can hang up now.",
            "if_helped_press": "If you have been helped, press 1 or hang up. "
            "Otherwise stay on the line and we call again.",
            "taken_by": "Taken by {person}. Thank you.",
            "caller_gone": "The caller has hung up.",
            "drill": "This is a drill.",
            "drill_taken": "Thank you. This was a drill, and you have taken it. Goodbye.",
            "page_call": "Urgent call from {caller}.",
            "page_keys": "Press {accept} to accept, {decline} to decline.",
            "all_engaged": "All responders are helping others. You are number {place}.",
            "still_engaged": "All responders are still helping others. You are number {place}.",
            "stay_or_call_back": "Stay on the line, or press 1 to be called back without losing your place.",
            "please_stay": "Please stay on the line.",
            "life_in_danger": "If life is in danger, hang up and dial {number}.",
            "called_back": "You keep your place. Whoever is free first calls you back. "
            "Please keep your phone free. Goodbye.",
        },
        "en-GB": {
            "next_in_line": "You are next in the queue.",
            "position": "You are number {position} in the queue.",
            "still_in_line": "Thank you for waiting. You are still in the queue.",
        },
        "de": {
            "wrong_choice": "Das steht leider nicht zur Auswahl.",
            "wrong_entry": "Das scheint nicht zu stimmen. Bitte versuchen Sie es noch einmal.",
            "no_such_customer": "Dazu haben wir leider nichts gefunden. Versuchen wir es noch einmal.",
            "entered": "Ihre Eingabe ist {value}.",
            "confirm": "Wenn das stimmt, drücken Sie die 1. Für einen neuen Versuch die 2.",
            "next_in_line": "Sie sind als Nächstes an der Reihe.",
            "position": "Sie sind Nummer {position} in der Warteschlange.",
            "about_a_minute": "Wir sind in etwa einer Minute für Sie da.",
            "minutes": "Wir sind in etwa {minutes} Minuten für Sie da.",
            "still_in_line": "Danke für Ihre Geduld. Sie sind weiterhin in der Warteschlange.",
            "lost_agent": "Leider ist die Verbindung bei uns abgebrochen. Bitte bleiben Sie dran.",
            "passed_on": "Sie werden weiterverbunden. Bitte bleiben Sie dran.",
            "taking_longer": "Es dauert länger als gedacht. Danke für Ihre Geduld.",
            "urgent_call": "Dringender Anruf von {caller}. Zum Annehmen drücken Sie die 1.",
            "if_helped": "Wenn Ihnen geholfen wurde, können Sie jetzt auflegen.",
            "if_helped_press": "Wurde Ihnen geholfen, drücken Sie die 1 oder legen Sie auf. "
            "Sonst bleiben Sie dran, wir rufen noch einmal an.",
            "taken_by": "Übernommen von {person}. Danke.",
            "caller_gone": "Der Anrufer hat aufgelegt.",
            "drill": "Dies ist eine Übung.",
            "drill_taken": "Danke. Das war eine Übung, und Sie haben sie angenommen. Auf Wiederhören.",
            "page_call": "Dringender Anruf von {caller}.",
            "page_keys": "Zum Annehmen drücken Sie die {accept}, zum Ablehnen die {decline}.",
            "all_engaged": "Alle Helfer sind gerade bei anderen. Sie sind Nummer {place}.",
            "still_engaged": "Alle Helfer sind noch bei anderen. Sie sind Nummer {place}.",
            "stay_or_call_back": "Bleiben Sie dran, oder drücken Sie die 1: "
            "Wir rufen zurück, und Ihr Platz bleibt.",
            "please_stay": "Bitte bleiben Sie dran.",
            "life_in_danger": "Bei Lebensgefahr legen Sie auf und wählen Sie {number}.",
            "called_back": "Ihr Platz bleibt. Wer zuerst frei ist, ruft Sie zurück. "
            "Bitte halten Sie die Leitung frei. Auf Wiederhören.",
        },
        "fr": {
            "wrong_choice": "Désolé, ce choix n'existe pas.",
            "wrong_entry": "Désolé, cela ne semble pas correct. Essayez encore, s'il vous plaît.",
            "no_such_customer": "Désolé, nous ne trouvons rien à ce sujet. Essayons encore une fois.",
            "entered": "Vous avez saisi {value}.",
            "confirm": "Si c'est exact, appuyez sur 1. Pour recommencer, appuyez sur 2.",
            "next_in_line": "C'est bientôt votre tour, vous êtes en tête de file.",
            "position": "Vous êtes en position {position} dans la file d'attente.",
            "about_a_minute": "Nous pensons vous répondre dans une minute environ.",
            "minutes": "Nous pensons vous répondre dans {minutes} minutes environ.",
            "still_in_line": "Merci de patienter. Vous êtes toujours dans la file d'attente.",
            "lost_agent": "Désolé, la liaison a été coupée de notre côté. Restez en ligne, s'il vous plaît.",
            "passed_on": "Nous vous mettons en relation. Restez en ligne, s'il vous plaît.",
            "taking_longer": "C'est plus long que prévu. Merci de patienter.",
            "urgent_call": "Appel urgent de {caller}. Appuyez sur 1 pour accepter.",
            "if_helped": "Si on vous a aidé, vous pouvez raccrocher.",
            "if_helped_press": "Si on vous a aidé, appuyez sur 1 ou raccrochez. "
            "Sinon, restez en ligne et nous rappelons.",
            "taken_by": "Pris en charge par {person}. Merci.",
            "caller_gone": "La personne a raccroché.",
            "drill": "Ceci est un exercice.",
            "drill_taken": "Merci. C'était un exercice, et vous l'avez pris. Au revoir.",
            "page_call": "Appel urgent de {caller}.",
            "page_keys": "Appuyez sur {accept} pour accepter, {decline} pour refuser.",
            "all_engaged": "Toute l'équipe aide d'autres personnes. Vous êtes numéro {place}.",
            "still_engaged": "Toute l'équipe aide encore d'autres personnes. Vous êtes numéro {place}.",
            "stay_or_call_back": "Restez en ligne, ou appuyez sur 1 pour être rappelé "
            "sans perdre votre place.",
            "please_stay": "Restez en ligne, s'il vous plaît.",
            "life_in_danger": "Si une vie est en danger, raccrochez et composez le {number}.",
            "called_back": "Vous gardez votre place. La première personne libre vous rappelle. "
            "Laissez votre ligne libre. Au revoir.",
        },
        "es": {
            "wrong_choice": "Lo sentimos, esa opción no existe.",
            "wrong_entry": "Lo sentimos, eso no parece correcto. Inténtelo otra vez, por favor.",
            "no_such_customer": "Lo sentimos, no coincide con nuestros datos. Probemos otra vez.",
            "entered": "Ha indicado {value}.",
            "confirm": "Si es correcto, pulse 1. Para repetir, pulse 2.",
            "next_in_line": "Usted es la siguiente persona en la fila.",
            "position": "Usted ocupa el lugar número {position} en la fila.",
            "about_a_minute": "Esperamos atenderle en un minuto, más o menos.",
            "minutes": "Esperamos atenderle en unos {minutes} minutos.",
            "still_in_line": "Gracias por esperar. Sigue usted en la fila.",
            "lost_agent": "Lo sentimos, se cortó la conexión por nuestra parte. No cuelgue, por favor.",
            "passed_on": "Le pasamos con otro equipo. No cuelgue, por favor.",
            "taking_longer": "Está tardando más de lo previsto. Gracias por esperar.",
            "urgent_call": "Llamada urgente de {caller}. Pulse 1 para aceptar.",
            "if_helped": "Si ya le han ayudado, puede colgar.",
            "if_helped_press": "Si ya le han ayudado, pulse 1 o cuelgue. "
            "Si no, siga en la línea y volvemos a llamar.",
            "taken_by": "Atendida por {person}. Gracias.",
            "caller_gone": "La persona ha colgado.",
            "drill": "Esto es un simulacro.",
            "drill_taken": "Gracias. Era un simulacro y usted lo ha atendido. Adiós.",
            "page_call": "Llamada urgente de {caller}.",
            "page_keys": "Pulse {accept} para aceptar, {decline} para rechazar.",
            "all_engaged": "Todo el equipo está ayudando a otras personas. Usted es el número {place}.",
            "still_engaged": "Todo el equipo sigue ayudando a otras personas. Usted es el número {place}.",
            "stay_or_call_back": "No cuelgue, o pulse 1 para que le llamemos sin perder su lugar.",
            "please_stay": "No cuelgue, por favor.",
            "life_in_danger": "Si hay vidas en peligro, cuelgue y marque {number}.",
            "called_back": "Conserva su lugar. Le llamará quien antes quede libre. "
            "Deje libre su teléfono. Adiós.",
        },
    }
)


def say(name: Name, language: str, **values: str | int) -> Say:
    """Put a sentence of our own in words; in FALLBACK where the caller's language has none.

    values: what the sentence's `{names}` stand for.
    """
    own = language.partition("-")[0]
    spoken_in = language if own in SENTENCES else FALLBACK
    sentences = {**SENTENCES[spoken_in.partition("-")[0]], **SENTENCES.get(spoken_in, {})}
    return Say(text=sentences[name].format(**values), language=spoken_in)
