frappe.query_reports["Matter Ledger"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		healthtalk.figures.choice(healthtalk.figures.MATTERS(), "matters_raised"),
		healthtalk.figures.parts(),
		...healthtalk.figures.matter(),
		{ fieldname: "only_category", fieldtype: "Check", label: __("Without the Categories below It") },
		healthtalk.figures.select("status", __("Status"), "Talk Matter", [
			"Raised",
			"Accepted",
			"Not Accepted",
			"Planned",
			"In Progress",
			"Replied",
			"Evaluated",
			"Closed",
			"Merged",
			"Withdrawn",
		]),
		{ fieldname: "intake", fieldtype: "Check", label: __("Intake Only") },
		...healthtalk.figures.pages(),
	],
	onload: healthtalk.figures.paging,

	formatter(value, row, column, data, default_formatter) {
		if (data && column.fieldname === "name") {
			return `<a href="${frappe.utils.get_form_link("Talk Matter", data.name)}">${healthtalk.esc(value)}</a>`;
		}
		const shown = default_formatter(value, row, column, data);
		const late = ["response_on_time_word", "resolution_on_time_word"].includes(column.fieldname);
		if (!data || !late || data[column.fieldname.replace("_word", "")] !== "Late") return shown;
		return `<span style="color: var(--red-600)">${shown}</span>`;
	},
};
