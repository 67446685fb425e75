import { fill, keys, make } from "./keyring.js";

const form = document.getElementById("make");
const shown = document.getElementById("keys");
const said = document.getElementById("said");

const element = (name, text) => {
	const e = document.createElement(name);
	e.textContent = text;
	return e;
};

const copier = (key) => {
	const b = element("button", shown.dataset.copy);
	b.type = "button";
	b.className = "plain";
	b.setAttribute("aria-label", shown.dataset.copy + ": " + key.name);
	b.addEventListener("click", async () => {
		await navigator.clipboard.writeText(key.line);
		said.textContent = shown.dataset.copied;
	});
	return b;
};

const show = async () => {
	const all = await keys();
	document.getElementById("no-key").hidden = all.length > 0;
	shown.replaceChildren(
		...all.map((key) => {
			const card = document.createElement("article");
			const list = document.createElement("dl");
			for (const [name, value] of [[shown.dataset.line, key.line], [shown.dataset.fingerprint, key.id]]) {
				const d = document.createElement("dd");
				d.append(element("code", value));
				list.append(element("dt", name), d);
			}
			card.append(element("h3", key.name), list, copier(key));
			return card;
		}),
	);
};

form.addEventListener("submit", async (e) => {
	e.preventDefault();
	try {
		await make(form.elements.name.value.trim());
		form.reset();
		said.textContent = "";
	} catch (err) {
		said.textContent = fill(form.dataset.failed, err.message);
	}
	await show();
});

await show();
form.querySelector("button").disabled = false;
