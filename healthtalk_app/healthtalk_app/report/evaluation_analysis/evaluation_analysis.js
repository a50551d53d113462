frappe.query_reports["Evaluation Analysis"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "view",
			fieldtype: "Select",
			label: __("By"),
			default: "unit",
			options: [
				{ value: "unit", label: __("Unit") },
				{ value: "month", label: __("Month") },
				{ value: "level", label: __("Level", null, "Evaluation Analysis") },
				{ value: "item", label: __("Item of the Ballot") },
			],
		},
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
