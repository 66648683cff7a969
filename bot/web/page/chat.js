// The conversation's connection: everything is sent until the server has it, and shown once.

import * as log from "./log.js";
import { arrive, forget, keep, newId, unsent } from "./memory.js";

const PATIENCE = 10_000; // ms without an acknowledgement before the connection counts as dead
const FIRST_PAUSE = 500; // ms before the first reconnection; doubled up to the longest
const LONGEST_PAUSE = 15_000;
const RESTARTS = 1012; // the code by which a server that ends sends us to another one
const LONG_ABSENCE = 20_000; // ms out of sight after which a connection may have died unnoticed
const QUIET_OUTAGE = 1_500; // ms of a gap that nobody needs to hear about

const words = JSON.parse(document.body.dataset.words);
const form = document.getElementById("form");
const text = document.getElementById("text");
const status = document.getElementById("status");

const session = arrive(takeStart());
let socket = null;
let isReady = false;
let lastShown = null; // the newest line of the brand's that we have: the server goes on after it
let inFlight = null; // the id that waits for its acknowledgement
let patience = 0;
let outage = 0;
let pause = FIRST_PAUSE;
let retry = 0;
let hiddenSince = Date.now();

function takeStart() {
  const address = new URL(location.href);
  const start = address.searchParams.get("start");
  if (start === null) return null;
  // Taken once: a reload of the page must not follow the link again.
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
  return start;
}

function connect() {
  const address = new URL(location.pathname, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(address);
  const mine = socket;
  outage ||= setTimeout(() => (status.textContent = words.offline), QUIET_OUTAGE);
  mine.addEventListener("open", () => greet(mine));
  mine.addEventListener("message", (event) => mine === socket && receive(JSON.parse(event.data)));
  mine.addEventListener("close", (event) => mine === socket && reconnect(event.code === RESTARTS));
}

function greet(to) {
  log.isCatchingUp(true);
  to.send(
    JSON.stringify({
      type: "hello",
      session,
      after: lastShown,
      language: document.body.dataset.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
    }),
  );
}

function reconnect(atOnce = false) {
  isReady = false;
  inFlight = null;
  clearTimeout(patience);
  outage ||= setTimeout(() => (status.textContent = words.offline), QUIET_OUTAGE);
  socket = null;
  // All of its pages come at the same time: within a moment, not in one.
  retry = setTimeout(connect, atOnce ? Math.random() * FIRST_PAUSE / 2 : pause * (0.75 + Math.random() / 2));
  if (!atOnce) pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function receive(frame) {
  switch (frame.type) {
    case "line":
      if (log.show(frame) && frame.from === "bot") lastShown = frame.id;
      break;
    case "ready":
      becomeReady();
      break;
    case "taken":
      forget(frame.id);
      log.taken(frame.id, frame.line);
      sendNext(frame.id);
      break;
    case "refused":
      forget(frame.id);
      log.remove(frame.id);
      status.textContent = words.refused;
      sendNext(frame.id);
      break;
    case "wait":
      clearTimeout(patience);
      setTimeout(() => sendNext(frame.id), frame.seconds * 1000);
      break;
  }
}

function becomeReady() {
  log.isCatchingUp(false);
  isReady = true;
  pause = FIRST_PAUSE;
  clearTimeout(outage);
  outage = 0;
  status.textContent = "";
  unsent().forEach(showUnsent);
  sendNext(null);
}

// One at a time: what a person says is taken in the order in which it was said.
function sendNext(done) {
  if (done !== inFlight) return;
  clearTimeout(patience);
  inFlight = null;
  const [item] = unsent();
  if (!isReady || !item) return;
  inFlight = item.id;
  const { label, ...frame } = item;
  socket.send(JSON.stringify(frame));
  const mine = socket;
  patience = setTimeout(() => giveUp(mine), PATIENCE);
}

function giveUp(on) {
  if (on !== socket) return;
  on.close();
  reconnect();
}

// Phones cut the connections of pages out of sight: whoever looks again must not wait for it.
function comeBack() {
  pause = FIRST_PAUSE;
  if (socket !== null) return giveUp(socket);
  clearTimeout(retry);
  connect();
}

function seenAgain() {
  if (document.hidden) hiddenSince = Date.now();
  else if (socket === null || Date.now() - hiddenSince > LONG_ABSENCE) comeBack();
}

function showUnsent(item) {
  const said = item.label ?? item.text;
  if (said === undefined) return;
  log.show({ id: item.id, from: "person", text: said, media: [], buttons: [], isUnsent: true });
}

function say(item) {
  status.textContent = "";
  keep(item);
  showUnsent(item);
  if (inFlight === null) sendNext(null);
}

function submit(event) {
  event.preventDefault();
  const said = (text.value.toWellFormed?.() ?? text.value).replaceAll("\0", "");
  text.focus();
  if (!said.trim()) return;
  text.value = "";
  fit();
  say({ id: newId(), type: "say", text: said });
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

form.addEventListener("submit", submit);
text.addEventListener("input", fit);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
log.onPress((button, byKey) => {
  say({ id: newId(), type: "press", button: button.id, label: button.label });
  // The button is gone: whoever uses keys goes on at the text; a touch must not open the keyboard.
  if (byKey) text.focus();
});
document.addEventListener("visibilitychange", seenAgain);
addEventListener("online", () => socket === null && comeBack());

connect();
