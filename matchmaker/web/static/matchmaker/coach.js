// Keeps the advice beside a form in step with what is typed; "Look it over first" does the same without script.
(() => {
  "use strict";
  const form = document.querySelector("[data-coached]");
  const beside = document.querySelector("[data-beside]");
  if (!form || !beside) return;
  const links = (place) => [...place.querySelectorAll("a[href]")];
  let asked = 0;
  let pause = 0;
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(advise, 700);
  });
  form.addEventListener("change", () => {
    clearTimeout(pause);
    advise();
  });
  async function advise() {
    const turn = ++asked;
    const body = new FormData(form);
    body.set("look", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      if (!answer.ok || turn !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-beside]");
      const held = links(beside).findIndex((link) => link === document.activeElement);
      if (fresh && fresh.innerHTML !== beside.innerHTML) beside.replaceChildren(...fresh.childNodes);
      if (held >= 0) (links(beside)[held] || form.querySelector("[type=submit]")).focus();
    } catch {
      // The server does not answer just now; the next change may be advised on.
    }
  }
})();
