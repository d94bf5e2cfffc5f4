"""Who the generated customers are: made-up names, fictional numbers. The same on every machine."""

from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


#: The first 1,000 customers of Homewise have a number each; the range has no more.
HOMEWISE_NUMBERS = 1000

#: Area codes of the United States, one hundred numbers each. Strangers call from other ones: 510, say.
AREA_CODES = _words("""
    212 201 202 203 205 206 207 208 209 210 213 214 216 217 218 219 224 225 228 229 231 234 239 240 248 251
    252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317
    318 319 320 321 323 325 330 331 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409
    410 412 413 414 417 419 423 424 425 430 432 434 435 440 443 458 469 470 478 479 480 484
""")

_GIVEN = _words("""
    Alex Ariel Avery Bailey Blair Brook Cameron Casey Charlie Dana Devon Drew Ellis Emery Finley Frankie
    Harper Hayden Indigo Jamie Jesse Jordan Jules Kai Kendall Lane Lee Logan Marlow Morgan Noel Parker
    Peyton Quinn Reese Remy Riley River Robin Rowan Rudy Sage Sam Sasha Shay Sidney Skyler Sloane Taylor
    Toni
""")
_FAMILY_START = _words("""
    Ash Birch Bram Brook Clay Cold Crag Dale Elm Fair Fern Gold Green Hart Hazel High Lang Lin Mar Mead Mill
    Oak Raven Red Rock Sand Stan Thorn West Whit
""")
_FAMILY_END = _words("""
    beck bourne bridge combe croft dale den field ford gate ham hurst land ley mere more stead stock ton
    well wick wood
""")


def full_name(chance: Random) -> str:
    """Return a made-up name: 50 given names and 660 family names put together."""
    return f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY_START)}{chance.choice(_FAMILY_END)}"


def number_of(tenant: str, index: int) -> str | None:
    """Return the number on file of the company's customer at this place, counted from 0; None: none is."""
    if tenant == "homewise":
        return f"+442079460{index:03d}" if index < HOMEWISE_NUMBERS else None
    area, last = divmod(index, 100)
    return f"+1{AREA_CODES[area]}555{100 + last:04d}" if area < len(AREA_CODES) else None


def account_of(index: int) -> str:
    """Return a 10-digit account number, a different one for each place. Begins with 3, as no order does."""
    return str(3_000_000_000 + (index * 48_271 + 12_345) % 1_000_000_000)


def order_of(index: int) -> str:
    """Return an order number of 8 to 12 digits, a different one for each place (48,271 is prime).

    Begins with 5 or 6: 0 and 7 to 9 lead to people and messages when they are keyed at a menu.
    """
    power = 10 ** (7 + index % 5)
    return str(5 * power + index * 48_271 % (2 * power))
