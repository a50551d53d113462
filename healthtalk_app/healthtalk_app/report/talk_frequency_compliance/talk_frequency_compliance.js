frappe.query_reports["Talk Frequency Compliance"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		healthtalk.figures.select("talk_frequency", __("Talk Frequency"), "Health Unit", ["Two Months", "Quarter"]),
		{ fieldname: "only_missing", fieldtype: "Check", label: __("Only Units That Miss a Talk") },
	],
	onload: healthtalk.figures.onload,

	formatter(value, row, column, data, default_formatter) {
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		if (!data || data.is_total) return shown;
		if (column.fieldname === "held") {
			const given = (name) => frappe.query_report.get_filter_value(name);
			const held = ["between", [given("from_date"), given("to_date")]];
			const route = frappe.utils.generate_route({
				type: "doctype",
				name: "Talk Session",
				doc_view: "List",
				route_options: { unit: data.unit, held_at: JSON.stringify(held) },
			});
			return `<a href="${healthtalk.esc(route)}">${shown}</a>`;
		}
		const late = column.fieldname === "next_due" && data.late;
		return late ? `<span style="color: var(--red-600)">${shown}</span>` : shown;
	},
};
