// A page that shows a log follows it: when the log has grown, its main part is fetched
// again and put in place. Where somebody is typing, it only says so.

import { ask } from "./keyring.js";

const main = document.getElementById("main");
const news = document.getElementById("news");

const fresh = async () => {
	const answer = await ask(location.href, { headers: { Accept: "text/html" } });
	if (!answer.ok) throw new Error(String(answer.status));
	return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
};

const update = async () => {
	const focus = main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
	try {
		const next = await fresh();
		main.replaceChildren(...next.childNodes);
		main.dataset.live = next.dataset.live;
		news.textContent = main.dataset.updated;
	} catch {
		news.textContent = main.dataset.stale;
	}
	if (focus) [...main.querySelectorAll("a[href]")].find((a) => a.getAttribute("href") === focus)?.focus();
};

const source = new EventSource(main.dataset.events);
source.addEventListener("head", (e) => {
	if (JSON.parse(e.data).size > Number(main.dataset.live)) update();
});
addEventListener("pagehide", () => source.close());
