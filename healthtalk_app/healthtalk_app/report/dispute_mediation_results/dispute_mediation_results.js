frappe.query_reports["Dispute Mediation Results"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			default: "unit",
			options: [
				{ value: "unit", label: __("Medical Institution", null, "Dispute Mediation") },
				{ value: "department", label: __("Clinical Department", null, "Dispute Mediation") },
				{ value: "channel", label: __("Channel") },
				{ value: "route", label: __("Way of Mediation", null, "Dispute Mediation") },
			],
		},
		healthtalk.figures.select(
			"route",
			__("Way of Mediation", null, "Dispute Mediation"),
			"Dispute Mediation",
			["People's Mediation", "Administrative Mediation"]
		),
		{ fieldname: "department", fieldtype: "Data", label: __("Clinical Department", null, "Dispute Mediation") },
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
