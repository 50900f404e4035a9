// Unticks every box of a form by one button, and ticks them again; without script each box is ticked by itself.
(() => {
  "use strict";
  const button = document.querySelector("[data-ticks] [data-untick]");
  if (!button) return;
  const boxes = [...button.form.querySelectorAll("input[type=checkbox]")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const some = boxes.some((box) => box.checked);
    for (const box of boxes) box.checked = !some;
  });
})();
