"""PINs: hashed by argon2id under a pepper, compared at the same cost whether there is one or not."""

import hashlib
import hmac

from argon2 import Type
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import hash_secret, verify_secret

#: The parameters of argon2id. Source: security.md C5; RFC 9106 section 4 leaves the choice to the use.
MEMORY_KIB = 19_456
PASSES = 2
LANES = 1
#: The hash of no PIN, with the same parameters: it is checked where there is none to check.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$CCv1k+OgTOY2o6b9oYXWUQjthgkklr8CN2O7KhjhHyo"


class Pins:
    """Hashes and checks PINs. `pepper` is kept outside SQL (setting PIN_PEPPER).

    A six-digit PIN has a million values, so the hash alone protects little: the limits of attempts.py do.
    """

    def __init__(self, pepper: str) -> None:
        self._pepper = pepper.encode()

    def hash(self, pin: str, salt: bytes) -> str:
        """Return the argon2id hash in its usual text form. `salt`: 16 bytes of its own for each PIN."""
        hashed = hash_secret(
            self._peppered(pin),
            salt,
            time_cost=PASSES,
            memory_cost=MEMORY_KIB,
            parallelism=LANES,
            hash_len=32,
            type=Type.ID,
        )
        return hashed.decode()

    def matches(self, pin: str, pin_hash: str | None) -> bool:
        """Is this the PIN? Without a hash the same work is done on another, and the answer is False."""
        try:
            verify_secret((pin_hash or NOBODYS).encode(), self._peppered(pin), Type.ID)
        except VerifyMismatchError:
            return False
        return pin_hash is not None

    def keyed(self, purpose: str, value: str) -> str:
        """Return a hash of `value` that cannot be found by trying all values without the pepper.

        `purpose` keeps equal values in different columns from being seen as equal.
        """
        return hmac.new(self._pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def _peppered(self, pin: str) -> bytes:
        return hmac.new(self._pepper, pin.encode(), hashlib.sha256).digest()
