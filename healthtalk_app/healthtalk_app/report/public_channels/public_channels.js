frappe.query_reports["Public Channels"] = {
	filters: [...healthtalk.figures.period(), ...healthtalk.figures.unit()],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
