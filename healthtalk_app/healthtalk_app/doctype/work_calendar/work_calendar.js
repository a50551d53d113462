frappe.ui.form.on("Work Calendar", {
	refresh(frm) {
		const warning = frm.doc.__onload?.warning;
		frm.set_intro(warning || "", "orange");
		if (frm.is_new() || !frm.perm[0]?.write) return;
		frm.add_custom_button(__("Load Official Plan"), () => frm.trigger("load_plan"));
		frm.add_custom_button(__("Import Holiday List"), () => frm.trigger("import_list"));
	},

	load_plan(frm) {
		frappe.prompt(
			{
				fieldname: "year",
				fieldtype: "Int",
				label: __("Year"),
				reqd: 1,
				default: frappe.datetime.str_to_obj(frappe.datetime.get_today()).getFullYear(),
				description: __("Days that were entered by hand stay as they are."),
			},
			({ year }) => frm.events.run(frm, "load_published_plan", { year }),
			__("Load Official Plan"),
			__("Load")
		);
	},

	import_list(frm) {
		frappe.prompt(
			{
				fieldname: "holiday_list",
				fieldtype: "Link",
				options: "Holiday List",
				label: __("Holiday List"),
				reqd: 1,
				default: frm.doc.holiday_list,
				description: __(
					"A Holiday List knows no make-up working days: only its days of rest are taken. Check the make-up days afterwards."
				),
			},
			({ holiday_list }) => frm.events.run(frm, "import_holiday_list", { holiday_list }),
			__("Import Holiday List"),
			__("Import", null, "Work Calendar")
		);
	},

	async run(frm, method, args) {
		if (frm.is_dirty()) await frm.save();
		const days = await frappe.xcall(
			`healthtalk_app.healthtalk_app.doctype.work_calendar.work_calendar.${method}`,
			{ calendar: frm.docname, ...args }
		);
		frappe.show_alert({ message: __("{0} days were set.", [days]), indicator: "green" });
		frm.reload_doc();
	},
});
