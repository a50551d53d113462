"""Room on the disk for files, asked for before one is written: half a file would be left otherwise."""

from __future__ import annotations

import shutil

from frappe import _
from frappe.utils import get_files_path

from healthtalk_app.exceptions import DiskFullError, refuse


def require_room(file_size: int | None = None) -> None:
	"""`before_write_file`: refuse a file of so many bytes when the disk of the site's files is full.

	Which of the two folders it goes to the platform does not say, so both must have room.
	"""
	free = min(shutil.disk_usage(get_files_path(is_private=private)).free for private in (0, 1))
	if free < (file_size or 0):
		refuse(
			_("The server has no room for this file. Tell the administrator that the disk is full."),
			error=DiskFullError,
		)
