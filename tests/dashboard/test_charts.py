"""Charts: what is drawn is what the table says, and nothing in a name can act."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from services.dashboard.charts import Point, bar_chart, line_chart, number, thin


def test_a_chart_has_all_its_numbers_as_rows_newest_first() -> None:
    chart = line_chart("c", "Rewards", "step", {"a": [(1.0, 0.5), (2.0, None)], "b": [(2.0, 1.25)]})
    assert chart.header == ["step", "a", "b"]
    assert chart.rows == [["2", "–", "1.25"], ["1", "0.5", "–"]]


def test_names_are_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    chart = line_chart("c", hostile, "step", {hostile: [(1.0, 1.0), (2.0, 2.0)], "b": [(1.0, 1.0)]})
    assert "<script" not in chart.svg
    assert ElementTree.fromstring(str(chart.svg)).tag == "svg"


def test_pictures_need_no_style_that_the_policy_forbids() -> None:
    charts = [line_chart("c", "t", "x", {"a": [(1.0, 1.0), (2.0, 0.0)]}), bar_chart("b", "t", "x", {"0.1": 3})]
    assert all(not re.search(r"\bstyle=|<style|\bon\w+=", str(chart.svg)) for chart in charts)


def test_nothing_to_show_is_still_a_picture() -> None:
    for chart in (line_chart("c", "t", "x", {"a": []}), bar_chart("b", "t", "x", {})):
        assert ElementTree.fromstring(str(chart.svg)).tag == "svg"
        assert chart.rows == []


@given(st.lists(st.tuples(st.floats(0, 1e6), st.none() | st.floats(-1e3, 1e3)), max_size=1500))
def test_thinning_keeps_few_points_and_their_range(points: list[Point]) -> None:
    few = thin(points)
    assert len(few) <= 200
    values = [y for _, y in points if y is not None]
    assert all(min(values) - 1e-6 <= y <= max(values) + 1e-6 for _, y in few if y is not None)


def test_numbers_are_short_and_missing_ones_are_no_zero() -> None:
    shown = [number(value) for value in (None, 0.0, 12345.0, 0.25, 1 / 3, 0.00001)]
    assert shown == ["–", "0", "12,345", "0.25", "0.3333", "1e-05"]
