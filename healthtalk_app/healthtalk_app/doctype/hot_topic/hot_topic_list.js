frappe.listview_settings["Hot Topic"] = {
	add_fields: ["trend", "status", "governance", "unit"],
	hide_name_column: true,
	filters: [["Hot Topic", "status", "=", "Current"]],
	get_indicator(doc) {
		if (doc.status === "Past") return [healthtalk.word("Past", "Hot Topic"), "gray", "status,=,Past"];
		const colours = { New: "blue", Growing: "red", Steady: "orange", Falling: "green" };
		const label = healthtalk.word(doc.trend, "Hot Topic");
		return [doc.governance ? `${label} · ${__("Governed")}` : label, colours[doc.trend], `trend,=,${doc.trend}`];
	},

	onload(list) {
		healthtalk.name_options("Hot Topic");
		if (!frappe.user_roles.includes("Healthtalk Administrator")) return;
		list.page.add_inner_button(__("Look for Topics Now"), async () => {
			const run = await frappe.xcall("healthtalk_app.api.hot_topics.find");
			frappe.set_route("Form", "Background Run", run);
		});
	},
};
