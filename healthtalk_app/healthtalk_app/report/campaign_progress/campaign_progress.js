frappe.query_reports["Campaign Progress"] = {
	filters: [
		{ fieldname: "campaign", fieldtype: "Link", options: "Conduct Campaign", label: __("Campaign") },
		{
			fieldname: "view",
			fieldtype: "Select",
			label: __("Show"),
			default: "By Phase",
			options: [
				{ value: "By Phase", label: __("By Phase") },
				{ value: "Five-ones", label: __("Five-ones") },
			],
		},
		{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit and Those Below It") },
		{ fieldname: "roll_up", fieldtype: "Check", label: __("With Units below Each") },
		{
			fieldname: "paper",
			fieldtype: "Select",
			label: __("Paper of the Wall Chart"),
			default: "A3",
			options: ["A3", "A4"],
		},
	],
	tree: false,

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (data.is_total) return `<b>${shown}</b>`;
		if (column.fieldname === "overdue" && value) return `<span style="color: var(--red-600)">${shown}</span>`;
		if (column.fieldname.startsWith("five_") && value === "✗") {
			return `<span style="color: var(--red-600)">${shown}</span>`;
		}
		return shown;
	},
};
