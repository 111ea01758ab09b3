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

  const hold = () => {
    say(status.dataset.offline, true, true);
    (mirror?.offsetHeight ? mirror : status).scrollIntoView({ block: "nearest" });
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
      status.classList.remove("wrong");
      status.textContent = (n > 3 ? status.dataset.over : status.dataset.counter).replace("{n}", n);
    };
    picks.addEventListener("change", count);
    count();
  }

  // Without a network the browser's own page of failure would take along what was chosen.
  const waits = find("form[data-waits]");
  if (waits) {
    let pressed = null;
    let poll = 0;
    let through = false;
    const attempt = async () => {
      try {
        await fetch(find("[rel=icon]").href, { method: "HEAD", cache: "no-store" });
      } catch {
        poll = setTimeout(attempt, 2000);
        return;
      }
      through = true;
      waits.requestSubmit(pressed);
      through = false;
    };
    waits.addEventListener("submit", (event) => {
      clearTimeout(poll);
      if (navigator.onLine || through) return;
      event.preventDefault();
      hold();
      pressed = event.submitter;
      attempt();
    });
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
  let unsent = false; // the last save didn't get through
  let wish = null; // where to, for whoever wants to move on: everything is saved first
  let leaving = false;

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(save, ms);
  };

  const send = async () => {
    const one = (stop = new AbortController());
    const slow = setTimeout(() => one.abort(), 15000); // a request into the void never comes back
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Background": "1", Accept: "application/json" },
        credentials: "same-origin",
        keepalive: true,
        signal: one.signal,
      });
      if (answer.status >= 500) throw answer.status;
      const note = await answer.json().catch((problem) => {
        if (answer.ok) throw problem; // the page of a network that wants a sign-in
        return { message: status.dataset.unsaved };
      });
      unsent = false;
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
      say(saved(note.saved_at), tries > 0);
      tries = 0;
    } catch {
      unsent = true;
      if (leaving) return;
      if (!wish) say(status.dataset.unsaved, tries === 0, true);
      else if (!tries) hold();
      if (!again) later(Math.min(15000, 2000 * 2 ** tries++));
    } finally {
      clearTimeout(slow);
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
      } else if (wish && !unsent && !timer) go();
    });
  };

  const retry = () => {
    const hung = running && unsent;
    tries = 0;
    save();
    if (hung) stop.abort();
  };

  const go = () => {
    const where = wish;
    wish = null;
    leaving = true;
    where();
  };

  form.addEventListener("change", (event) => {
    if (event.target.type === "radio") ticked.checked = false;
    tries = 0;
    leaving = false;
    later(400);
  });

  // Nobody is led away from a choice that isn't saved. What is under way comes back first: a first save makes
  // the draft, and none may arrive after the form's own.
  const depart = (event, where) => {
    event.preventDefault();
    leaving = false;
    wish = where;
    if (unsent || !navigator.onLine) hold();
    else setTimeout(() => running && say(status.dataset.unsaved, true, true), 1500);
    if (timer || unsent || !running) retry();
  };

  form.addEventListener("submit", (event) => {
    if (running || unsent || !navigator.onLine) return depart(event, () => form.submit());
    clearTimeout(timer);
    timer = 0;
    leaving = true;
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]:not([href^='#'])");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (timer || running || unsent || !navigator.onLine) depart(event, () => location.assign(link.href));
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) save();
  });
  window.addEventListener("online", () => {
    if (timer || unsent) retry();
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
