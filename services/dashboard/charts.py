"""Charts as SVG, each with its numbers as a table. Colours come from the style sheet, by class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import msgspec
from markupsafe import Markup

from services.dashboard.scales import Scale, Unit, inner_ticks, number, scale, worded

Point = tuple[float, float | None]

_WIDTH, _HEIGHT, _BOTTOM, _TOP, _RIGHT = 640, 210, 24, 28, 16
_CHARACTER = 6.6  # width of a digit of the axes' type
_POINTS = 200
_DRAWN = 500  # by the script, where there is one
_ROW = 26
_DASHES = ("—", "- -", "···", "-·-", "– –", "·-·")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and what it shows as rows of text; ``data`` is the same as JSON, for the script that draws it."""

    name: str
    title: str
    svg: Markup
    header: list[str]
    rows: list[list[str]]
    data: str = ""

    @property
    def body(self) -> Markup:
        """The rows of its table. Put together here, for a template takes ten times as long for as many cells."""
        lines = []
        for first, *cells in self.rows:
            rest = "".join(f'<td class="n">{escape(cell)}</td>' for cell in cells)
            lines.append(f'<tr><th scope="row"><bdi>{escape(first)}</bdi></th>{rest}</tr>')
        return Markup("\n".join(lines))  # noqa: S704 - every cell is escaped above


class _Series(msgspec.Struct, frozen=True):
    label: str
    values: list[float | None]


