"""What is heard on the legs of a page that goes on by calls of its own, by language."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from ivr.verbs import Say
from ivr.words import FALLBACK

Name = Literal[
    "call_from",
    "hung_up",
    "message",
    "exhausted",
    "engaged",
    "failed",
    "overdue",
    "unmet",
    "unmet_message",
    "called_again",
    "keys",
    "over",
    "calling_back",
    "not_reached",
    "not_reached_keys",
    "withheld",
    "message_there",
    "call_yourself",
    "caller_is_here",
    "engineer_is_here",
    "with_somebody",
    "talk_is_over",
    "yours",
    "goes_on",
    "connecting",
    "stays_on",
    "has_it",
]

#: By language.
SENTENCES: Mapping[str, Mapping[Name, str]] = MappingProxyType(
    {
        "en": {
            "call_from": "{line}. Emergency call from {caller}.",
            "hung_up": "They have hung up.",
            "message": "Nobody answered, and they were asked for a message.",
            "exhausted": "Nobody answered.",
            "engaged": "Everybody was engaged.",
            "failed": "Our system could not serve them.",
            "overdue": "What they were promised is overdue.",
            "unmet": "They called while our system was down.",
            "unmet_message": "They called while our system was down, and left a message.",
            "called_again": "They have called more than once.",
            "keys": "Press 1 to take it. Press 2 to decline, 4 for the next level, star to repeat.",
            "over": "This call is no longer waiting for you. Thank you.",
            "calling_back": "Thank you. Calling them back now.",
            "not_reached": "They did not answer.",
            "not_reached_keys": "Press 1 to call again, 2 if you see to it yourself. "
            "Otherwise we go on calling others.",
            "withheld": "Thank you. It is yours. Their number is withheld, so we cannot call them back.",
            "message_there": "Their message is in the box {box}.",
            "call_yourself": "We may not call {caller} from here. Please call them yourself.",
            "caller_is_here": "Thank you. The caller is still here. Connecting you.",
            "engineer_is_here": "Somebody is here for you now. Please stay on the line.",
            "with_somebody": "Somebody is talking to them already. Thank you.",
            "talk_is_over": "The call is over. To call them back, press 1. Otherwise hang up.",
            "yours": "Thank you. It is yours.",
            "goes_on": "We go on calling our people, and call you back. You can hang up now.",
            "connecting": "We are connecting you. Please stay on the line.",
            "stays_on": "We go on calling our people. Stay on the line, or hang up and we call you back.",
            "has_it": "Somebody has your call, and calls you back. You can hang up now.",
        },
        "de": {
            "call_from": "{line}. Notruf von {caller}.",
            "hung_up": "Der Anrufer hat aufgelegt.",
            "message": "Niemand hat abgenommen, und es wurde um eine Nachricht gebeten.",
            "exhausted": "Niemand hat abgenommen.",
            "engaged": "Alle waren im Gespräch.",
            "failed": "Unser System konnte nicht weiterhelfen.",
            "overdue": "Was versprochen wurde, ist überfällig.",
            "unmet": "Der Anruf kam, als unser System ausgefallen war.",
            "unmet_message": "Der Anruf kam, als unser System ausgefallen war. Es gibt eine Nachricht.",
            "called_again": "Es wurde mehr als einmal angerufen.",
            "keys": "Die 1 übernimmt. 2 lehnt ab, 4 ruft die nächste Stufe, Stern wiederholt.",
            "over": "Dieser Anruf wartet nicht mehr auf Sie. Danke.",
            "calling_back": "Danke. Wir rufen jetzt zurück.",
            "not_reached": "Es hat niemand abgenommen.",
            "not_reached_keys": "1 ruft noch einmal an, 2 heißt: Sie kümmern sich selbst. "
            "Sonst rufen wir andere.",
            "withheld": "Danke. Er gehört Ihnen. Die Nummer ist unterdrückt: Wir können nicht zurückrufen.",
            "message_there": "Die Nachricht liegt im Postfach {box}.",
            "call_yourself": "Wir dürfen {caller} von hier nicht anrufen. Bitte rufen Sie selbst an.",
            "caller_is_here": "Danke. Der Anrufer ist noch da. Wir verbinden Sie.",
            "engineer_is_here": "Jetzt ist jemand für Sie da. Bitte bleiben Sie dran.",
            "with_somebody": "Es spricht schon jemand mit dem Anrufer. Danke.",
            "talk_is_over": "Das Gespräch ist beendet. Die 1 ruft zurück. Sonst legen Sie auf.",
            "yours": "Danke. Der Anruf gehört Ihnen.",
            "goes_on": "Wir rufen weiter unsere Leute an und dann Sie zurück. Sie können jetzt auflegen.",
            "connecting": "Wir verbinden Sie. Bitte bleiben Sie dran.",
            "stays_on": "Wir rufen weiter unsere Leute an. "
            "Bleiben Sie dran, oder legen Sie auf, und wir rufen zurück.",
            "has_it": "Jemand hat Ihren Anruf übernommen und ruft Sie zurück. Sie können jetzt auflegen.",
        },
        "fr": {
            "call_from": "{line}. Appel d'urgence de {caller}.",
            "hung_up": "La personne a raccroché.",
            "message": "Personne n'a répondu, et on lui a demandé un message.",
            "exhausted": "Personne n'a répondu.",
            "engaged": "Tout le monde était occupé.",
            "failed": "Notre système n'a pas pu l'aider.",
            "overdue": "Le délai promis est dépassé.",
            "unmet": "L'appel est arrivé pendant notre panne.",
            "unmet_message": "L'appel est arrivé pendant notre panne, avec un message.",
            "called_again": "Elle a appelé plus d'une fois.",
            "keys": "1 pour le prendre en charge, 2 pour refuser, 4 niveau suivant, étoile pour répéter.",
            "over": "Cet appel ne vous attend plus. Merci.",
            "calling_back": "Merci. Nous rappelons maintenant.",
            "not_reached": "Personne n'a répondu.",
            "not_reached_keys": "1 pour rappeler, 2 si vous vous en occupez vous-même. "
            "Sinon, nous en appelons d'autres.",
            "withheld": "Merci. L'appel est à vous. Le numéro est masqué : nous ne pouvons pas rappeler.",
            "message_there": "Le message est dans la boîte {box}.",
            "call_yourself": "Nous ne pouvons pas appeler {caller} d'ici. Appelez vous-même.",
            "caller_is_here": "Merci. La personne est encore en ligne. Nous vous mettons en relation.",
            "engineer_is_here": "Quelqu'un est là pour vous. Restez en ligne, s'il vous plaît.",
            "with_somebody": "Quelqu'un lui parle déjà. Merci.",
            "talk_is_over": "L'appel est terminé. Pour rappeler, appuyez sur 1. Sinon, raccrochez.",
            "yours": "Merci. L'appel est à vous.",
            "goes_on": "Nous appelons encore nos équipes et nous vous rappelons. Vous pouvez raccrocher.",
            "connecting": "Nous vous mettons en relation. Restez en ligne, s'il vous plaît.",
            "stays_on": "Nous appelons encore nos équipes. "
            "Restez en ligne, ou raccrochez et nous vous rappelons.",
            "has_it": "Quelqu'un a pris votre appel et vous rappelle. Vous pouvez raccrocher.",
        },
        "es": {
            "call_from": "{line}. Llamada de emergencia de {caller}.",
            "hung_up": "Ha colgado.",
            "message": "Nadie contestó, y se le pidió un mensaje.",
            "exhausted": "Nadie contestó.",
            "engaged": "Todos estaban ocupados.",
            "failed": "Nuestro sistema no pudo atender la llamada.",
            "overdue": "El plazo prometido ha vencido.",
            "unmet": "Llamó durante nuestra avería.",
            "unmet_message": "Llamó durante nuestra avería y dejó un mensaje.",
            "called_again": "Ha llamado más de una vez.",
            "keys": "Pulse 1 para atenderla, 2 para rechazar, 4 siguiente nivel, asterisco para repetir.",
            "over": "Esta llamada ya no le espera. Gracias.",
            "calling_back": "Gracias. Devolvemos la llamada ahora.",
            "not_reached": "No contestó nadie.",
            "not_reached_keys": "Pulse 1 para llamar otra vez, 2 si se encarga usted. "
            "Si no, seguimos llamando a otros.",
            "withheld": "Gracias. La llamada es suya. El número está oculto: no podemos devolver la llamada.",
            "message_there": "El mensaje está en el buzón {box}.",
            "call_yourself": "No podemos llamar a {caller} desde aquí. Llame usted, por favor.",
            "caller_is_here": "Gracias. La persona sigue en la línea. Le conectamos.",
            "engineer_is_here": "Ya hay alguien para usted. No cuelgue, por favor.",
            "with_somebody": "Alguien ya habla con la persona. Gracias.",
            "talk_is_over": "La llamada ha terminado. Para devolverla, pulse 1. Si no, cuelgue.",
            "yours": "Gracias. La llamada es suya.",
            "goes_on": "Seguimos llamando a nuestro equipo y le llamaremos. Ya puede colgar.",
            "connecting": "Le estamos conectando. No cuelgue, por favor.",
            "stays_on": "Seguimos llamando a nuestro equipo. Siga en línea, o cuelgue y le llamaremos.",
            "has_it": "Alguien tiene su llamada y le llamará. Ya puede colgar.",
        },
    }
)


def say(name: Name, language: str, **values: str) -> Say:
    """Put a sentence in words; in FALLBACK where the language has none."""
    own = language.partition("-")[0]
    spoken_in = language if own in SENTENCES else FALLBACK
    return Say(text=SENTENCES[spoken_in.partition("-")[0]][name].format(**values), language=spoken_in)
