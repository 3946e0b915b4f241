// htmx under a strict content policy: no inline style of its own, no evaluated code, the CSRF token on every write.
import htmx from "htmx.org/dist/htmx.esm.js";
import { dressSelects } from "./selects.js";

function say(id) {
  const template = document.getElementById(id);
  const region = document.getElementById("messages");
  if (!template || !region) return;
  region.replaceChildren(template.content.cloneNode(true));
}

export function startHtmx() {
  Object.assign(htmx.config, {
    includeIndicatorStyles: false,
    allowEval: false,
    allowScriptTags: false,
    selfRequestsOnly: true,
    historyCacheSize: 0, // pages hold patients: nothing of them stays in the browser's storage
    scrollBehavior: "auto",
    attributesToSettle: ["class"], // writing "style" back is what the content security policy forbids
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = document.body.dataset.csrf;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // The session ended: a fragment's place must not be taken by the sign-in page.
    const landed = event.detail.xhr.responseURL;
    if (landed && new URL(landed).pathname === document.body.dataset.signIn) {
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    // A form with errors comes back with 422 and is shown.
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", () => say("message-refused"));
  document.addEventListener("htmx:sendError", () => say("message-offline"));
  document.addEventListener("htmx:afterSwap", (event) => dressSelects(event.target));
}
