// Everything here is comfort: each page works as plain links and form posts without it.
import { Dropdown, Collapse, Modal } from "@tabler/core/dist/js/tabler.esm.js";
import { guardForms } from "./forms.js";
import { keepDrafts } from "./drafts.js";
import { shieldComposition, advanceBoxes } from "./typing.js";
import { startHtmx } from "./fragments.js";
import { startSearch } from "./search.js";
import { dressSelects } from "./selects.js";
import { helpRegistration } from "./registration.js";
import { helpMeasuring } from "./measures.js";

window.georeum = { Dropdown, Collapse, Modal };
document.documentElement.classList.add("js");

function startNavigation() {
  const toggle = document.querySelector(".nav-toggle");
  const nav = document.querySelector(".shell-nav");
  toggle?.addEventListener("click", () => {
    const open = nav.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  });
}

// Menus are <details>: they open without scripts; with them, Escape and a click elsewhere close them.
function startMenus() {
  const shut = (menu) => { menu.open = false; };
  const open = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) shut(menu); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => { shut(menu); menu.querySelector("summary").focus(); });
  });
}

function startButtons() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
  // What is wrong is read out first; a page that names its first field keeps it.
  if (!document.querySelector("[autofocus]")) document.querySelector("[data-errors]")?.focus();
}

shieldComposition(document);
advanceBoxes(document);
startHtmx();
guardForms();
keepDrafts();
startNavigation();
startMenus();
startSearch();
startButtons();
dressSelects(document);
helpRegistration(document);
helpMeasuring(document);
