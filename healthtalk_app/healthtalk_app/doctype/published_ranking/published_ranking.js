frappe.ui.form.on("Published Ranking", {
	refresh(frm) {
		const head = [__("Place", null, "Unit League Table"), __("Unit"), __("Score"), __("Places Gained")];
		const cell = (value) => `<td>${value === null || value === undefined ? "—" : healthtalk.esc(value)}</td>`;
		const rows = JSON.parse(frm.doc.rows_json || "[]").map(
			(row) => `<tr>${[row.place, row.unit_name, row.score, row.change].map(cell).join("")}</tr>`
		);
		frm.get_field("table_html").$wrapper.html(`<table class="table table-bordered">
			<thead><tr>${head.map((word) => `<th>${word}</th>`).join("")}</tr></thead>
			<tbody>${rows.join("")}</tbody></table>`);
		frm.add_custom_button(__("Open Report"), () =>
			frappe.set_route("query-report", "Unit League Table", { published: frm.doc.name })
		);
	},
});
