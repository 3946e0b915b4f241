// Long option lists (<select data-search>) get a box to type into.
import TomSelect from "tom-select/dist/esm/tom-select.complete.js";

export function dressSelects(root) {
  root.querySelectorAll?.("select[data-search]:not(.tomselected)").forEach((select) => {
    const words = document.body.dataset;
    const dressed = new TomSelect(select, {
      maxOptions: 400, // the country has two hundred counties
      refreshThrottle: 0, // otherwise the list opens again behind whoever chose quickly
      allowEmptyOption: true,
      plugins: select.multiple ? { remove_button: { title: words.wordRemove } } : {},
      render: {
        no_results: (_data, escape) => `<div class="no-results">${escape(words.wordNothing ?? "")}</div>`,
      },
    });
    // The label now names the typing box; the select stays for the form and for links to it.
    select.setAttribute("aria-hidden", "true");
    select.addEventListener("focus", () => dressed.focus());
  });
}
