"""Sound files for recordings: a quiet tone of the right length, since only words are kept."""

import io
import math
import wave

RATE_HZ = 8000
TONE_HZ = 440
QUIET = 900  #: of 32767
#: One frame of silence: MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono; 104 bytes, 1152 samples (ISO 11172-3).
SILENT_FRAME = bytes([0xFF, 0xFB, 0x10, 0xC4]) + bytes(100)
SAMPLES_A_FRAME = 1152
MP3_RATE_HZ = 44_100


def wav_of(seconds: int, channels: int) -> bytes:
    """A RIFF file of 16-bit samples at 8 kHz. A negative length counts as none."""
    step = 2 * math.pi * TONE_HZ / RATE_HZ
    second = b"".join(
        int(QUIET * math.sin(step * at)).to_bytes(2, "little", signed=True) * channels
        for at in range(RATE_HZ)
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(second * max(seconds, 0))
    return file.getvalue()


def mp3_of(seconds: int) -> bytes:
    """Frames of silence, enough to last at least `seconds`."""
    return SILENT_FRAME * math.ceil(max(seconds, 0) * MP3_RATE_HZ / SAMPLES_A_FRAME)
