// An enhancement only; every page works without it.

// After a form comes back with errors, take the reader (and the screen reader) to the list of them.
document.querySelector("[data-focus]")?.focus();

// Keep the page that helps without a signal. Nothing else is kept, and nothing personal. An address that is nobody's
// has no files of its own, so no manifest either, and nothing to keep.
if (document.querySelector("link[rel=manifest]")) {
  navigator.serviceWorker?.register("/sw.js").catch(() => undefined);
}

// A picture that is too big is told of beside its field, before minutes are spent on sending it.
document.addEventListener("change", ({ target }) => {
  if (!target.dataset.most) return;
  const isTooBig = [...target.files].some(file => file.size > Number(target.dataset.most));
  target.setCustomValidity(isTooBig ? target.dataset.tooBig : "");
  target.reportValidity();
});
document.addEventListener("submit", event => {
  const wrong = [...event.target.elements].find(field => field.dataset.most && !field.checkValidity());
  if (!wrong) return;
  event.preventDefault();
  wrong.reportValidity();
});
