// The dialogs of Health Talk: they keep what was typed until the server has said yes, and take rows by thumb.
frappe.provide("healthtalk");

// Rows of a few fields each, below each other on a telephone and in one line on a desktop. The platform's table
// shows one column on a telephone, and its rows do not open in a dialog.
healthtalk.Rows = class Rows {
	constructor($wrapper, { label, reqd, columns, data, rows = 1 }) {
		this.columns = columns;
		this.lines = [];
		$wrapper.html(`<div class="ht-rows"><label class="control-label ${reqd ? "reqd" : ""}">${healthtalk.esc(label)}</label>
			<div class="ht-rows-body"></div>
			<button type="button" class="btn btn-default btn-sm">${__("Add Row")}</button></div>`);
		this.$body = $wrapper.find(".ht-rows-body");
		$wrapper.find(".ht-rows > button").on("click", () => this.add({}).focus());
		for (const row of data || []) this.add(row);
		while (this.lines.length < rows) this.add({});
	}

	add(row) {
		const $line = $('<div class="ht-row"></div>').appendTo(this.$body);
		const controls = this.columns.map((column) => {
			const control = frappe.ui.form.make_control({ df: { ...column }, parent: $line, render_input: true });
			control.set_value(row[column.fieldname] ?? column.default ?? "");
			control.$wrapper.css("flex-grow", column.columns || 2);
			return control;
		});
		$line.find("textarea").height(50);
		const line = { row, controls, $line };
		this.lines.push(line);
		$(`<button type="button" class="btn btn-default btn-sm ht-remove" aria-label="${__("Remove Row")}"
			title="${__("Remove Row")}">×</button>`)
			.appendTo($line)
			.on("click", () => this.remove(line));
		return { focus: () => controls[0].$input?.focus() };
	}

	remove(line) {
		line.$line.remove();
		this.lines = this.lines.filter((other) => other !== line);
		if (!this.lines.length) this.add({});
	}

	// What was typed; a row in which nobody wrote is none.
	values() {
		const typed = this.lines.map(({ row, controls }) => ({
			...row,
			...Object.fromEntries(controls.map((control) => [control.df.fieldname, control.get_value()])),
		}));
		const written = this.columns.filter((column) => !["Int", "Check"].includes(column.fieldtype));
		return typed.filter((row) => written.some((column) => row[column.fieldname]));
	}
};

// A dialog that stays, with all that was typed, until the server has said yes.
healthtalk.dialog = ({ title, fields, primary_label, submit, secondary_label, secondary, size }) => {
	const tables = {};
	const dialog = new frappe.ui.Dialog({
		title,
		fields: fields.map(healthtalk.dialog_field),
		size,
		primary_action_label: primary_label || title,
		primary_action: (values) => run(submit, values),
		...(secondary ? { secondary_action_label: secondary_label } : {}),
	});
	for (const df of fields.filter((one) => one.columns)) {
		tables[df.fieldname] = new healthtalk.Rows(dialog.fields_dict[df.fieldname].$wrapper, df);
	}
	if (secondary) {
		dialog.set_secondary_action(() => run(secondary, dialog.get_values(true)));
	}
	async function run(what, values) {
		if (dialog.working) return;
		dialog.working = true;
		dialog.disable_primary_action();
		const rows = Object.entries(tables).map(([fieldname, table]) => [fieldname, table.values()]);
		try {
			await what({ ...values, ...Object.fromEntries(rows) }, dialog);
			dialog.hide();
		} catch (error) {
			// the server's sentence is on the screen; what was typed stays here
			if (error instanceof Error) throw error;
		} finally {
			dialog.working = false;
			dialog.enable_primary_action();
		}
	}
	dialog.$wrapper.addClass("ht-dialog");
	dialog.show();
	// low enough that a dialog of several texts fits a window; each can be drawn larger
	dialog.$wrapper.find("textarea").not(".ht-row textarea").height(84);
	return dialog;
};

// Rows have a place of their own; the time zone of the only country where this is used need not be told.
healthtalk.dialog_field = (df) => {
	if (df.columns) return { fieldname: df.fieldname, fieldtype: "HTML" };
	return df.fieldtype === "Datetime" ? { ...df, hide_timezone: 1 } : df;
};
