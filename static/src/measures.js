// Comfort while measuring: the items of a scale add themselves up, and seconds become a speed before they are sent.
function addUp(box) {
  const groups = [...box.querySelectorAll("fieldset")];
  const chosen = groups.map((group) => group.querySelector("input:checked"));
  const points = (inputs) => inputs.reduce((sum, input) => sum + (input ? Number(input.value) : 0), 0);
  box.querySelector("[data-sum-points]").value = points(chosen);
  box.querySelector("[data-sum-missing]").value = chosen.filter((input) => !input).length;
  box.querySelectorAll("[data-sum-part]").forEach((output) => {
    const part = output.dataset.sumPart;
    output.value = points([...box.querySelectorAll(`[data-part="${part}"] input:checked`)]);
  });
}

function inWords(box) {
  const output = box.querySelector("[data-speed-result]");
  const typed = box.querySelector("[name=seconds]").value.trim().replace(",", ".");
  const metres = Number(box.querySelector("[name=metres]:checked")?.value ?? 10);
  const usual = output.dataset.usual ??= output.value;
  const seconds = Number(typed);
  output.value = typed && seconds > 0 ? `${metres} m / ${typed} s = ${(metres / seconds).toFixed(2)} m/s` : usual;
}

export function helpMeasuring(root) {
  root.querySelectorAll("[data-sum]").forEach((box) => {
    box.addEventListener("input", () => addUp(box));
    addUp(box);
  });
  root.querySelectorAll("[data-speed]").forEach((box) => {
    box.addEventListener("input", () => inWords(box));
    inWords(box);
  });
}
