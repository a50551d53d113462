frappe.query_reports["Bad Rating Call-back"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			...healthtalk.figures.choice([["", __("By Unit")], ...healthtalk.figures.CALL_BACKS()], ""),
			label: __("Whom to List"),
		},
		healthtalk.figures.parts(),
		healthtalk.figures.select("reason", __("Reason"), "Call Back", ["Bad Rating", "Wanted", "Sample"]),
		healthtalk.figures.select("status", __("Status"), "Call Back", ["To Call", "Reached", "Not Reached"]),
		...healthtalk.figures.pages(),
	],
	onload: healthtalk.figures.paging,

	formatter(value, row, column, data, default_formatter) {
		const links = { name: "Call Back", matter: "Talk Matter", rectification: "Rectification" };
		const doctype = links[column.fieldname];
		if (data && doctype && value) {
			return `<a href="${frappe.utils.get_form_link(doctype, value)}">${healthtalk.esc(value)}</a>`;
		}
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		return data && data.overdue && column.fieldname === "due_at"
			? `<span style="color: var(--red-600)">${shown}</span>`
			: shown;
	},
};
