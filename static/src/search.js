// The one search box: arrows walk the results, Escape closes them.
export function startSearch() {
  const box = document.getElementById("global-search");
  const results = document.getElementById("search-results");
  if (!box || !results) return;
  const links = () => [...results.querySelectorAll("a[href]")];
  const close = () => { results.hidden = true; };
  box.addEventListener("input", () => {
    results.hidden = false;
    if (box.value.trim() === "") results.replaceChildren();
  });
  box.addEventListener("focus", () => { results.hidden = false; });
  box.closest("form").addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      box.focus();
      close();
    } else if (event.key === "ArrowDown" && all.length) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (all[at - 1] ?? box).focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".shell-search")) close();
  });
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest(".shell-search")) close();
  });
}
