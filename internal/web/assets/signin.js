import { ask, base64, bytesOf, choose, fill, keys, reason, sign } from "./keyring.js";

const form = document.getElementById("sign-in");
const said = document.getElementById("said");
const words = form.dataset;
const all = await keys();

const failed = (why) => {
	said.textContent = fill(words.failed, why);
};

const send = (address, body, method = "POST") =>
	ask(address, { method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body) });

// Only a page of this site is gone to: what comes after the sign-in is an address
// without a host.
const next = () => {
	const to = new URL(words.next || `/a/${words.agreement}/`, location.origin);
	location.assign(to.origin === location.origin ? to.href : "/");
};

const attempt = (work) => async (e) => {
	e.preventDefault();
	said.textContent = words.working;
	try {
		await work();
	} catch (err) {
		failed(err.message);
	}
};

const checked = async (answer) => {
	if (!answer.ok) throw new Error(await reason(answer));
	return answer;
};

const withKey = async () => {
	const key = all.find((k) => k.id === form.elements.key.value);
	const { challenge } = await (await checked(await ask("/api/v1/challenge"))).json();
	const text = "detente sign-in\n" + challenge + "\n" + words.agreement;
	const signature = await sign(key, new TextEncoder().encode(text));
	await checked(await send("/api/v1/session", { agreement: words.agreement, key: key.line, signature }));
	next();
};

// The server speaks of bytes as WebAuthn does, in base64url.
const plain = (text) => bytesOf(text.replace(/-/g, "+").replace(/_/g, "/"));
const url = (bytes) => base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const answered = (c) => {
	const r = c.response;
	const out = { id: c.id, rawId: url(c.rawId), type: c.type, response: { clientDataJSON: url(r.clientDataJSON) } };
	for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
		if (r[name]) out.response[name] = url(r[name]);
	}
	return out;
};

const withPasskey = async () => {
	const begun = await (await checked(await send("/api/v1/passkey/sign-in/begin", { agreement: words.agreement }))).json();
	const o = begun.publicKey;
	o.challenge = plain(o.challenge);
	for (const c of o.allowCredentials || []) c.id = plain(c.id);
	const got = await navigator.credentials.get({ publicKey: o });
	await checked(await send("/api/v1/passkey/sign-in/finish", answered(got)));
	next();
};

const addPasskey = async () => {
	const begun = await (await checked(await send("/api/v1/passkey/register/begin", { agreement: words.agreement }))).json();
	const o = begun.publicKey;
	o.challenge = plain(o.challenge);
	o.user.id = plain(o.user.id);
	for (const c of o.excludeCredentials || []) c.id = plain(c.id);
	const made = await navigator.credentials.create({ publicKey: o });
	await checked(await send("/api/v1/passkey/register/finish", answered(made)));
	said.textContent = words.registered;
};

const signOut = async () => {
	await checked(await send("/api/v1/session", undefined, "DELETE"));
	next();
};

choose(form.elements.key, all);
document.getElementById("no-key").hidden = all.length > 0;
form.addEventListener("submit", attempt(withKey));
for (const [id, work] of [["passkey", withPasskey], ["add-passkey", addPasskey], ["sign-out", signOut]]) {
	document.getElementById(id)?.addEventListener("click", attempt(work));
}
document.getElementById("go").disabled = all.length === 0;
