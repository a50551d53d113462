// What the page of an inspector keeps on the device: sheets, drafts, sendings under way, photos. Each belongs to
// one person, told apart by `who`, and goes as soon as the server has it.
window.healthtalkStore = (who) => {
	const STORES = ["sheets", "drafts", "sendings", "photos"];
	const opening = new Promise((done, failed) => {
		const asked = indexedDB.open("healthtalk-inspect", 1);
		asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name));
		asked.onsuccess = () => done(asked.result);
		asked.onerror = () => failed(asked.error);
	});

	// One step on one store; the promise is kept once the device has written it.
	async function act(store, mode, step) {
		const base = await opening;
		return new Promise((done, failed) => {
			const work = base.transaction(store, mode);
			const asked = step(work.objectStore(store));
			work.oncomplete = () => done(asked.result);
			work.onerror = work.onabort = () => failed(work.error);
		});
	}

	const key = (...parts) => [who, ...parts].join("|");
	const own = (...parts) => IDBKeyRange.bound(key(...parts, ""), key(...parts, "\uffff"));
	return {
		get: (store, ...parts) => act(store, "readonly", (table) => table.get(key(...parts))),
		all: (store, ...parts) => act(store, "readonly", (table) => table.getAll(own(...parts))),
		put: (store, value, ...parts) => act(store, "readwrite", (table) => table.put(value, key(...parts))),
		drop: (store, ...parts) => act(store, "readwrite", (table) => table.delete(key(...parts))),
	};
};

// 32 hexadecimal digits by lot; also where the page came without encryption.
window.healthtalkKey = () =>
	[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
