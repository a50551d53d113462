frappe.query_reports["Referral Slip Tracking"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		healthtalk.figures.choice(healthtalk.figures.SLIPS(), "slips_received"),
		healthtalk.figures.parts(),
		healthtalk.figures.select("kind", __("Kind"), "Referral Slip", [
			"Referral",
			"Assignment",
			"Joint Handling",
			"Supervision",
		]),
		healthtalk.figures.select("status", __("Status"), "Referral Slip", [
			"Issued",
			"Signed For",
			"In Progress",
			"Replied",
			"Confirmed",
			"Objected",
			"Withdrawn",
		]),
		healthtalk.figures.select("urgency", __("Urgency"), "Referral Slip", ["Normal", "Urgent", "Very Urgent"]),
		...healthtalk.figures.pages(),
	],
	onload: healthtalk.figures.paging,

	formatter(value, row, column, data, default_formatter) {
		const doctype = { name: "Referral Slip", matter: "Talk Matter" }[column.fieldname];
		if (data && doctype && value) {
			return `<a href="${frappe.utils.get_form_link(doctype, value)}">${healthtalk.esc(value)}</a>`;
		}
		const shown = default_formatter(value, row, column, data);
		return data && data.overdue && column.fieldname === "due"
			? `<span style="color: var(--red-600)">${shown}</span>`
			: shown;
	},
};
