frappe.query_reports["Returned Figures"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			default: "figure",
			options: [
				{ value: "figure", label: __("Figure") },
				{ value: "unit", label: __("Unit") },
				{ value: "period", label: __("Period") },
			],
		},
		{ fieldname: "campaign", fieldtype: "Link", options: "Conduct Campaign", label: __("Campaign") },
		{ fieldname: "figure_class", fieldtype: "Data", label: __("Class", null, "Unit Task Value") },
		{ fieldname: "figure", fieldtype: "Data", label: __("Figure") },
	],
};
