// Watches what a worker is at; without it the page is looked at again by hand. What somebody writes meanwhile is not lost.
(() => {
  "use strict";
  const line = document.querySelector("[data-progress]");
  if (!line) return;
  let written = false;
  document.addEventListener("input", () => (written = true));
  const look = async () => {
    try {
      const answer = await fetch(line.dataset.progress, { headers: { Accept: "application/json" } });
      const told = answer.ok ? await answer.json() : null;
      if (told && told.over) {
        if (written || document.activeElement.closest("main :is(input, select, textarea)")) line.textContent = line.dataset.ready;
        else location.reload();
        return;
      }
      if (told && line.textContent !== told.line) line.textContent = told.line;
    } catch {
      // The server does not answer just now; the next look may.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
})();
