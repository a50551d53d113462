frappe.query_reports["Accountability and Joint Liability"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			default: "unit",
			options: [
				{ value: "unit", label: __("Unit", null, "Accountability Record") },
				{ value: "ground", label: __("Ground", null, "Accountability Record") },
				{ value: "measure", label: __("Measure", null, "Accountability Record") },
			],
		},
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
