"""Charts: what is drawn is what the table says, and nothing in a name can act."""

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from services.dashboard.charts import Point, bar_chart, histogram, line_chart, thin
from services.dashboard.run_routes import reward_histogram
from services.dashboard.scales import number, scale, worded


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
    charts = [
        line_chart("c", "t", "x", {"a": [(1.0, 1.0), (2.0, 0.0)]}),
        bar_chart("b", "t", "x", {"0.1": 3}),
        histogram("h", "t", "x", {"0.1": 3}, ["0", "1"]),
    ]
    assert all(not re.search(r"\bstyle=|<style|\bon\w+=", str(chart.svg)) for chart in charts)


def texts(svg: object) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(str(svg)).iter("text")]


def test_axes_have_round_ticks_that_are_written_out_and_inside_the_picture() -> None:
    chart = line_chart("c", "Completions a minute", "minute", {"a": [(0.0, 100.0), (1.0, 2069.0)]})
    assert {"0", "1,000", "2,000", "2,500"} <= set(texts(chart.svg))
    assert not any("e+" in text for text in texts(chart.svg))
    for one in ElementTree.fromstring(str(chart.svg)).iter("text"):
        if "end" in one.attrib["class"]:
            assert float(one.attrib["x"]) >= 6 * len(one.text or "")


@settings(max_examples=50, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_scale_holds_its_values_between_few_ticks(low: float, span: float) -> None:
    found = scale(low, low + span)
    assert found.low <= low + span * 1e-6
    assert found.high >= low + span * (1 - 1e-6)
    assert 2 <= len(found.ticks) <= 8


def test_units_are_those_that_people_read() -> None:
    shown = [worded(2070.0, "number"), worded(0.254, "share"), worded(1.2, "seconds"), worded(0.0305, "seconds")]
    assert shown == ["2,070", "25.4 %", "1.2 s", "30.5 ms"]


def test_every_bar_has_its_name_and_number() -> None:
    chart = bar_chart("b", "Verdicts", "status", {"correct": 2070, "infrastructure_error": 3})
    assert texts(chart.svg) == ["correct", "2,070", "infrastructure_error", "3"]


def test_empty_bins_of_rewards_are_kept_and_the_last_ones_say_that_they_are_open() -> None:
    chart = reward_histogram("r", "Rewards", {0.2: 3, 1.2: 4})
    assert [row[0] for row in chart.rows][:2] == ["0.2 to below 0.3", "0.3 to below 0.4"]
    assert [row[1] for row in chart.rows] == ["3", *["0"] * 9, "4"]
    assert [row[0] for row in reward_histogram("r", "t", {-2.0: 1, 2.0: 1}).rows][::40] == [
        "below -1.9",
        "2.0 and more",
    ]


def test_nothing_to_show_is_still_a_picture() -> None:
    for chart in (
        line_chart("c", "t", "x", {"a": []}),
        bar_chart("b", "t", "x", {}),
        histogram("h", "t", "x", {}, []),
    ):
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
