// What is on the screen, and what does she do with it? Everything lives in memory and ends with the
// page: no cookie, no storage, no history. Words reach the page as text only, never as HTML.
(function () {
  "use strict";

  const find = function (id) { return document.getElementById(id); };
  const chat = find("chat"), log = find("log"), typing = find("typing"), status = find("status");
  const words = find("words"), note = find("note"), exit = find("exit"), button = find("send");
  const say = Object.assign({}, chat.dataset);
  chat.removeAttribute("data-token");

  const TAPS = new RegExp([
    "https://[^\\s<>\"]*[^\\s<>\".,;:)]",
    "(?:\\+?52[ -]?(?:1[ -]?)?)?(?:\\(\\d{2,3}\\)|\\d{2,3})[ -]?\\d{3,4}[ -]?(?:\\d{4}|\\d{3}|\\d\\d[ -]?\\d\\d)(?!\\d)",
    "(?:911|0[6-9]\\d|\\*\\d{3,4})(?![\\d.,]\\d|\\d)",
  ].join("|"), "g");
  const shown = {}; // messages of Alba's by id: one that comes twice is shown once
  let state = "online", ended = false, patience = 0, escaped = 0;

  const line = openLine(say.token, {
    state: function (name) { state = name; tell(); },
    taken: taken,
    received: received,
    ended: function () { end(); },
  });

  // -- what is on the screen -----------------------------------------------------------------

  function add(parent, kind, name, text) {
    const made = document.createElement(kind);
    if (name) { made.className = name; }
    if (text) { made.textContent = text; }
    return parent.appendChild(made);
  }

  function bubble(who, text) {
    const said = add(log, "div", "said " + who);
    add(said, "span", "unseen", who === "alba" ? say.alba : say.you);
    const spoken = add(said, "p", "words");
    spoken.dir = "auto";
    if (who === "alba") { link(spoken, text); } else { spoken.textContent = text; }
    add(said, "span", "when", new Date().toTimeString().slice(0, 5));
    return said;
  }

  // Telephones and pages can be tapped; all the rest stays plain text.
  function link(parent, text) {
    let from = 0;
    text.replace(TAPS, function (found, at) {
      const target = found.indexOf("https:") === 0 ? found : dial(found, text.charAt(at - 1));
      if (!target) { return; }
      parent.appendChild(document.createTextNode(text.slice(from, at)));
      const tap = add(parent, "a", target === found ? "page" : "", found);
      tap.href = target;
      if (target === found) { tap.target = "_blank"; tap.rel = "noopener noreferrer"; }
      from = at + found.length;
    });
    parent.appendChild(document.createTextNode(text.slice(from)));
  }

  // A Mexican number has ten digits, before which 52 or 521 may stand, or it is a short one.
  function dial(found, before) {
    const number = found.replace(/[^\d+*]/g, ""), count = number.replace(/\D/g, "").length;
    const whole = !/[\d.,$]/.test(before) && [3, 4, 10, 12, 13].indexOf(count) >= 0;
    return whole ? "tel:" + number : "";
  }

  function offer(choices) {
    const group = add(log, "div", "answers");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", say.answers);
    choices.forEach(function (choice) {
      const answer = add(group, "button", "", choice.title);
      answer.type = "button";
      answer.dir = "auto";
      answer.addEventListener("click", function () {
        utter({ choice: choice.id }, choice.title);
        log.focus({ preventScroll: true }); // the button is gone: the keyboard goes on from here
      });
    });
  }

  function received(said) {
    if (said.erased) { empty(say.erased); }
    let first = null;
    said.messages.forEach(function (message) {
      if (shown[message.id]) { return; }
      shown[message.id] = true;
      const made = bubble("alba", message.text);
      first = first || made;
      if (message.choices.length) { offer(message.choices); }
    });
    if (first) { quiet(); scroll(first); }
  }

  // To the end; but a long answer is read from its beginning.
  function scroll(first) {
    chat.scrollTop = chat.scrollHeight;
    if (first) { chat.scrollTop = Math.min(chat.scrollTop, first.offsetTop - chat.offsetTop - 8); }
  }

  function expect() {
    typing.hidden = false;
    clearTimeout(patience);
    patience = setTimeout(quiet, 15000);
    tell();
    scroll();
  }

  function quiet() {
    clearTimeout(patience);
    typing.hidden = true;
    tell();
  }

  function tell() {
    const text = ended ? say.ended : say[state === "online" && !typing.hidden ? "writing" : state];
    if (status.textContent !== text) { status.textContent = text; }
  }

  function empty(text) {
    log.textContent = "";
    return add(log, "p", "note", text);
  }

  function end() {
    ended = true;
    quiet();
    words.disabled = button.disabled = true;
    const again = add(empty(say.ended), "button", "", say.again);
    again.type = "button";
    again.addEventListener("click", function () { location.reload(); });
  }

  // -- what she does -------------------------------------------------------------------------

  function number() {
    const random = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(random, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  function utter(body, text) {
    log.querySelectorAll(".answers").forEach(function (group) { group.remove(); });
    note.textContent = "";
    const made = text ? bubble("you sending", text) : null;
    if (made) { scroll(); }
    line.say({ body: Object.assign({ id: number() }, body), bubble: made });
  }

  function taken(item, answer) {
    const well = answer.code === 200;
    if (item.bubble) { item.bubble.className = "said you " + (well ? "sent" : "unsent"); }
    if (well) { expect(); } else { note.textContent = answer.said.error || say.unsent; }
  }

  function fit() {
    words.style.height = "auto";
    words.style.height = words.scrollHeight + 2 + "px";
  }

  function write(event) {
    event.preventDefault();
    const text = words.value.trim();
    if (!text) { return; }
    if (Array.from(text).length > Number(say.longest)) { note.textContent = say.long; return; }
    utter({ text: text }, text);
    words.value = "";
    fit();
    words.focus();
  }

  // Closing forgets, here at once and at the server.
  function close() {
    if (!line.close()) { return; }
    document.body.textContent = "";
    document.body.hidden = true;
  }

  function leave(event) {
    if (event) { event.preventDefault(); }
    const harmless = exit.href;
    close();
    document.title = "Google";
    location.replace(harmless);
  }

  exit.addEventListener("click", leave);
  find("write").addEventListener("submit", write);
  words.addEventListener("input", fit);
  words.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { write(event); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    if (Date.now() - escaped < 1500) { leave(); }
    escaped = Date.now();
  });
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { location.reload(); } });

  words.disabled = button.disabled = false;
  utter({ start: true });
})();
