frappe.ui.form.on("Work Summary", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
		frm.set_query("unit", healthtalk.open_units);
	},

	onload(frm) {
		healthtalk.fill_own_unit(frm, "unit");
		if (frm.is_new() && !frm.doc.from_date) healthtalk.last_half_year(frm);
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		const draft = frm.doc.status === "Draft";
		frm.set_df_property("paragraphs", "read_only", draft ? 0 : 1);
		if (frm.is_new()) {
			frm.set_intro(__("Choose unit and period and save: the summary is drafted from the figures."));
			return;
		}
		const stale = (frm.doc.paragraphs || []).filter((row) => row.stale).length;
		if (stale) {
			frm.set_intro(__("{0} of your own paragraphs were written before the figures changed.", [stale]), "orange");
		}
		frm.add_custom_button(__("Word File"), () => {
			const query = new URLSearchParams({ name: frm.docname });
			window.open(`/api/method/healthtalk_app.api.summary.word?${query}`);
		});
		if (!draft || !frm.perm[0]?.write) return;
		frm.add_custom_button(__("Refresh Figures"), async () => {
			if (frm.is_dirty()) await frm.save();
			const done = await frappe.xcall("healthtalk_app.api.summary.refresh", { name: frm.docname });
			frappe.show_alert({
				message: __("{0} sentences changed; your own words stand.", [done.changed]),
				indicator: "green",
			});
			frm.reload_doc();
		});
	},
});

frappe.ui.form.on("Work Summary Paragraph", {
	// own words take the place of what is drafted, unless somebody wants both
	own_words(frm, cdt, cdn) {
		const row = frappe.get_doc(cdt, cdn);
		if (row.own_words && row.shown === "Drafted") {
			frappe.model.set_value(cdt, cdn, "shown", "Own Words");
		}
	},
});

frappe.ui.form.on("Work Summary Figure", {
	form_render(frm, cdt, cdn) {
		const row = frappe.get_doc(cdt, cdn);
		const grid = frm.fields_dict.figures.grid.grid_rows_by_docname[cdn];
		const button = $(`<button type="button" class="btn btn-xs btn-default">${__("Rows behind This Figure")}</button>`);
		button.on("click", async () => {
			const args = { name: frm.docname, figure: row.figure };
			const found = await frappe.xcall("healthtalk_app.api.summary.source", args);
			frappe.route_options = found.route_options;
			frappe.set_route(...found.route);
		});
		grid.grid_form.fields_dict.report.$wrapper.find(".ht-source").remove();
		$('<div class="ht-source"></div>').append(button).appendTo(grid.grid_form.fields_dict.report.$wrapper);
	},
});

// The half of a year that ended last.
healthtalk.last_half_year = (frm) => {
	const [year, month] = frappe.datetime.get_today().split("-").map(Number);
	const half = month > 6 ? [`${year}-01-01`, `${year}-06-30`] : [`${year - 1}-07-01`, `${year - 1}-12-31`];
	frm.set_value({ from_date: half[0], to_date: half[1] });
};
