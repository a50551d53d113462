frappe.query_reports["Petition Handling"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{ fieldname: "roll_up", fieldtype: "Check", label: __("Each Unit with Those Below It") },
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			default: "unit",
			options: [
				{ value: "unit", label: __("Unit") },
				{ value: "month", label: __("Month") },
			],
		},
	],
	onload: healthtalk.figures.onload,

	formatter(value, row, column, data, default_formatter) {
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		const wrong = column.fieldtype === "Percent" ? value < 100 : column.metric !== "petitions_raised" && value > 0;
		if (!data || !column.metric || value === null || value === undefined || !wrong) return shown;
		return `<span style="color: var(--red-600)">${shown}</span>`;
	},
};
