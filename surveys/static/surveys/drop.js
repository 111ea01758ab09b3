// A file may be dropped on the field that takes it. Without this, the field works by its button.
(() => {
  "use strict";
  const zone = document.querySelector("[data-drop]");
  const input = zone && zone.querySelector("input[type=file]");
  if (!input) return;
  zone.querySelector("[data-hint]").hidden = false;
  const hasFile = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

  // a file that misses the field would otherwise take the place of the page
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      if (hasFile(event)) event.preventDefault();
    });
  }
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => zone.classList.toggle("over", hasFile(event)));
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("over");
  });
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    const [file] = event.dataTransfer.files;
    if (!file) return;
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
})();
