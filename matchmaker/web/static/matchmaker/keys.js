// One key for a button or link that shows it; everything can be done without.
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, select, textarea")) return;
    const why = document.getElementById("why");
    const wanted = Array.from(document.querySelectorAll("[data-key]")).find((it) => it.dataset.key === event.key);
    if (wanted) wanted.click();
    else if (event.key === "w" && why) {
      why.focus();
      why.select();
    } else return;
    event.preventDefault();
  });
})();
