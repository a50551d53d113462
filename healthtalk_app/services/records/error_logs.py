"""What the platform notes of an error: where it happened, not what the variables held, which may be personal.

It writes the values of all local variables into *Error Log*: the text of a request that could not be read, a
clear telephone number on its way into the vault. Of errors that passed through this app only the frames stay.
"""

from __future__ import annotations

import re
from typing import Any

OURS = "healthtalk_app"
FRAME = re.compile(r'\s*File "')
# as deep as the platform indents the values of variables below the line of code
VALUES = re.compile(r"^ {6,}|^\t{2,}")


def leave_out_values(doc: Any, method: str | None = None) -> None:
	"""`before_insert` of Error Log."""
	if doc.error and OURS in doc.error and "with variables" in doc.error:
		doc.error = frames_of(doc.error)


def frames_of(text: str) -> str:
	"""The frames of a traceback, each with its line of code, and the error itself."""
	kept, lines = [], text.splitlines()
	for place, line in enumerate(lines):
		if FRAME.match(line):
			kept.append(line)
			if place + 1 < len(lines) and not VALUES.match(lines[place + 1]):
				kept.append(lines[place + 1])
	last = next((line for line in reversed(lines) if line.strip()), "")
	return "\n".join([*kept, last.strip()])
