// Shows that a report is being read, from the moment it is sent.
document.querySelector("[data-upload]")?.addEventListener("submit", (event) => {
  event.currentTarget.querySelector("[data-reading]").hidden = false;
});
