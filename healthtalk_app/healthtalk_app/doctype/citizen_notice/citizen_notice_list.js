frappe.listview_settings["Citizen Notice"] = {
	get_indicator(doc) {
		const colours = { Sent: "green", Failed: "red", "Not Sent": "gray", "Handed Over": "blue" };
		return [
			__(doc.status, null, "Citizen Notice"),
			colours[doc.status] || "orange",
			`status,=,${doc.status}`,
		];
	},
};
