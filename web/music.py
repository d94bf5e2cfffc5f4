"""Hold music, made here: a slow four-chord round, in pieces of one round of the hold document each.

8 kHz, 16 bit, mono WAV: what a telephone line carries. Made once a process, the same every time: before it
serves, since a piece takes a quarter of a second of processor time, and other callers' webhooks would wait.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from functools import lru_cache

from flask import Blueprint, Response, abort

from ivr.steps.queue import HOLD_PIECES

music = Blueprint("music", __name__, url_prefix="/audio")

RATE = 8_000
#: Seconds a piece lasts; with what is said around it a round stays under 10 s (architecture 3).
PIECE_S = 8
#: Chords of the round, in Hz: C major 7, A minor 7, F major 7, G 6.
CHORDS = (
    (261.63, 329.63, 392.00, 493.88),
    (220.00, 261.63, 329.63, 392.00),
    (174.61, 261.63, 329.63, 440.00),
    (196.00, 246.94, 293.66, 329.63),
)
#: As many as the queue step counts (ivr/steps/queue.py).
PIECES = HOLD_PIECES
_LOUDNESS = 2_600


@music.get("/hold/<int:piece>.wav")
def hold(piece: int) -> Response:
    """One piece of the round; Twilio and its caches may keep it for a day."""
    if piece >= PIECES:
        abort(404)
    response = Response(_played(piece % len(CHORDS)), mimetype="audio/wav")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def compose() -> None:
    """Make all there is to hear, a second's work. Where nobody has, each request makes its own piece."""
    for chord in range(len(CHORDS)):
        _played(chord)


@lru_cache(maxsize=len(CHORDS))
def _played(chord: int) -> bytes:
    """One piece: the chord of this place in the round."""
    samples = (_sample(CHORDS[chord], index / RATE) for index in range(RATE * PIECE_S))
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes(b"".join(struct.pack("<h", int(sample)) for sample in samples))
    return out.getvalue()


def _sample(chord: tuple[float, ...], at_s: float) -> float:
    """An arpeggio: each second begins the next note, which fades; both ends are silent, so pieces join."""
    total = 0.0
    for index in range(PIECE_S):
        age = at_s - index
        if 0 <= age < 3:
            total += math.exp(-1.6 * age) * math.sin(2 * math.pi * chord[index % len(chord)] * age)
    edge = min(1.0, at_s / 0.05, (PIECE_S - at_s) / 0.05)
    return _LOUDNESS * total * edge
