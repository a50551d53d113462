frappe.query_reports["Matter Timeliness"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			options: [
				{ value: "", label: __("All Together") },
				{ value: "unit", label: __("Unit") },
				{ value: "category", label: __("Category") },
				{ value: "regime", label: __("Regime") },
				{ value: "channel", label: __("Channel") },
			],
		},
		...healthtalk.figures.matter(),
	],
	onload: healthtalk.figures.onload,

	formatter(value, row, column, data, default_formatter) {
		const parts = { due: "counted", rate: "counted", met: "met", late: "missed", passed: "counted", days: "counted" };
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		const part = parts[column.fieldname];
		if (!data || !part || value === null || value === undefined) return shown;
		const key = ["passed", "days"].includes(column.fieldname) ? data.days_key : data.rate_key;
		return key ? healthtalk.figures.link(shown, "Matter Ledger", key, part, data) : shown;
	},
};
