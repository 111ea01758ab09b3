from assessment.charts.canvas import Canvas, Look
from tests.assessment.charts.gap_samples import page, shapes


def test_a_dashed_line_is_dashed_and_a_solid_one_beside_it_is_not() -> None:
    canvas = Canvas(100)
    canvas.stroke("one", "team", 2, [(10, 20), (90, 20)], dashed=True)
    canvas.stroke("other", "team", 2, [(10, 40), (90, 40)])
    root = page(canvas.figure(60))
    dashed, solid = (p for p in root.iter("path") if "stroke" in p.attrib)
    assert (dashed.attrib["stroke-dasharray"], dashed.attrib["stroke-width"]) == ("6,4", "2")
    assert "stroke-dasharray" not in solid.attrib
    (line,) = shapes(root, "one")
    assert (line.left, line.right, line.y, line.stroke) == (10, 90, 20, "team")


def test_dashes_are_as_long_whatever_the_width_of_the_line() -> None:
    canvas = Canvas(100)
    canvas.stroke("one", "team", 1.8, [(10, 20), (90, 20)], dashed=True)
    (line,) = (p for p in page(canvas.figure(60)).iter("path") if "stroke" in p.attrib)
    assert line.attrib["stroke-dasharray"] == "6,4"


def test_a_polygon_goes_through_its_points_behind_boxes_and_lines() -> None:
    canvas = Canvas(100)
    canvas.box("box", Look("paper"), 10, 10, 20, 20)
    canvas.stroke("line", "team", 1, [(0, 0), (50, 50)])
    canvas.polygon("band", Look("team", opacity=0.18), [(10, 10), (60, 20), (60, 40), (10, 30)])
    root = page(canvas.figure(60))
    (band,) = shapes(root, "band")
    assert (band.left, band.right, band.y, band.height) == (10, 60, 25, 30)
    assert (band.fill, band.opacity) == ("team", 0.18)
    ids = [group.get("id", "") for group in root.iter("g")]
    assert ids.index("g-band-c0") < ids.index("g-box-0") < ids.index("g-line-s0")
