const UNDER_WAY = ["Waiting", "Running"];
const EVERY = 4000;
const SILENT_MINUTES = 3;

frappe.ui.form.on("Background Run", {
	refresh(frm) {
		frm.disable_save();
		frm.events.show_progress(frm);
		frm.events.show_counts(frm);
		frm.events.add_buttons(frm);
		frm.events.watch(frm);
	},

	show_progress(frm) {
		const { status, progress, rows_done, rows_total } = frm.doc;
		frm.dashboard.clear_headline();
		if (UNDER_WAY.includes(status)) {
			const done = rows_total ? __("{0} of {1} rows", [rows_done, rows_total]) : __("Waiting for a worker");
			frm.dashboard.show_progress(__("Progress"), progress || 0, done);
		} else if (status === "Failed") {
			frm.dashboard.set_headline_alert(frappe.utils.escape_html(frm.doc.message || ""), "red");
		}
	},

	// What became of the rows, each number leading to the rows.
	show_counts(frm) {
		const counts = JSON.parse(frm.doc.counts || "{}");
		const lines = [
			["read", __("Read"), {}],
			["created", __("Created", null, "Import Row"), { result: "Created" }],
			["updated", __("Updated", null, "Import Row"), { result: "Updated" }],
			["duplicates", __("Duplicate", null, "Import Row"), { result: "Duplicate" }],
			["rejected", __("Rejected", null, "Import Row"), { result: "Rejected" }],
			["placed", __("With a Category"), { is_placed: 1 }],
			["not_placed", __("At Intake, without a Category"), { is_placed: 0, result: "Created" }],
			["similar", __("Much Like Another", null, "Import Row"), { is_similar: 1 }],
			["without_deadline", __("Without a Deadline", null, "Import Row"), { has_no_deadline: 1 }],
			["erased", __("Identities Erased")],
			["failed", __("Failed", null, "Background Run")],
		];
		(frm.dashboard.stats_area_row || $()).empty();
		lines
			.filter(([key]) => counts[key] !== undefined)
			.forEach(([key, label, filters]) => {
				const indicator = frm.dashboard.add_indicator(`${label}: ${counts[key]}`, counts[key] ? "blue" : "gray");
				if (!filters) return;
				indicator.css("cursor", "pointer").on("click", () => {
					frappe.set_route("List", "Import Row", { run: frm.docname, ...filters });
				});
			});
	},

	add_buttons(frm) {
		const { status, dry_run, source_file, alive_at } = frm.doc;
		const silent = moment().diff(frappe.datetime.str_to_obj(alive_at), "minutes") >= SILENT_MINUTES;
		if (source_file && (status === "Failed" || (UNDER_WAY.includes(status) && silent))) {
			frm.add_custom_button(__("Go On"), async () => {
				await frappe.xcall("healthtalk_app.api.intake.resume", { run: frm.docname });
				frm.reload_doc();
			}).addClass("btn-primary");
		}
		if (!frm.doc.rows_done) return;
		frm.add_custom_button(__("Download Results"), () =>
			window.open(
				`/api/method/healthtalk_app.api.intake.results?run=${encodeURIComponent(frm.docname)}`
			)
		);
		if (!dry_run) {
			frm.add_custom_button(__("Show Matters"), () =>
				frappe.set_route("List", "Talk Matter", { source_run: frm.docname })
			);
		}
	},

	// A worker tells how far it is; where nothing reaches the browser, it asks.
	watch(frm) {
		clearTimeout(frm.healthtalk_watch);
		if (!UNDER_WAY.includes(frm.doc.status)) return;
		frm.healthtalk_watch = setTimeout(() => {
			if (cur_frm === frm) frm.reload_doc();
		}, EVERY);
	},
});
