// Passkeys need a script: the browser is asked for one, and its answer is sent with an ordinary form.
// A form says what it wants: data-passkey="get" (prove it is me) or "create" (make one), and data-options, the address
// that tells what to ask for. It stays hidden where the browser knows no passkeys.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (known) => known.map((each) => ({ ...each, id: bytes(each.id) }));

/** What the server wrote as text, as the browser wants it. */
function asked(kind, { publicKey }) {
  const wish = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (kind === "create") {
    wish.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    wish.excludeCredentials = withBytes(publicKey.excludeCredentials ?? []);
  } else {
    wish.allowCredentials = withBytes(publicKey.allowCredentials ?? []);
  }
  return { publicKey: wish };
}

/** What the browser answered, as text. */
function answered(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    said.attestationObject = text(response.attestationObject);
    said.transports = response.getTransports?.() ?? [];
  } else {
    said.authenticatorData = text(response.authenticatorData);
    said.signature = text(response.signature);
    if (response.userHandle) said.userHandle = text(response.userHandle);
  }
  const clientExtensionResults = credential.getClientExtensionResults();
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said, clientExtensionResults };
}

async function ask(form) {
  const reply = await fetch(form.dataset.options, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!reply.ok || reply.redirected) throw new Error("no options");
  const wish = asked(form.dataset.passkey, await reply.json());
  return form.dataset.passkey === "create" ? navigator.credentials.create(wish) : navigator.credentials.get(wish);
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const failed = form.querySelector("[data-failed]");
  failed.hidden = true;
  form.querySelector("[type=submit]").disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(answered(await ask(form)));
    form.submit();
  } catch {
    // Somebody closed the window, or has no passkey here: both are said alike, and nothing is lost.
    failed.hidden = false;
    failed.focus();
    form.querySelector("[type=submit]").disabled = false;
  }
}

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
  for (const sorry of document.querySelectorAll("[data-without-passkeys]")) sorry.hidden = true;
}
