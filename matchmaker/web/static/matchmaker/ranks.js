// Ranks by dragging; a rank that is chosen by its button moves the line as well, and without script the buttons do it all.
(() => {
  "use strict";
  document.querySelectorAll("[data-ranks]").forEach((form) => {
    const told = form.querySelector("[data-told]");
    const groups = Array.from(form.querySelectorAll("[data-rank]"));
    let carried = null;
    const count = () =>
      groups.forEach((group) => {
        const used = new Set(Array.from(group.querySelectorAll("[data-place]"), (row) => row.dataset.place)).size;
        group.querySelector("[data-used]").textContent = used;
        group.classList.toggle("overfull", Boolean(group.dataset.room) && used > Number(group.dataset.room));
      });
    const move = (row, group) => {
      const button = row.querySelector(`input[value="${group.dataset.rank}"]`);
      button.checked = true;
      group.append(row);
      count();
      told.hidden = false;
      told.textContent = told.dataset.told.replace("%need%", row.dataset.name).replace("%rank%", group.dataset.rank);
      return button;
    };
    form.querySelectorAll("[data-place]").forEach((row) => {
      row.draggable = true;
      row.addEventListener("dragstart", (event) => {
        carried = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.dataset.name);
        row.classList.add("carried");
      });
      row.addEventListener("dragend", () => {
        carried = null;
        row.classList.remove("carried");
        groups.forEach((group) => group.classList.remove("over"));
      });
      row.addEventListener("change", (event) => {
        const group = groups.find((each) => each.dataset.rank === event.target.value);
        if (group) move(row, group).focus();
      });
    });
    groups.forEach((group) => {
      group.addEventListener("dragover", (event) => {
        if (!carried) return;
        event.preventDefault();
        groups.forEach((each) => each.classList.toggle("over", each === group));
      });
      group.addEventListener("drop", (event) => {
        if (!carried) return;
        event.preventDefault();
        if (carried.parentElement !== group) move(carried, group);
      });
    });
  });
})();
