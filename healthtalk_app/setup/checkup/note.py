"""What is worth knowing and no fault."""


class Note(str):
	"""A sentence of a check about what a bureau may want so: it is printed, and the check still passes."""
