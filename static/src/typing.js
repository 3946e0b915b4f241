// Hangul is composed from several keys. While a syllable is open, Enter belongs to the input method:
// it finishes the syllable and must not reach the form, or one press would act twice.
export function shieldComposition(root) {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.keyCode !== 229) return;
    if (event.isComposing) {
      if (event.key === "Enter") event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
}

// Day, month and year in boxes: a full box hands over to the next one, Backspace in an empty one goes back.
export function advanceBoxes(root) {
  const neighbour = (box, step) => {
    const boxes = [...box.closest("[data-advance]").querySelectorAll("input:not([type=hidden])")];
    return boxes[boxes.indexOf(box) + step];
  };
  root.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.closest?.("[data-advance]") || event.isComposing || event.inputType === "deleteContentBackward") return;
    const full = box.maxLength > 0 && box.value.length >= box.maxLength;
    if (full && box.selectionStart === box.value.length) {
      const next = neighbour(box, 1);
      next?.focus();
      next?.select?.();
    }
  });
  root.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Backspace" || !box.closest?.("[data-advance]") || box.value !== "") return;
    const previous = neighbour(box, -1);
    if (previous) {
      event.preventDefault();
      previous.focus();
    }
  });
}
