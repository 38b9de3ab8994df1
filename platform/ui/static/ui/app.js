// An enhancement only; every page works without it.

// After a form comes back with errors, take the reader (and the screen reader) to the list of them.
document.querySelector("[data-focus]")?.focus();
