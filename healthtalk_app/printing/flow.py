"""Lays out the flow chart of a workflow: the main way from top to bottom, side states to the right.

All lengths are millimetres. Lines run at right angles: steps of the main way straight down, skips and returns
through lanes on the left, everything to and from a side state through lanes between the two columns.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WIDTH = 165.0
MAIN_CENTRE, SIDE_CENTRE = 68.0, 141.0
BOX_WIDTH = 46.0
LANE = 6.5
MAX_HEIGHT = 162.0
PITCH, BOX_SHARE = 18.6, 0.6
CHARACTER = 3.2

Point = tuple[float, float]


@dataclass
class Box:
	"""One state, as a rectangle with its upper left corner."""

	state: Mapping[str, Any]
	x: float
	y: float
	width: float
	height: float

	@property
	def middle(self) -> float:
		return self.y + self.height / 2

	@property
	def right(self) -> float:
		return self.x + self.width

	@property
	def bottom(self) -> float:
		return self.y + self.height


@dataclass
class Arrow:
	"""One transition as a polyline ending in a head; `label` stands at `at`, downwards if `upright`."""

	points: list[Point]
	taken: bool
	label: str = ""
	at: Point = (0.0, 0.0)
	upright: bool = False

	@property
	def line(self) -> str:
		return " ".join(f"{x:.2f},{y:.2f}" for x, y in self.points)

	@property
	def head(self) -> str:
		"""The triangle at the end, in the direction of the last stretch."""
		(fx, fy), (x, y) = self.points[-2:]
		back, half = 2.2, 0.95
		if abs(y - fy) > abs(x - fx):
			tail = y - back if y > fy else y + back
			corners = [(x, y), (x - half, tail), (x + half, tail)]
		else:
			tail = x - back if x > fx else x + back
			corners = [(x, y), (tail, y - half), (tail, y + half)]
		return " ".join(f"{cx:.2f},{cy:.2f}" for cx, cy in corners)


@dataclass
class Drawing:
	"""The finished chart."""

	width: float = WIDTH
	height: float = 0.0
	boxes: list[Box] = field(default_factory=list)
	arrows: list[Arrow] = field(default_factory=list)


@dataclass
class Edge:
	"""All transitions between two states, drawn as one line."""

	source: str
	target: str
	actions: list[str]
	taken: bool


def draw(states: Sequence[Mapping[str, Any]], transitions: Sequence[Mapping[str, Any]]) -> Drawing:
	"""The chart of these states (in the workflow's order) and transitions (contexts.FlowState, FlowTransition
	as dicts). Transitions to or from a state that is not listed are left out, and so are states to which
	nothing leads (what only the system does), unless the matter is or was there."""
	keys = [state["key"] for state in states]
	edges = _edges(keys, transitions)
	joined = {key for edge in edges for key in (edge.source, edge.target)}
	states = [state for state in states if state["key"] in joined or state["arrived_at"] or state["current"]]
	keys = [state["key"] for state in states]
	main = main_way(keys, edges)
	boxes = _boxes(states, main, edges)
	arrows = _main_arrows(main, boxes, edges) + _side_arrows(main, boxes, edges)
	height = max((box.bottom for box in boxes.values()), default=0.0) + 2
	return Drawing(WIDTH, height, list(boxes.values()), arrows)


def main_way(keys: Sequence[str], edges: Sequence[Edge]) -> list[str]:
	"""The longest way forward from the first state, in the workflow's order of states."""
	place = {key: number for number, key in enumerate(keys)}
	onward = defaultdict(list)
	for edge in edges:
		if place[edge.source] < place[edge.target]:
			onward[edge.source].append(edge.target)
	best: dict[str, list[str]] = {}
	for key in reversed(keys):
		rest = max((best[target] for target in sorted(onward[key], key=place.get)), key=len, default=[])
		best[key] = [key, *rest]
	return best[keys[0]] if keys else []


def _edges(keys: Sequence[str], transitions: Sequence[Mapping[str, Any]]) -> list[Edge]:
	merged: dict[tuple[str, str], Edge] = {}
	for step in transitions:
		pair = (step["source"], step["target"])
		if not set(pair) <= set(keys) or pair[0] == pair[1]:
			continue
		edge = merged.setdefault(pair, Edge(*pair, [], False))
		edge.taken = edge.taken or bool(step["taken"])
		if step["action"] and step["action"] not in edge.actions:
			edge.actions.append(step["action"])
	return list(merged.values())


