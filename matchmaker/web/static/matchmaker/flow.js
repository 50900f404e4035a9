// Lights what goes through the bar that the mouse or the keyboard is at; without it the picture is as complete.
(() => {
  "use strict";
  for (const picture of document.querySelectorAll("[data-flow]")) {
    const bands = [...picture.querySelectorAll("[data-ends]")];
    const light = (name) => {
      picture.classList.toggle("lit", Boolean(name));
      for (const band of bands) band.classList.toggle("on", Boolean(name) && band.dataset.ends.split(" ").includes(name));
    };
    for (const label of picture.querySelectorAll("[data-stop]")) {
      for (const kind of ["mouseenter", "focus"]) label.addEventListener(kind, () => light(label.dataset.stop));
      for (const kind of ["mouseleave", "blur"]) label.addEventListener(kind, () => light(""));
    }
  }
})();
