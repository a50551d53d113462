"""The layout of the flow chart."""

from dataclasses import asdict

from healthtalk_app.printing.flow import MAX_HEIGHT, WIDTH, draw, main_way
from healthtalk_app.printing.samples import flow_chart


def laid_out(size: str = "ordinary"):
	chart = asdict(flow_chart(size))
	return draw(chart["states"], chart["transitions"])


def state(key: str, **facts) -> dict:
	return {"key": key, "label": key, "arrived_at": None, "current": False, **facts}


def step(source: str, target: str, action: str = "", taken: bool = False) -> dict:
	return {"source": source, "target": target, "action": action, "taken": taken}


def test_the_main_way_is_the_longest_way_forward():
	drawing = laid_out()
	x = min(box.x for box in drawing.boxes)
	main = [box.state["key"] for box in sorted(drawing.boxes, key=lambda box: box.y) if box.x == x]
	assert main == ["Raised", "Accepted", "Planned", "In Progress", "Replied", "Evaluated", "Closed"]


def test_no_box_lies_on_another_and_all_fit_the_page():
	for size in ("ordinary", "longest"):
		drawing = laid_out(size)
		assert drawing.height <= MAX_HEIGHT + 10
		for number, box in enumerate(drawing.boxes):
			assert 0 <= box.x and box.right <= WIDTH
			for other in drawing.boxes[number + 1 :]:
				apart = box.right <= other.x or other.right <= box.x
				assert apart or box.bottom <= other.y or other.bottom <= box.y


def test_a_state_that_only_the_system_reaches_is_left_out_until_the_matter_is_there():
	states = [state("A"), state("B"), state("Merged")]
	assert [box.state["key"] for box in draw(states, [step("A", "B")]).boxes] == ["A", "B"]
	states[2]["current"] = True
	assert "Merged" in [box.state["key"] for box in draw(states, [step("A", "B")]).boxes]


def test_transitions_of_several_roles_are_one_line():
	drawing = draw([state("A"), state("B")], [step("A", "B", "受理"), step("A", "B", "受理", taken=True)])
	assert len(drawing.arrows) == 1
	assert drawing.arrows[0].label == "受理" and drawing.arrows[0].taken


def test_loops_and_unknown_states_do_no_harm():
	drawing = draw([state("A"), state("B")], [step("A", "A"), step("B", "A", "退回"), step("A", "Gone")])
	assert {box.state["key"] for box in drawing.boxes} == {"A", "B"}
	assert draw([], []).boxes == []


def test_all_lines_are_horizontal_or_vertical():
	for arrow in laid_out("longest").arrows:
		for (x1, y1), (x2, y2) in zip(arrow.points, arrow.points[1:], strict=False):
			assert x1 == x2 or abs(y1 - y2) < 0.2


def test_main_way_of_nothing():
	assert main_way([], []) == []
