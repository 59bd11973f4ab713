import re
from xml.etree import ElementTree

import pytest

from patentgpt_jax.reporting.svg import MAX_POINTS, Reference, Rows, Series, heat_class, heat_map, line_plot


def elements(svg: str, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(tag))


def points(polyline: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+),([-\d.]+)", polyline.get("points", ""))]


def test_a_falling_curve_goes_from_the_top_left_to_the_bottom_right() -> None:
    svg = line_plot([Series("train", [(0, 4.0), (10, 3.0), (20, 1.0)])], label="loss")
    (line,) = elements(svg, "polyline")
    (x0, y0), (x1, y1), (x2, y2) = points(line)
    assert x1 - x0 == x2 - x1 > 0
    assert (y2 - y1) == pytest.approx(2 * (y1 - y0), abs=0.2) and y1 > y0


def test_a_long_noisy_curve_is_thinned_and_smoothed() -> None:
    noisy = [(step, 2 + step % 2) for step in range(100_000)]
    raw, smoothed = elements(line_plot([Series("train", noisy, noisy=True)], label="loss"), "polyline")
    assert 0.9 * MAX_POINTS < len(points(raw)) <= MAX_POINTS
    assert len(points(smoothed)) <= MAX_POINTS
    heights = [y for _, y in points(smoothed)[1:]]
    assert max(heights) - min(heights) < 0.1 * (
        max(y for _, y in points(raw)) - min(y for _, y in points(raw))
    )


def test_the_pointer_is_told_exact_values() -> None:
    evaluation = Series("<held out>", [(0, 9.0), (50, 2.5)], 1, marked=True)
    svg = line_plot([Series("train", [(step, 3.0) for step in range(51)]), evaluation], label="loss")
    titles = [title.text for title in elements(svg, "title")]
    assert "step 50: <held out> 2.500" in titles
    assert "step 50\ntrain 3.000\n<held out> 2.500" in titles
    assert len(elements(svg, "circle")) == 2


def test_one_point_is_drawn_as_a_point() -> None:
    svg = line_plot([Series("train", [(7, 3.25)])], label="loss")
    (circle,) = elements(svg, "circle")
    assert "step 7: train 3.250" in [title.text for title in circle]


def test_a_reference_line_is_on_the_axis_even_below_the_curve() -> None:
    series = [Series("english", [(0, 3.0), (9, 2.0)])]
    svg = line_plot(series, label="bits", references=[Reference(1.0, "xz -9e")])
    (line,) = (each for each in elements(svg, "line") if each.get("class") == "reference")
    ticks = [float(each.get("y1", "nan")) for each in elements(svg, "line") if each.get("class") == "grid"]
    assert (
        max(y for _, y in points(elements(svg, "polyline")[0])) < float(line.get("y1", "nan")) <= max(ticks)
    )
    assert "xz -9e" in [text.text for text in elements(svg, "text")]


def test_a_heat_map_has_a_cell_for_each_value() -> None:
    groups = [
        Rows("layer 0", ["0", "1"], [[1.0, 0.1, 1.0], [1.0, 9.0, 1.0]]),
        Rows("layer 1", ["0", "1"], [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]),
    ]
    svg = heat_map(
        groups,
        ["10", "20", "30"],
        label="load",
        column_name="step",
        title=lambda group, row, column: f"{group}.{row}.{column}",
    )
    cells = elements(svg, "path")
    assert len(cells) == 2 * 2 * 3
    classes = {cell[0].text: cell.get("class") for cell in cells}
    assert (classes["0.0.1"], classes["0.1.1"], classes["1.1.2"]) == ("h0", "h8", "h4")


@pytest.mark.parametrize(("ratio", "expected"), [(0.0, 0), (0.3, 1), (1.0, 4), (1.3, 5), (3.0, 7), (64.0, 8)])
def test_heat_classes(ratio: float, expected: int) -> None:
    assert heat_class(ratio) == expected
