// Keys for the review of a report; everything they do can be done without them.
(() => {
  "use strict";
  const items = Array.from(document.querySelectorAll("[data-item]"));
  const waiting = () => Math.max(0, items.findIndex((item) => item.classList.contains("item-waits")));
  const here = () => items.findIndex((item) => item.contains(document.activeElement));
  const go = (place) => {
    const item = items[Math.max(0, Math.min(items.length - 1, place))];
    if (item) {
      item.focus();
      item.scrollIntoView({ block: "nearest", behavior: "instant" });
      show(item);
    }
  };
  // At once: two slow scrolls, of the text and of the page, would cut each other short.
  const show = (item) => {
    const link = item.querySelector("[data-passage]");
    const mark = link && document.getElementById(link.hash.slice(1));
    if (mark) {
      document.querySelectorAll("mark.here").forEach((old) => old.classList.remove("here"));
      mark.classList.add("here");
      mark.scrollIntoView({ block: "center", behavior: "instant" });
      item.scrollIntoView({ block: "nearest", behavior: "instant" });
    }
  };
  const unfold = (box, field) => {
    if (!box) return;
    box.open = true;
    box.querySelector(field).focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const item = items[here()];
    if (!"jkcestmx".includes(event.key) || event.key.length !== 1) return;
    // Before an item is chosen the first key chooses the first that waits, and does nothing to it.
    if (!item) go(waiting());
    else if (event.key === "j") go(here() + 1);
    else if (event.key === "k") go(here() - 1);
    else if (event.key === "c") item.querySelector("[data-confirm]")?.requestSubmit();
    else if (event.key === "e") item.querySelector("[data-correct]")?.click();
    else if (event.key === "s") item.querySelector("[data-split]")?.click();
    else if (event.key === "t") item.querySelector("[data-passage]")?.click();
    else if (event.key === "m") unfold(item.querySelector("[data-join]"), "select");
    else if (event.key === "x") unfold(item.querySelector("[data-reject]"), "input[name=reason]");
    event.preventDefault();
  });
  const said = document.querySelector(".notes");
  const start = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
  if (start && said) start.before(said); // what was done is read where one looks
  if (start && items.includes(start)) go(items.indexOf(start));
})();
