from healthtalk_app.services.quiet import QuietDocument


class InspectionEntry(QuietDocument):
	# begin: auto-generated types
	# end: auto-generated types
	"""What a telephone has sent once, by its key: so that sending again makes nothing double."""
