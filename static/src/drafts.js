// What was typed into <form data-keep="name"> survives a lost session or a dropped line. It stays in this tab
// (sessionStorage), belongs to the signed-in user, never holds passwords or files, and goes when the form is
// saved or the user signs out.
const PREFIX = "georeum:draft:";
const SENT = "georeum:sent"; // the draft whose form was just submitted
const RETURNED = "georeum:returned"; // that submit ended at the sign-in page
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button", "search"]);

const keyOf = (form) => `${PREFIX}${document.body.dataset.user}:${location.pathname}:${form.dataset.keep}`;

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !field.disabled && !SKIPPED.has(field.type));
}

function read(form) {
  return fieldsOf(form).flatMap((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked ? [[field.name, field.value]] : [];
    if (field.multiple) return [...field.selectedOptions].map((option) => [field.name, option.value]);
    return [[field.name, field.value]];
  });
}

function write(form, pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of fieldsOf(form)) {
    const given = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.tomselect) field.tomselect.setValue(given, true);
    else if (field.multiple) [...field.options].forEach((option) => { option.selected = given.includes(option.value); });
    else if (given.length) field.value = given.shift();
    values.set(field.name, given);
  }
  form.dataset.changed = "yes";
}

function offer(form, key, pairs) {
  const template = document.getElementById("draft-notice");
  if (!template) return;
  const notice = template.content.firstElementChild.cloneNode(true);
  write(form, pairs);
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    delete form.dataset.changed;
    form.reset();
    form.querySelectorAll("select").forEach((select) => select.tomselect?.sync());
    notice.remove();
  });
  form.prepend(notice);
}

function forgetAll() {
  Object.keys(sessionStorage).filter((key) => key.startsWith("georeum:")).forEach((key) => sessionStorage.removeItem(key));
}

// A page after a submit that is neither the sign-in page nor the same form with errors means: it was saved.
function settleLastSubmit() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent || !document.body.dataset.user) return;
  sessionStorage.removeItem(SENT);
  const refused = [...document.querySelectorAll("form[data-keep]")].some((form) => form.querySelector("[data-errors]"));
  const failed = document.querySelector("[data-error-page]");
  if (!failed && !refused && !sessionStorage.getItem(RETURNED)) sessionStorage.removeItem(sent);
  sessionStorage.removeItem(RETURNED);
}

export function keepDrafts() {
  if (!document.body.dataset.user) {
    // Signed out in between: the text was not saved, whatever the browser believes.
    if (sessionStorage.getItem(SENT)) sessionStorage.setItem(RETURNED, "yes");
    return;
  }
  settleLastSubmit();
  document.querySelectorAll("form[data-keep]").forEach((form) => {
    const key = keyOf(form);
    const kept = sessionStorage.getItem(key);
    if (kept && !form.querySelector("[data-errors]")) offer(form, key, JSON.parse(kept));
    const save = () => sessionStorage.setItem(key, JSON.stringify(read(form)));
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    form.addEventListener("submit", () => { save(); sessionStorage.setItem(SENT, key); });
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) forgetAll();
  });
}
