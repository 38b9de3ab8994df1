// Served at /sw.js of each host with KEPT in front (ui/offline.py): the name of this host's store and what lies in it.
// Pages always come from the network, so nothing personal is ever kept. Static files do as well, so they are never old;
// what is kept is used only when there is no signal.

const OFFLINE = "/offline/";
const CHOICES = ["/reading/", "/language/"];
const LANGUAGE = ["lang", "reads"];  // comes along from another host of ours, and is answered with a redirect

self.addEventListener("install", event => {
  event.waitUntil(caches.open(KEPT.name).then(store => store.addAll(KEPT.files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  event.waitUntil(caches.keys()
    .then(names => Promise.all(names.filter(name => name !== KEPT.name).map(name => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", event => {
  const asked = new URL(event.request.url);
  if (event.request.method !== "GET" || asked.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    event.respondWith(page(event, asked));
  } else if (KEPT.files.includes(asked.pathname)) {
    event.respondWith(fetch(event.request).catch(() => kept(asked.pathname)));
  }
});

async function page(event, asked) {
  try {
    const answer = await fetch(event.request);
    // Whoever changes the language or the size of words wants the page without a signal to follow.
    const another = LANGUAGE.some(name => asked.searchParams.has(name));
    if (another || (answer.ok && CHOICES.includes(asked.pathname))) {
      event.waitUntil(caches.open(KEPT.name).then(store => store.add(OFFLINE)).catch(() => undefined));
    }
    return answer;
  } catch {
    return kept(OFFLINE);
  }
}

async function kept(path) {
  const store = await caches.open(KEPT.name);
  return (await store.match(path)) ?? Response.error();
}
