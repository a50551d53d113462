frappe.query_reports["Satisfaction Survey Results"] = {
	filters: [
		{
			fieldname: "survey",
			fieldtype: "Link",
			options: "Satisfaction Survey",
			label: __("Survey"),
		},
		{
			fieldname: "view",
			fieldtype: "Select",
			label: __("Show"),
			options: [
				{ value: "By Unit", label: __("By Unit") },
				{ value: "By Question", label: __("By Question") },
			],
			default: "By Unit",
		},
		{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit") },
	],
};
