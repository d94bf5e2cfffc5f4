"""A plot of lines over a logarithmic axis, as SVG text: enough for one picture in the documentation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 24, 48
COLOURS = ("#1b6ca8", "#b4540a", "#2e7d32", "#7b1fa2", "#555555")
TICKS = 5

Points = Sequence[tuple[float, float]]


def plot(title: str, axes: tuple[str, str], lines: Mapping[str, Points]) -> str:
    """Draw each line by name; x is logarithmic, y begins at 0. The last one is dashed: a yardstick.

    axes: what x and y are. lines: at least one, each of at least one point, x above 0.
    """
    xs = sorted({x for points in lines.values() for x, _ in points})
    top = 1.1 * max(y for points in lines.values() for _, y in points)
    low, high = math.log10(xs[0]), math.log10(xs[-1])

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - low) / ((high - low) or 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - y / top * (HEIGHT - TOP - BOTTOM)

    step = _round_step(top / TICKS)
    marks = [step * number for number in range(int(top / step) + 1)]
    drawn = [_tick_x(*at(x, 0), f"{x:,.0f}") for x in xs]
    drawn += [_tick_y(*at(xs[0], y), f"{y:,.0f}") for y in marks]
    for index, (name, points) in enumerate(lines.items()):
        dashes = ' stroke-dasharray="5 4"' if index == len(lines) - 1 else ""
        colour = COLOURS[index % len(COLOURS)]
        drawn.append(_line([at(*point) for point in points], f'stroke="{colour}"{dashes}'))
        drawn.append(_text(WIDTH - RIGHT + 12, TOP + 18 * (index + 1), name, f'fill="{colour}"'))
    drawn.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, axes[0], 'text-anchor="middle"'))
    drawn.append(_text(8, TOP - 8, axes[1], ""))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _round_step(least: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least this."""
    power: float = 10 ** math.floor(math.log10(least))
    return next(power * many for many in (1, 2, 5, 10) if power * many >= least)


def _tick_x(x: float, y: float, text: str) -> str:
    return _text(x, y + 16, text, 'text-anchor="middle"')


def _tick_y(x: float, y: float, text: str) -> str:
    end = WIDTH - RIGHT
    rule = f'<path d="M{x:.1f} {y:.1f}H{end}" stroke="#dddddd"/>'
    return rule + _text(x - 6, y + 4, text, 'text-anchor="end"')


def _line(points: Points, stroke: str) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="M{path}" fill="none" stroke-width="2" {stroke}/>'


def _text(x: float, y: float, text: str, how: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {how}>{escape(text)}</text>'