def _boxes(states: Sequence[Mapping[str, Any]], main: list[str], edges: list[Edge]) -> dict[str, Box]:
	"""Main states under each other; a side state beside the states that lead to it, never on another."""
	rows = {key: float(row) for row, key in enumerate(main)}
	side = [state["key"] for state in states if state["key"] not in rows]
	taken: list[float] = []
	for key in side:
		wanted = [rows[edge.source] for edge in edges if edge.target == key and edge.source in main]
		row = sum(wanted) / len(wanted) if wanted else len(taken)
		while any(abs(row - other) < 0.95 for other in taken):
			row += 0.25
		taken.append(row)
		rows[key] = row
	pitch = min(PITCH, MAX_HEIGHT / (max(rows.values(), default=0) + BOX_SHARE))
	height = pitch * BOX_SHARE
	boxes = {}
	for state in states:
		centre = MAIN_CENTRE if state["key"] in main else SIDE_CENTRE
		boxes[state["key"]] = Box(
			state, centre - BOX_WIDTH / 2, rows[state["key"]] * pitch, BOX_WIDTH, height
		)
	return boxes


def _main_arrows(main: list[str], boxes: dict[str, Box], edges: list[Edge]) -> list[Arrow]:
	place = {key: number for number, key in enumerate(main)}
	arrows, lanes = [], []
	between = [edge for edge in edges if edge.source in place and edge.target in place]
	for edge in sorted(between, key=lambda edge: abs(place[edge.target] - place[edge.source])):
		source, target = boxes[edge.source], boxes[edge.target]
		label = "／".join(edge.actions)
		if place[edge.target] == place[edge.source] + 1:
			points = [(MAIN_CENTRE, source.bottom), (MAIN_CENTRE, target.y)]
			arrows.append(Arrow(points, edge.taken, label, (MAIN_CENTRE + 2, (source.bottom + target.y) / 2)))
			continue
		lane = _free_lane(lanes, source.middle, target.middle)
		x = source.x - 5 - lane * LANE
		# Lines that leave a box start below its middle, lines that arrive end above it.
		start, end = source.middle + source.height * 0.22, target.middle - target.height * 0.22
		points = [(source.x, start), (x, start), (x, end), (target.x, end)]
		arrows.append(Arrow(points, edge.taken, label, (x, (start + end) / 2), upright=True))
	return arrows


def _side_arrows(main: list[str], boxes: dict[str, Box], edges: list[Edge]) -> list[Arrow]:
	"""Lines between the columns. All lines into the same state share one lane, like a bus."""
	groups: dict[str, list[Edge]] = defaultdict(list)
	for edge in edges:
		if edge.source not in main or edge.target not in main:
			groups[edge.target].append(edge)
	left, right = MAIN_CENTRE + BOX_WIDTH / 2, SIDE_CENTRE - BOX_WIDTH / 2
	step = min(LANE, (right - left) * 0.55 / max(len(groups), 1))
	arrows = []
	ordered = sorted(groups.items(), key=lambda item: boxes[item[0]].middle)
	for number, (_key, group) in enumerate(ordered):
		# Every group leaves and enters at a height of its own, so that lines never lie on each other.
		share = (number + 1) / (len(groups) + 1) - 0.5
		lane = left + 3 + number * step
		arrows += [_side_arrow(edge, boxes, lane, share * 0.8, edge is group[0]) for edge in group]
	return arrows


def _side_arrow(edge: Edge, boxes: dict[str, Box], lane: float, share: float, labelled: bool) -> Arrow:
	source, target = boxes[edge.source], boxes[edge.target]
	start, end = source.middle + share * source.height, target.middle + share * target.height
	label = "／".join(edge.actions) if labelled else ""
	width = CHARACTER * len(label)
	if source.x == target.x:
		lane = source.x - 4
		points = [(source.x, start), (lane, start), (lane, end), (target.x, end)]
		return Arrow(points, edge.taken, label, (lane, (start + end) / 2), upright=True)
	forward = source.x < target.x
	out, into = (source.right, target.x) if forward else (source.x, target.right)
	points = (
		[(out, start), (into, end)]
		if abs(start - end) < 0.1
		else [(out, start), (lane, start), (lane, end), (into, end)]
	)
	# each label stands where its line arrives
	at = (target.x - width - 3, end - 2.2) if forward else (target.right + 3, end - 2.2)
	return Arrow(points, edge.taken, label, at)


def _free_lane(lanes: list[list[tuple[float, float]]], start: float, end: float) -> int:
	"""The innermost lane where no other line runs between these heights; it is then taken."""
	low, high = min(start, end), max(start, end)
	for number, used in enumerate(lanes):
		if all(high < other_low or low > other_high for other_low, other_high in used):
			used.append((low, high))
			return number
	lanes.append([(low, high)])
	return len(lanes) - 1
