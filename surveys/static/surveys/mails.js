// Shows how mails are doing while fields on the same page are typed into: only the parts about mails are
// taken anew, and none that somebody uses. Without this, a page with such fields holds still.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const parts = () => [...document.querySelectorAll("[data-live]")];
  const looksIn = () => Number(document.querySelector("[data-looks-in]")?.dataset.looksIn || 0);
  const wait = (seconds) => setTimeout(look, seconds * 1000);
  const isUsed = (part) =>
    part.contains(document.activeElement) ||
    [...part.querySelectorAll("input")].some((field) => field.value !== field.defaultValue);

  async function look() {
    let html = "";
    try {
      const response = await fetch(location.href, { cache: "no-store" });
      if (!response.ok) throw new Error();
      html = await response.text();
    } catch {
      return wait(30);
    }
    const page = new DOMParser().parseFromString(html, "text/html");
    let used = false;
    for (const part of parts()) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!fresh) return; // signed out meanwhile
      if (isUsed(part)) used = true;
      else part.replaceWith(document.adoptNode(fresh));
    }
    if (used || looksIn()) wait(looksIn() || 3);
  }
  if (looksIn()) wait(looksIn());
})();
