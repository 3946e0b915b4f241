// Loaded before the first paint: turns "auto" into what the system asks for, so that nothing flashes.
const root = document.documentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const apply = () => {
  const chosen = root.dataset.appearance || "auto";
  root.dataset.bsTheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
};
apply();
dark.addEventListener("change", apply);
// Paper is white, whatever the screen is.
window.addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
window.addEventListener("afterprint", apply);
