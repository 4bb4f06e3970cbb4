// How do words reach Alba, and hers come back, over a bad line? One at a time, again until it works.
// `on` hears what happens: state(name), taken(item, answer), received(said), ended().
function openLine(token, on) {
  "use strict";

  const POLL_SECONDS = 40, SEND_SECONDS = 20, IDLE_MINUTES = 5;
  const queue = [];  // what she said and the server has not yet taken, in order
  let got = [];      // messages on this screen of which the server does not yet know that they are
  let cleared = "";  // the server's mark of the last erasure that this page has followed
  let open = true, sending = false, listening = false, seen = Date.now();

  function pause(seconds) {
    return new Promise(function (go) { setTimeout(go, seconds * 1000); });
  }

  // What stands between (a hotspot's login page) may answer 200 with anything: that is no answer.
  async function post(path, body, seconds) {
    const stop = new AbortController();
    const timer = setTimeout(function () { stop.abort(); }, seconds * 1000);
    try {
      const answer = await fetch(path, {
        method: "POST", body: JSON.stringify(Object.assign({ token: token }, body)),
        headers: { "Content-Type": "application/json" }, signal: stop.signal,
        cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer",
      });
      const said = await answer.json().catch(function () { return null; });
      return { code: said || !answer.ok ? answer.status : 0, said: said || {} };
    } catch (error) {
      return { code: 0, said: {} };
    } finally { clearTimeout(timer); }
  }

  // Until the server has answered for good. The same id goes out again, so nothing is doubled.
  async function insist(path, body, seconds) {
    for (let attempt = 0; open; attempt += 1) {
      const answer = await post(path, body, seconds);
      if (!open) { break; }
      if (answer.code === 403 || answer.code === 410) {
        open = false;
        on.ended();
      } else if (answer.code === 429) {
        on.state("slow");
        await pause(answer.said.after_seconds || 5);
      } else if (answer.code && answer.code < 500) {
        on.state("online");
        return answer;
      } else {
        on.state("offline");
        await pause(Math.min(15, Math.pow(2, attempt - 1)) * (0.7 + 0.6 * Math.random()));
      }
    }
    return null;
  }

  async function send() {
    if (sending) { return; }
    sending = true;
    while (queue.length) {
      const answer = await insist("/chat/messages", queue[0].body, SEND_SECONDS);
      if (!answer) { break; }
      on.taken(queue.shift(), answer);
      listen();
    }
    sending = false;
  }

  async function listen() {
    if (listening) { return; }
    listening = true;
    while (open && !(document.hidden && Date.now() - seen > IDLE_MINUTES * 60000)) {
      const told = got.slice(), asked = Date.now();
      const answer = await insist("/chat/replies", { got: told, cleared: cleared }, POLL_SECONDS);
      if (!answer || answer.code !== 200) { break; }
      got = got.filter(function (id) { return told.indexOf(id) < 0; });
      answer.said.erased = answer.said.cleared && answer.said.cleared !== cleared;
      cleared = answer.said.cleared;
      answer.said.messages.forEach(function (message) { got.push(message.id); });
      on.received(answer.said);
      if (!answer.said.messages.length && Date.now() - asked < 1000) { await pause(0.3); }
    }
    listening = false;
  }

  document.addEventListener("visibilitychange", function () {
    seen = Date.now();
    if (!document.hidden) { listen(); }
  });

  return {
    say: function (item) { queue.push(item); send(); },
    // By a beacon, which outlives the page. True the first time.
    close: function () {
      const was = open;
      open = false;
      const body = new Blob([JSON.stringify({ token: token })], { type: "application/json" });
      if (was) { navigator.sendBeacon("/chat/close", body); }
      return was;
    },
  };
}
