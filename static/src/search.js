// The one search box, as a combobox: the focus stays in the box, arrows walk the lines, Enter opens the chosen one
// or, when none is chosen, shows the whole list. Without this script the box is a plain form.
const BETWEEN_LETTERS = 150; // ms

export function startSearch() {
  const box = document.getElementById("global-search");
  const results = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  if (!box || !results || !status) return;
  const options = () => [...results.querySelectorAll("[role=option]")];
  let chosen = null;
  let waiting = false; // for lines that answer to what stands in the box now
  let pause;

  const choose = (option) => {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option ?? null;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
    else box.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    results.hidden = !open;
    box.setAttribute("aria-expanded", String(open && options().length > 0));
    if (!open) choose(null);
  };
  const offerAtHand = () => {
    results.replaceChildren();
    status.textContent = "";
    results.dispatchEvent(new Event("at-hand"));
  };

  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", "search-options");

  box.addEventListener("input", () => {
    choose(null);
    clearTimeout(pause);
    waiting = box.value.trim() !== "";
    if (waiting) pause = setTimeout(() => box.dispatchEvent(new Event("ask")), BETWEEN_LETTERS);
    else offerAtHand();
  });
  box.addEventListener("focus", () => {
    if (box.value.trim() === "" && !results.childElementCount) offerAtHand();
    else show(results.childElementCount > 0);
  });
  box.addEventListener("click", () => show(results.childElementCount > 0));

  // An answer to what no longer stands in the box is thrown away, in whatever order answers come.
  results.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target !== results) return;
    const asked = new URL(event.detail.pathInfo.requestPath, location.href);
    const question = event.detail.requestConfig.parameters.q ?? asked.searchParams.get("q") ?? "";
    if (question !== box.value && (question + box.value).trim() !== "") event.detail.shouldSwap = false;
  });
  results.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== results) return;
    waiting = false;
    chosen = null;
    const list = results.querySelector("[role=listbox]");
    if (list) list.id = "search-options";
    options().forEach((option, place) => { option.id = `search-option-${place + 1}`; });
    status.textContent = results.querySelector("[data-status]")?.textContent ?? "";
    show(document.activeElement === box && results.childElementCount > 0);
  });
  for (const failed of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failed, () => { waiting = false; });
  }

  const step = (all, by) => {
    const next = all.indexOf(chosen) + by;
    if (results.hidden) show(true);
    choose(chosen === null && by < 0 ? all.at(-1) : all[next]);
  };
  const keys = {
    ArrowDown: (all) => step(all, 1),
    ArrowUp: (all) => step(all, -1),
    Home: (all) => choose(all[0]),
    End: (all) => choose(all.at(-1)),
    Enter: () => chosen.click(),
    Escape: () => show(false),
  };
  box.addEventListener("keydown", (event) => {
    // While a syllable is open, and for the key that closes it, the keys belong to the input method.
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.key === "Tab") show(false);
    if (!(event.key in keys) || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = event.key.startsWith("Arrow");
    const all = waiting ? [] : options();
    const acts = event.key === "Escape" ? !results.hidden : all.length > 0 && (arrow || chosen !== null);
    if (!acts) return;
    event.preventDefault();
    keys[event.key](all);
  });
  results.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.closest(".shell-search")) show(false);
    });
  }
}
