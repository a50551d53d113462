// Below the head of a matter: open matters much like it, with merging at hand, its hot topics, and the matters
// that a governance task deals with.
frappe.provide("healthtalk");

healthtalk.Similar = class Similar {
	static show(frm) {
		frm.healthtalk_similar ||= new Similar(frm);
		frm.healthtalk_similar.refresh();
	}

	constructor(frm) {
		this.frm = frm;
		this.$wrapper = $('<section class="ht-similar" aria-live="polite"></section>');
		frm.layout.wrapper.find(".ht-panel").after(this.$wrapper);
		this.$wrapper.on("click", "[data-merge]", (e) => this.merge($(e.currentTarget).attr("data-merge")));
	}

	async refresh() {
		const { frm } = this;
		const { docname } = frm;
		if (frm.is_new() || frm.doc.is_accusation || this.shown !== docname) this.show("");
		if (frm.is_new() || frm.doc.is_accusation) return;
		const found = await frappe.xcall("healthtalk_app.api.matter.similar", { name: docname }).catch(() => null);
		if (!found || frm.docname !== docname) return;
		this.found = found;
		this.shown = docname;
		this.show([
			this.group(__("Similar Matters"), found.similar.map((row) => this.line(row, this.merge_button(row)))),
			this.group(__("Hot Topics"), found.topics.map((row) => this.topic(row))),
			this.group(__("Matters of This Governance Task"), found.governed.map((row) => this.line(row, ""))),
		].join(""));
	}

	// What has not changed stays in its place.
	show(html) {
		if (html === this.html) return;
		this.html = html;
		this.$wrapper.html(html).toggle(Boolean(html));
	}

	group(title, lines) {
		if (!lines.length) return "";
		return `<details ${frappe.is_mobile() ? "" : "open"}>
			<summary>${healthtalk.esc(title)} <span class="text-muted">${lines.length}</span></summary>
			<ul>${lines.join("")}</ul></details>`;
	}

	line(row, more) {
		const facts = [row.number, row.unit_name, healthtalk.moment(row.raised_at, false)].filter(Boolean).join(" · ");
		const alike = row.likeness ? `<b>${row.likeness}%</b> ` : "";
		return `<li>${alike}${frappe.utils.get_form_link("Talk Matter", row.name, true, healthtalk.esc(row.subject))}
			<span class="text-muted">${healthtalk.esc(facts)} · ${healthtalk.esc(
				healthtalk.word(row.status, "Talk Matter")
			)}</span> ${more}</li>`;
	}

	topic(row) {
		const facts = __("{0} people", [row.people]);
		return `<li>${frappe.utils.get_form_link("Hot Topic", row.name, true, healthtalk.esc(row.title))}
			<span class="text-muted">${healthtalk.word(row.trend, "Hot Topic")} · ${facts}</span></li>`;
	}

	merge_button(row) {
		if (!this.found.can_merge) return "";
		return `<button class="btn btn-default btn-xs" data-merge="${healthtalk.esc(row.name)}">
			${__("Merge into This")}</button>`;
	}

	merge(into) {
		const row = this.found.similar.find((one) => one.name === into);
		const asked = __("This matter becomes a duplicate of {0}. It can be undone for some days.", [
			healthtalk.esc(row.subject),
		]);
		frappe.confirm(asked, async () => {
			await frappe.xcall("healthtalk_app.api.matter.merge", { name: this.frm.docname, into });
			await this.frm.reload_doc();
		});
	}
};
