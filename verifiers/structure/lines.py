"""One straight prismatic member under loads across it: internal forces and deflection as polynomials.

Along x from the start: V' = w, M' = V, θ' = M/EI, v' = θ - V/κGA (Timoshenko 1921; without shear flexibility
Euler and Bernoulli's θ = v'). v and w point along local +y, θ turns counter-clockwise, V is the sum of the forces
along +y before the cut, and a positive M puts the side of -y in tension (sagging).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Polynomial = npt.NDArray[np.float64]
"""Coefficients by rising power of x."""


@dataclass(frozen=True, slots=True)
class Line:
    """Length (m), bending stiffness EI (N m²), shear flexibility 1/κGA (1/N), load w (N/m, local +y)."""

    length: float
    stiffness: float
    flexibility: float = 0.0
    load: tuple[float, float] = (0.0, 0.0)
    """w at the start and at the end; linear between."""

    def fixed_end(self) -> tuple[float, float, float, float]:
        """V and M at the start, V and M at the end, of the member held at both ends under its load."""
        w0, w1 = self.load
        if w0 == 0 == w1:
            return 0.0, 0.0, 0.0, 0.0
        shear, moment, slope, deflection = self.shapes(0.0, 0.0, 0.0, 0.0)
        unit_v = self._without_load().shapes(0.0, 0.0, 1.0, 0.0)
        unit_m = self._without_load().shapes(0.0, 0.0, 0.0, 1.0)
        ends = [[at(unit_v[2], self.length), at(unit_m[2], self.length)]]
        ends.append([at(unit_v[3], self.length), at(unit_m[3], self.length)])
        target = [-at(slope, self.length), -at(deflection, self.length)]
        v0, m0 = np.linalg.solve(np.array(ends), np.array(target))
        return (
            float(v0),
            float(m0),
            float(v0 + at(shear, self.length)),
            float(m0 + at(moment, self.length) + v0 * self.length),
        )

    def shapes(
        self, v: float, theta: float, shear: float, moment: float
    ) -> tuple[Polynomial, Polynomial, Polynomial, Polynomial]:
        """V, M, θ and v along the member, from deflection, rotation, shear force and moment at its start."""
        w0, w1 = self.load
        w = np.array([w0, (w1 - w0) / self.length])
        v_line = integral(w, shear)
        m_line = integral(v_line, moment)
        theta_line = integral(m_line / self.stiffness, theta)
        slope = theta_line.copy()
        slope[: len(v_line)] -= v_line * self.flexibility
        return v_line, m_line, theta_line, integral(slope, v)

    def _without_load(self) -> "Line":
        return Line(self.length, self.stiffness, self.flexibility)


def integral(polynomial: Polynomial, constant: float) -> Polynomial:
    """The antiderivative with that value at 0."""
    powers = np.arange(1, len(polynomial) + 1)
    return np.concatenate(([constant], polynomial / powers))


def at(polynomial: Polynomial, x: float) -> float:
    """The value at x."""
    value = 0.0
    for coefficient in reversed(polynomial):
        value = value * x + float(coefficient)
    return value


def extremes(polynomial: Polynomial, length: float) -> list[tuple[float, float]]:
    """(x, value) at both ends and wherever the derivative is zero between them."""
    derivative = (polynomial * np.arange(len(polynomial)))[1:]
    size = float(np.max(np.abs(derivative) * length ** np.arange(len(derivative)), initial=0.0))
    kept = np.abs(derivative) * length ** np.arange(len(derivative)) > 1e-13 * size if size else derivative != 0
    last = int(np.max(np.nonzero(kept)[0], initial=0)) if size else 0
    inner = []
    if last:
        roots = np.roots(derivative[: last + 1][::-1])
        inner = [float(r.real) for r in roots if abs(r.imag) < 1e-9 * length and 0 < r.real < length]
    return [(x, at(polynomial, x)) for x in (0.0, *sorted(inner), length)]
