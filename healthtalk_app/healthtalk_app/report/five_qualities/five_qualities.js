frappe.query_reports["Five Qualities"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{ fieldname: "roll_up", fieldtype: "Check", label: __("Each Unit with Those Below It") },
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
