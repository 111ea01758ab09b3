// Comfort on top of pages that work without it: saving in the background, number keys, taps, copying.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  document.documentElement.classList.add("js");

  // --- one place that speaks -------------------------------------------------------------------
  const status = find("[role=status]");
  const mirror = find(".mirror");
  let routine = true; // a save is read out once per page, everything unusual always
  const say = (text, always, wrong = false) => {
    if (!status) return;
    for (const one of [status, mirror]) one?.classList.toggle("wrong", wrong);
    if (always || routine) {
      status.setAttribute("aria-live", "polite");
      setTimeout(() => status.setAttribute("aria-live", "off"), 1500);
    }
    if (!always) routine = false;
    status.textContent = text;
    if (mirror) mirror.dataset.text = text;
  };

  // The server's clock may be in another time zone; the reader's own is the one that counts.
  const saved = (at) => {
    const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return status.dataset.saved.replace("{time}", time);
  };
  if (status && status.dataset.at) status.textContent = saved(status.dataset.at);

  const problems = find("#problems");
  if (problems) problems.focus();

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.addEventListener("click", async () => {
      const source = find(button.dataset.copy);
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      try {
        await navigator.clipboard.writeText(source.value ?? source.textContent);
      } catch {
        document.execCommand("copy"); // plain http inside an office has no clipboard of its own
      }
      say(status.dataset.copied, true);
    });
  });

  const picks = find(".picks");
  if (picks) {
    const count = () => {
      const n = picks.querySelectorAll("[name=picked]:checked").length;
      status.textContent = (n > 3 ? status.dataset.over : status.dataset.counter).replace("{n}", n);
    };
    picks.addEventListener("change", count);
    count();
  }

  // --- a practice --------------------------------------------------------------------------------
  const form = find("form[data-background]");
  if (!form) return;
  const ticked = form.elements.not_applicable;
  if (mirror) mirror.dataset.text = status.textContent;

  let timer = 0; // a save that waits for the next change, or for a retry
  let tries = 0;
  let running = null; // the request under way, as a promise
  let stop = null;
  let again = false; // something changed while it was under way
  let leaving = false;
  let unsent = false; // the last save didn't get through
  let waiting = false; // Save and continue was pressed without a network

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  };

  const send = async () => {
    stop = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Background": "1", Accept: "application/json" },
        credentials: "same-origin",
        keepalive: true,
        signal: stop.signal,
      });
      if (answer.status >= 500) throw answer.status;
      const note = await answer.json();
      if (!answer.ok) return say(note.message, true, true);
      if (note.address) {
        form.action = note.address;
        history.replaceState(history.state, "", note.address);
      }
      const leave = find("[data-leave]");
      if (note.leave && leave) {
        leave.href = note.leave;
        leave.hidden = false;
      }
      const code = find("[data-code]");
      if (code) code.hidden = false;
      unsent = false;
      say(saved(note.saved_at), tries > 0);
      tries = 0;
    } catch {
      unsent = true;
      if (leaving) return;
      say(status.dataset.unsaved, tries === 0, true);
      if (!again) later(Math.min(15000, 2000 * 2 ** tries++));
    }
  };

  const save = () => {
    clearTimeout(timer);
    timer = 0;
    if (leaving) return;
    if (running) {
      again = true; // never two at once: the newest state goes when this one is back
      return;
    }
    running = send().finally(() => {
      running = null;
      if (again) {
        again = false;
        save();
      }
    });
  };

  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") ticked.checked = false;
    tries = 0;
    later(400);
  });

  // Before the person moves on, what is under way comes back (a first save makes the draft), but not
  // for longer than this.
  const settle = (saving, go) => {
    leaving = true;
    clearTimeout(timer);
    timer = 0;
    again = false;
    Promise.race([saving, new Promise((done) => setTimeout(done, 1500))]).then(go);
  };

  // A save in the background never arrives after the form's own: that one waits for it, or ends it.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!navigator.onLine) {
      event.preventDefault(); // the browser's own page of failure would take the answers with it
      waiting = unsent = true;
      say(status.dataset.offline, true, true);
      return (mirror?.offsetHeight ? mirror : status).scrollIntoView({ block: "nearest" });
    }
    if (running) {
      event.preventDefault();
      if (leaving) return;
      settle(running, () => {
        stop.abort();
        form.submit();
      });
    }
    leaving = true;
  });

  // A choice made just before Skip or Back is saved first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]:not([href^='#'])");
    if (!link || !(timer || running) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (leaving) return;
    const open = timer || again;
    settle(Promise.resolve(running).then(() => open && send()), () => location.assign(link.href));
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) save();
  });
  window.addEventListener("online", () => {
    if (waiting) form.requestSubmit();
    else if (unsent) save();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = false;
  });

  // Number keys work while a rail has the focus (and only then, so that they disturb no screen reader).
  // On a page that Save opened, the Today rail has it as a whole: no level looks chosen before it is.
  const rails = form.querySelectorAll(".rail");
  rails.forEach((rail) => rail.setAttribute("tabindex", "-1"));
  const cameFromSave = new RegExp(`^${location.origin}/(a|start|try)/`).test(document.referrer);
  if (!problems && cameFromSave && matchMedia("(hover: hover)").matches) rails[0].focus({ preventScroll: true });

  form.addEventListener("keydown", (event) => {
    const rail = event.target.type !== "checkbox" && event.target.closest(".rail");
    if (!rail || !/^[0-5]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    const radio = rail.querySelectorAll("input")[(+event.key + 5) % 6];
    event.preventDefault();
    radio.focus();
    radio.click();
  });

  // The first tap is today, the second where we'd like to be; a tap on a chosen card takes it back.
  form.querySelectorAll(".card").forEach((card, index) => {
    card.addEventListener("click", () => {
      if (String(getSelection())) return;
      const sides = ["current", "desired"];
      const open = sides.find((side) => !form.elements[side].value);
      const chosen = sides.filter((side) => form.elements[side][index].checked).pop();
      if (open) {
        form.elements[open][index].focus({ preventScroll: true });
        form.elements[open][index].click();
      } else if (chosen) {
        form.elements[chosen][index].checked = false;
      }
    });
  });
})();