class _Data(msgspec.Struct, frozen=True):
    """What the script that draws charts is given."""

    unit: Unit
    time: bool
    x_name: str
    x: list[float]
    series: list[_Series]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where numbers lie on the picture."""

    left: float
    low_x: float
    high_x: float
    scale: Scale

    def x(self, value: float) -> float:
        return self.left + (_WIDTH - self.left - _RIGHT) * (value - self.low_x) / ((self.high_x - self.low_x) or 1)

    def y(self, value: float) -> float:
        span = (self.scale.high - self.scale.low) or 1
        return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * (value - self.scale.low) / span


def line_chart(
    name: str,
    title: str,
    x_name: str,
    series: Mapping[str, Sequence[Point]],
    *,
    unit: Unit = "number",
    times: Sequence[str] = (),
) -> Chart:
    """Lines over a common x, in one unit. ``times`` are labels of the x values where their numbers say nothing."""
    thinned = {label: thin(points) for label, points in series.items()}
    values = [y for points in thinned.values() for _, y in points if y is not None]
    xs = sorted({x for points in thinned.values() for x, _ in points})
    texts = dict(zip(xs, times, strict=True)) if len(times) == len(xs) else {}
    frame = _framed(xs, values, unit)
    lines = [_line(frame, points, place) for place, points in enumerate(thinned.values())]
    parts = [
        *_grid(frame, unit),
        *_below(frame, _x_labels(xs, texts)),
        *lines,
        *_legend(list(thinned), frame.left),
    ]
    by_x = {label: dict(points) for label, points in thinned.items()}
    rows = [
        [texts.get(x, number(x)), *(worded(by_x[label].get(x), unit) for label in thinned)] for x in reversed(xs)
    ]
    data = _data(x_name, series, unit, has_times=bool(times))
    return Chart(name, title, _svg(name, title, parts), [x_name, *thinned], rows, data)


def histogram(name: str, title: str, x_name: str, bins: Mapping[str, int], edges: Sequence[str]) -> Chart:
    """A bar for each bin, however empty. ``edges`` stand below the bars' left ends, the last at the right end."""
    counts = list(bins.values())
    axis = scale(0, max(counts, default=1) or 1, whole=True)
    frame = _Frame(_margin(axis, "number"), 0, max(len(counts), 1), axis)
    width = frame.x(1) - frame.x(0)
    shapes = [
        Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>').format(
            *(_px(frame.x(place + 0.05)), _px(frame.y(count))),
            *(_px(width * 0.9), _px(frame.y(0) - frame.y(count)), label, number(count)),
        )
        for place, (label, count) in enumerate(bins.items())
    ]
    apart = max(1, -(-len(edges) * 40 // (_WIDTH - int(frame.left))))
    labels = [(float(place), text) for place, text in enumerate(edges) if place % apart == 0]
    svg = _svg(name, title, [*_grid(frame, "number"), *_below(frame, labels), *shapes])
    return Chart(name, title, svg, [x_name, "completions"], [[label, number(n)] for label, n in bins.items()])


def bar_chart(
    name: str,
    title: str,
    x_name: str,
    bars: Mapping[str, int],
    y_name: str = "completions",
) -> Chart:
    """One bar for each label, beside its name and before its number."""
    height = max(1, len(bars)) * _ROW + 8
    left = min(240.0, 16 + _CHARACTER * max((len(label) for label in bars), default=0))
    room = _WIDTH - left - _RIGHT - 70
    highest = max(bars.values(), default=1) or 1
    parts: list[Markup] = []
    for place, (label, count) in enumerate(bars.items()):
        y, width = place * _ROW + 6, max(1.0, room * count / highest) if count else 0.0
        parts += [
            Markup('<text class="tick end" x="{}" y="{}">{}</text>').format(_px(left - 8), y + 14, label[:34]),
            Markup('<rect class="bar" x="{}" y="{}" width="{}" height="18"/>').format(_px(left), y, _px(width)),
            Markup('<text class="tick" x="{}" y="{}">{}</text>').format(
                _px(left + width + 6), y + 14, number(count)
            ),
        ]
    rows = [[label, number(count)] for label, count in bars.items()]
    return Chart(name, title, _svg(name, title, parts, height), [x_name, y_name], rows)


def thin(points: Sequence[Point], most: int = _POINTS) -> list[Point]:
    """At most so many points: neighbours are replaced by their mean."""
    size = -(-len(points) // most) or 1
    pieces = [points[start : start + size] for start in range(0, len(points), size)]
    return [(piece[0][0], _mean([y for _, y in piece if y is not None])) for piece in pieces]


def _data(x_name: str, series: Mapping[str, Sequence[Point]], unit: Unit, *, has_times: bool) -> str:
    points = {label: dict(thin(one, _DRAWN)) for label, one in series.items()}
    xs = sorted({x for one in points.values() for x in one})
    lines = [_Series(label, [_short(one.get(x)) for x in xs]) for label, one in points.items()]
    return msgspec.json.encode(_Data(unit, has_times, x_name, xs, lines)).decode()


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def _framed(xs: Sequence[float], values: Sequence[float], unit: Unit) -> _Frame:
    highest = max(values, default=1.0)
    axis = scale(min([0.0, *values]), highest if highest > 0 else 1.0)
    return _Frame(_margin(axis, unit), xs[0] if xs else 0, xs[-1] if xs else 1, axis)


def _margin(axis: Scale, unit: Unit) -> float:
    """Room for the longest label of the axis."""
    return 14 + _CHARACTER * max(len(worded(tick, unit)) for tick in axis.ticks)


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


def _grid(frame: _Frame, unit: Unit) -> list[Markup]:
    parts = []
    for value in frame.scale.ticks:
        y = _px(frame.y(value))
        line = Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>')
        parts.append(line.format(_px(frame.left), _WIDTH - _RIGHT, y, y))
        text = Markup('<text class="tick end" x="{}" y="{}">{}</text>')
        parts.append(text.format(_px(frame.left - 6), _px(frame.y(value) + 4), worded(value, unit)))
    return parts


def _x_labels(xs: Sequence[float], texts: Mapping[float, str]) -> list[tuple[float, str]]:
    if texts:
        apart = max(1, len(xs) // 6)
        return [(x, texts[x]) for x in xs[::apart]]
    return [(tick, number(tick)) for tick in inner_ticks(xs[0], xs[-1])] if xs else []


def _below(frame: _Frame, labels: Sequence[tuple[float, str]]) -> list[Markup]:
    text = Markup('<text class="tick middle" x="{}" y="{}">{}</text>')
    return [text.format(_px(frame.x(x)), _HEIGHT - 6, label) for x, label in labels]


def _legend(labels: Sequence[str], left: float) -> list[Markup]:
    if len(labels) < 2:
        return []
    text = Markup('<text class="legend s{}" x="{}" y="{}">{} {}</text>')
    room = (_WIDTH - left) / len(labels)
    shown = int(room / _CHARACTER) - 6
    return [
        text.format(place, _px(left + room * place), 12, _DASHES[place % len(_DASHES)], label[:shown])
        for place, label in enumerate(labels)
    ]


def _svg(name: str, title: str, parts: Sequence[Markup], height: int = _HEIGHT) -> Markup:
    opening = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title">')
    heading = Markup('<title id="{}-title">{}</title>').format(name, title)
    return opening.format(_WIDTH, height, name) + heading + Markup().join(parts) + Markup("</svg>")


def _px(value: float) -> str:
    return f"{value:.1f}"
