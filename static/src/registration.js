// Choosing a county (its key is "province/county") chooses its province; folded fields that hold a draft are opened;
// the form begins where there is something to type, unless there is something to read first.
export function helpRegistration(root) {
  root.addEventListener("change", (event) => {
    const county = event.target.closest?.("select[data-fills]");
    const province = county?.form?.elements[county.dataset.fills];
    if (province && county.value) province.value = county.value.split("/")[0];
  });
  root.querySelectorAll("form[data-changed] details.form-more").forEach((more) => {
    const written = [...more.querySelectorAll("input:not([type=radio]):not([type=checkbox]), select")].some((field) => field.value);
    if (written || more.querySelector("input[type=checkbox]:checked")) more.open = true;
  });
  if (!root.querySelector("[data-errors]")) root.querySelector("[data-focus-on-load]")?.focus();
}
