"""What all forms share: the head, tick boxes, signatures."""

from dataclasses import dataclass, field
from datetime import date, datetime

When = date | datetime | str | None

RATING_LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]


@dataclass
class Choice:
	"""A row of tick boxes: every option is printed, the chosen ones ticked."""

	options: list[str] = field(default_factory=list)
	chosen: list[str] = field(default_factory=list)


@dataclass
class Opinion:
	"""What somebody wrote and signed: an opinion, an instruction, a receipt, a result.

	`person` is printed where the signature goes; leave it empty for a signature by hand.
	"""

	text: str = ""
	unit: str = ""
	person: str = ""
	signed_on: When = None


@dataclass
class Paper:
	"""What every form has: the red head, the title, the number, the notes at the foot, and the link of its
	QR code. `desk_url` opens the document in the desk; it never carries a code of the public."""

	issuer: str = ""
	title: str = ""
	number: str = ""
	notes: list[str] = field(default_factory=list)
	desk_url: str = ""
