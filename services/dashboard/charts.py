"""Charts as SVG, each with its numbers as a table. Colours come from the style sheet, by class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Point = tuple[float, float | None]

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 210, 52, 24, 26, 10
_POINTS = 200
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and what it shows as rows of text."""

    name: str
    title: str
    svg: Markup
    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where numbers lie on the picture."""

    low_x: float
    high_x: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (value - self.low_x) / ((self.high_x - self.low_x) or 1)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * (value - self.low) / ((self.high - self.low) or 1)


def line_chart(
    name: str, title: str, x_name: str, series: Mapping[str, Sequence[Point]], *, times: Sequence[str] = ()
) -> Chart:
    """Lines over a common x. ``times`` are labels of the x values, where these are no numbers to be read."""
    thinned = {label: thin(points) for label, points in series.items()}
    values = [y for points in thinned.values() for _, y in points if y is not None]
    xs = sorted({x for points in thinned.values() for x, _ in points})
    frame = _Frame(xs[0] if xs else 0, xs[-1] if xs else 1, min([0.0, *values]), max(values, default=1.0) or 1.0)
    lines = [_line(frame, points, number) for number, points in enumerate(thinned.values())]
    labels = [times[0], times[-1]] if times else [number(frame.low_x), number(frame.high_x)]
    svg = _svg(name, title, [*_axes(frame, labels), *lines, *_legend(list(thinned))])
    by_x = {label: dict(points) for label, points in thinned.items()}
    texts = dict(zip(xs, times, strict=True)) if len(times) == len(xs) else {}
    rows = [[texts.get(x, number(x)), *(number(by_x[label].get(x)) for label in thinned)] for x in reversed(xs)]
    return Chart(name, title, svg, [x_name, *thinned], rows)


def bar_chart(name: str, title: str, x_name: str, bars: Mapping[str, int], y_name: str = "completions") -> Chart:
    """One bar for each label."""
    highest = max(bars.values(), default=1) or 1
    frame = _Frame(0, max(len(bars), 1), 0, highest)
    width = (frame.x(1) - frame.x(0)) * 0.8
    shapes = [
        Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>').format(
            _px(frame.x(place + 0.1)), _px(frame.y(count)), _px(width), _px(frame.y(0) - frame.y(count))
        )
        for place, count in enumerate(bars.values())
    ]
    names = list(bars) or [""]
    svg = _svg(name, title, [*_axes(frame, [names[0], names[-1]]), *shapes])
    return Chart(name, title, svg, [x_name, y_name], [[label, number(count)] for label, count in bars.items()])


def thin(points: Sequence[Point]) -> list[Point]:
    """At most 200 points: neighbours are replaced by their mean."""
    size = -(-len(points) // _POINTS) or 1
    pieces = [points[start : start + size] for start in range(0, len(points), size)]
    return [(piece[0][0], _mean([y for _, y in piece if y is not None])) for piece in pieces]


def number(value: float | None) -> str:
    """A number for people: at most four digits after the point, a dash for none."""
    if value is None:
        return "–"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.4f}".rstrip("0") if abs(value) >= 0.001 else f"{value:.2g}"


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _line(frame: _Frame, points: Sequence[Point], series: int) -> Markup:
    """The line, broken where values are missing; a lone point is a dot."""
    pieces: list[list[str]] = [[]]
    for x, y in points:
        if y is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{_px(frame.x(x))},{_px(frame.y(y))}")
    shapes = Markup()
    for piece in pieces:
        if len(piece) == 1:
            cx, cy = piece[0].split(",")
            shapes += Markup('<circle class="dot s{}" cx="{}" cy="{}" r="3"/>').format(series, cx, cy)
        elif piece:
            shapes += Markup('<polyline class="line s{}" points="{}"/>').format(series, " ".join(piece))
    return shapes


def _axes(frame: _Frame, labels: Sequence[str]) -> list[Markup]:
    parts = []
    for tick in range(_TICKS + 1):
        value = frame.low + (frame.high - frame.low) * tick / _TICKS
        y = _px(frame.y(value))
        parts.append(Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(_LEFT, _WIDTH, y, y))
        text = Markup('<text class="tick end" x="{}" y="{}">{}</text>')
        parts.append(text.format(_LEFT - 6, _px(frame.y(value) + 4), _short(value)))
    low = Markup('<text class="tick" x="{}" y="{}">{}</text>')
    parts.append(low.format(_LEFT, _HEIGHT - 6, labels[0]))
    high = Markup('<text class="tick end" x="{}" y="{}">{}</text>')
    parts.append(high.format(_WIDTH - _RIGHT, _HEIGHT - 6, labels[-1]))
    return parts


def _legend(labels: Sequence[str]) -> list[Markup]:
    if len(labels) < 2:
        return []
    text = Markup('<text class="legend s{}" x="{}" y="{}">{} {}</text>')
    marks = ("—", "- -")
    return [
        text.format(place, _LEFT + 290 * place, 12, marks[place % 2], label[:36])
        for place, label in enumerate(labels)
    ]


def _svg(name: str, title: str, parts: Sequence[Markup]) -> Markup:
    opening = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title">')
    heading = Markup('<title id="{}-title">{}</title>').format(name, title)
    return opening.format(_WIDTH, _HEIGHT, name) + heading + Markup().join(parts) + Markup("</svg>")


def _px(value: float) -> str:
    return f"{value:.1f}"


def _short(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value / 1000:.0f}k"
    return escape(f"{value:.3g}")
