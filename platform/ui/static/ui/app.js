// An enhancement only; every page works without it.

// After a form comes back with errors, take the reader (and the screen reader) to the list of them.
document.querySelector("[data-focus]")?.focus();

// Keep the page that helps without a signal. Nothing else is kept, and nothing personal. An address that is nobody's
// has no files of its own, so no manifest either, and nothing to keep.
if (document.querySelector("link[rel=manifest]")) {
  navigator.serviceWorker?.register("/sw.js").catch(() => undefined);
}
