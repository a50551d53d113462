frappe.ui.form.on("Call Back", {
	refresh(frm) {
		frm.disable_save();
		frm.page.set_indicator(
			healthtalk.word(frm.doc.status, "Call Back"),
			healthtalk.COLOURS[frm.doc.status] || "gray"
		);
		if (!healthtalk.has_role("Unit Officer", "Unit Leader", "Inspector", "Healthtalk Administrator")) return;
		if (frm.doc.status !== "Reached") {
			frm.page.set_primary_action(__("Record a Call"), () => healthtalk.call_dialog(frm));
		}
		frm.add_custom_button(__("Show Telephone"), () => healthtalk.telephone_dialog(frm));
		if (frm.doc.rectification) {
			frm.add_custom_button(__("Rectification"), () =>
				frappe.set_route("Form", "Rectification", frm.doc.rectification)
			);
		}
	},
});

// The call and its script side by side: what is asked stands above where the answers are written.
healthtalk.call_dialog = async (frm) => {
	const parent = "Call Attempt";
	const script = await frappe.xcall("healthtalk_app.api.call_back.script", { name: frm.docname });
	healthtalk.dialog({
		title: __("Record a Call"),
		primary_label: __("Enter", null, "Public Evaluation"),
		fields: [
			{
				fieldtype: "HTML",
				options: `<blockquote style="white-space: pre-line">${healthtalk.esc(script)}</blockquote>`,
			},
			healthtalk.select(
				"result",
				__("Result", null, parent),
				["Reached", "No Answer", "Wrong Number", "Refused"],
				parent,
				{ default: "Reached", reqd: 1 }
			),
			{
				fieldname: "said",
				fieldtype: "Small Text",
				label: __("What Was Said", null, parent),
				mandatory_depends_on: "eval:doc.result==='Reached'",
			},
			healthtalk.select("new_opinion", __("Opinion Now", null, parent), ["", ...healthtalk.LEVELS], parent, {
				depends_on: "eval:doc.result==='Reached'",
				description: __("What the rater thinks now; the rating stands"),
			}),
			{
				fieldname: "called_at",
				fieldtype: "Datetime",
				label: __("When did it happen?"),
				description: __("For paper, telephone or a talk written up afterwards. Empty means now."),
			},
		],
		submit: async ({ result, said, new_opinion, called_at }) => {
			await frappe.xcall("healthtalk_app.api.call_back.record", {
				name: frm.docname,
				result,
				said: said || null,
				new_opinion: (result === "Reached" && new_opinion) || null,
				called_at: called_at || null,
			});
			frappe.show_alert({ message: __("The call is entered."), indicator: "green" });
			await frm.reload_doc();
		},
	});
};

healthtalk.telephone_dialog = (frm) =>
	healthtalk.dialog({
		title: __("Show Telephone"),
		primary_label: __("Open", null, "Identity Access"),
		fields: [
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				default: __("Call-back of a rating"),
				reqd: 1,
				description: __("Your name, the time and this reason stay on record."),
			},
		],
		submit: async ({ reason }) => {
			const found = await frappe.xcall("healthtalk_app.api.call_back.telephone", {
				name: frm.docname,
				reason,
			});
			const shown = [found.name, found.phone].filter(Boolean).map(healthtalk.esc).join(" · ");
			frappe.msgprint({
				title: __("Show Telephone"),
				message: shown || __("No telephone is known of this rater."),
			});
		},
	});
