frappe.ui.form.on("Deadline Rule", {
	setup(frm) {
		frm.set_query("category", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		frm.add_custom_button(__("Show Effect"), () => frm.trigger("show_effect"));
		if (frm.is_new()) return;
		frm.set_intro(
			__("A change applies to what starts afterwards; deadlines that are running stay as they are."),
			"blue"
		);
	},

	// What the term on the screen, saved or not, makes of a start that the administrator types.
	show_effect(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Effect of This Rule"),
			fields: [
				{
					fieldname: "start",
					fieldtype: "Datetime",
					label: __("Starts At"),
					reqd: 1,
					default: frappe.datetime.now_datetime(),
				},
				{ fieldname: "effect", fieldtype: "HTML" },
			],
			primary_action_label: __("Calculate"),
			primary_action: async ({ start }) => {
				const { amount, unit, extension_cap, extension_unit } = frm.doc;
				const effect = await frappe.xcall("healthtalk_app.api.desk.preview_deadline", {
					start,
					amount,
					unit,
					extension_cap: extension_cap || 0,
					extension_unit: extension_unit || null,
				});
				const rows = [
					[__("Due"), effect.due],
					[__("Due with the longest extension"), effect.longest],
				].filter(([, value]) => value);
				dialog.fields_dict.effect.$wrapper.html(
					rows.map(([label, value]) => `<p>${label}: <b>${healthtalk.moment(value)}</b></p>`).join("") +
						(effect.warning ? `<p class="ht-warning">${healthtalk.esc(effect.warning)}</p>` : "")
				);
			},
		});
		dialog.show();
	},
});
