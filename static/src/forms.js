// A form goes once: the second press finds its buttons disabled. Leaving a changed form asks first.
const RELEASE_AFTER = 15000; // ms; a download answers without leaving the page

function release(form) {
  delete form.dataset.going;
  form.querySelectorAll("[data-held]").forEach((button) => {
    button.disabled = false;
    button.removeAttribute("data-held");
  });
}

function hold(form, event) {
  if (form.dataset.going) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.going = "yes";
  // Later, so that the pressed button's own name and value are still sent.
  setTimeout(() => {
    if (event.defaultPrevented && !form.matches("[hx-post],[hx-get],[data-hx-post]")) return release(form);
    form.querySelectorAll("button:not([type=button]):not(:disabled),input[type=submit]:not(:disabled)").forEach((button) => {
      button.disabled = true;
      button.dataset.held = "yes";
    });
  });
  setTimeout(() => release(form), RELEASE_AFTER);
}

export function guardForms() {
  let leavingOnPurpose = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.method === "post" || form.matches("[hx-post]")) hold(form, event);
    // Anything but the changed form itself keeps its draft, so leaving loses nothing there either.
    if (!event.defaultPrevented) leavingOnPurpose = true;
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  window.addEventListener("pageshow", () => {
    leavingOnPurpose = false;
    document.querySelectorAll("form[data-going]").forEach(release);
  });
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-guard],[data-keep]")) form.dataset.changed = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leavingOnPurpose && document.querySelector("form[data-changed]")) event.preventDefault();
  });
}
