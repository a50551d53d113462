frappe.query_reports["Inspection Findings"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			default: "unit",
			options: [
				{ value: "unit", label: __("Inspected Unit", null, "Inspection Feedback") },
				{ value: "domain", label: __("Domain", null, "Inspection Feedback") },
				{ value: "template", label: __("Template", null, "Inspection Feedback") },
				{ value: "kind", label: __("Kind", null, "Inspection Feedback") },
				{ value: "item", label: __("Item", null, "Inspection Finding") },
			],
		},
		healthtalk.figures.select("kind", __("Kind", null, "Inspection Feedback"), "Inspection Feedback", [
			"Regular",
			"Irregular",
			"Open",
			"Mystery",
			"Acceptance",
			"Special",
		]),
		{
			fieldname: "template",
			fieldtype: "Link",
			options: "Inspection Template",
			label: __("Template", null, "Inspection Feedback"),
		},
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
