// Gives the page of an inspector back while there is no network: the newest one that came, with its files.
// What is asked of the server by the page itself (/api) is never kept.
const KEPT = "healthtalk-inspect-1";
const PAGE = "/healthtalk/inspect";

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
	const { pathname, origin } = new URL(event.request.url);
	if (event.request.method !== "GET" || origin !== self.location.origin) return;
	if (pathname === PAGE || pathname.startsWith("/assets/healthtalk_app/")) event.respondWith(fresh(event.request));
});

// From the network, else what was kept; a page that leads to the login is no page to keep.
async function fresh(request) {
	const kept = await caches.open(KEPT);
	try {
		const answer = await fetch(request);
		if (answer.ok && !answer.redirected) await kept.put(request, answer.clone());
		return answer;
	} catch (trouble) {
		const found = await kept.match(request, { ignoreSearch: new URL(request.url).pathname === PAGE });
		if (found) return found;
		throw trouble;
	}
}
