frappe.query_reports["Talk Plan"] = {
	filters: [
		{
			fieldname: "year",
			fieldtype: "Int",
			label: __("Year"),
			default: frappe.datetime.str_to_obj(frappe.datetime.get_today()).getFullYear(),
			reqd: 1,
		},
		{
			fieldname: "talk_frequency",
			fieldtype: "Select",
			label: __("Talk Frequency"),
			options: [
				{ value: "Two Months", label: __("Two Months", null, "Health Unit") },
				{ value: "Quarter", label: __("Quarter", null, "Health Unit") },
			],
			default: "Two Months",
			reqd: 1,
		},
		{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit and Those Below It") },
		{ fieldname: "only_gaps", fieldtype: "Check", label: __("Only Gaps") },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (column.fieldname === "unit_name") {
			return `<a href="${frappe.utils.get_form_link("Health Unit", data.unit)}">${healthtalk.esc(value)}</a>`;
		}
		if (column.fieldname.startsWith("window_")) {
			const text = cstr(value);
			const bad = text.includes(__("Missing", null, "Talk Plan")) || text.includes(__("Nothing planned"));
			return `<span title="${healthtalk.esc(text)}"
				style="${bad ? "color: var(--red-600)" : ""}">${healthtalk.esc(text)}</span>`;
		}
		return shown;
	},
};
