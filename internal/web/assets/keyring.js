// The keys of this browser: Ed25519 keys of WebCrypto in IndexedDB. The private half
// cannot be taken out: the browser keeps it and signs with it. What is written here
// about bytes is OpenSSH's: a key is the length-prefixed strings "ssh-ed25519" and the
// 32 bytes of the public key, a fingerprint the SHA-256 of that.

const utf8 = new TextEncoder();

export const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (b) => String.fromCharCode(b)).join(""));

export const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// fill puts values into the places {0}, {1} … of a message.
export const fill = (text, ...values) => text.replace(/\{(\d)(?::[^}]*)?\}/g, (all, i) => (i in values ? values[i] : all));

export const joined = (...parts) => {
	const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
	let at = 0;
	for (const p of parts) {
		all.set(p, at);
		at += p.length;
	}
	return all;
};

const prefixed = (bytes) => joined(new Uint8Array([0, 0, bytes.length >> 8, bytes.length & 255]), bytes);

const asked = (request) =>
	new Promise((done, failed) => {
		request.onsuccess = () => done(request.result);
		request.onerror = () => failed(request.error);
	});

const store = async (mode) => {
	const opening = indexedDB.open("detente", 1);
	opening.onupgradeneeded = () => opening.result.createObjectStore("keys", { keyPath: "id" });
	return (await asked(opening)).transaction("keys", mode).objectStore("keys");
};

// make makes a key and keeps it.
export const make = async (name) => {
	const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
	const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
	const blob = joined(prefixed(utf8.encode("ssh-ed25519")), prefixed(point));
	const id = "SHA256:" + base64(await crypto.subtle.digest("SHA-256", blob)).replace(/=+$/, "");
	const comment = name.replace(/\s+/g, "-");
	const key = { id, name, line: "ssh-ed25519 " + base64(blob) + " " + comment, made: Date.now(), pair };
	await asked((await store("readwrite")).add(key));
	return key;
};

// keys are all keys of this browser, in the order in which they were made.
export const keys = async () => (await asked((await store("readonly")).getAll())).sort((a, b) => a.made - b.made);

// sign signs the bytes.
export const sign = async (key, bytes) => base64(await crypto.subtle.sign({ name: "Ed25519" }, key.pair.privateKey, bytes));

// choose fills a list of keys to choose from.
export const choose = (select, all) => {
	select.replaceChildren(
		...all.map((k) => {
			const o = document.createElement("option");
			o.value = k.id;
			o.textContent = k.name + " – " + k.id;
			return o;
		}),
	);
};

// ask asks the server, which answers in the language of the page.
export const ask = (address, { headers, ...rest } = {}) =>
	fetch(address, { ...rest, headers: { "Accept-Language": document.documentElement.lang, ...headers } });

// reason is what an answer of the server says, in whole sentences: what does not hold,
// and the next move.
export const reason = async (answer) => {
	const text = (await answer.text()).trim();
	try {
		const said = JSON.parse(text);
		return said.error ? [said.error + ".", said.next].filter(Boolean).join(" ") : text;
	} catch {
		return text || String(answer.status);
	}
};
