frappe.query_reports["Rectification Ledger"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		healthtalk.figures.choice(healthtalk.figures.RECTIFICATIONS(), "rectifications"),
		healthtalk.figures.parts(),
		healthtalk.figures.select("classification", __("Classed As"), "Rectification", [
			"Worried",
			"Inconvenient",
			"Dissatisfied",
		]),
		healthtalk.figures.select("found_through", __("Found Through"), "Rectification", [
			"Bad Rating",
			"Opinion Box",
			"Website Letter",
			"Social Supervisor",
			"Survey",
			"Inspection",
			"Self-check",
			"Asked Superiors",
			"Asked Below",
			"Listened Inside",
			"Visited Outside",
		]),
		healthtalk.figures.select("status", __("Status"), "Rectification", [
			"Open",
			"Plan Filed",
			"Rectifying",
			"Submitted",
			"Ordered Again",
			"Verified",
		]),
		...healthtalk.figures.pages(),
	],
	onload: healthtalk.figures.paging,

	formatter(value, row, column, data, default_formatter) {
		const doctype = { name: "Rectification", matter: "Talk Matter" }[column.fieldname];
		if (data && doctype && value) {
			return `<a href="${frappe.utils.get_form_link(doctype, value)}">${healthtalk.esc(value)}</a>`;
		}
		const shown = default_formatter(value, row, column, data);
		return data && data.overdue && column.fieldname === "rectify_due_at"
			? `<span style="color: var(--red-600)">${shown}</span>`
			: shown;
	},
};
