// The conversation: everything is sent until the server has it, and shown once.

import * as connection from "./connection.js";
import * as embedding from "./embedding.js";
import * as log from "./log.js";
import { arrive, isKnownHere, newId, unsent } from "./memory.js";
import * as sending from "./sending.js";
import * as unread from "./unread.js";
import * as writing from "./writing.js";

const words = JSON.parse(document.body.dataset.words);
const status = document.getElementById("status");
const close = document.getElementById("close");

let start = takeStart();
let hasBegun = false;
let lastShown = null; // the newest line of the brand's that we have: the server goes on after it

function takeStart() {
  const address = new URL(location.href);
  const start = address.searchParams.get("start");
  if (start === null) return null;
  // Taken once: a reload of the page must not follow the link again.
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
  return start;
}

function begin() {
  if (hasBegun) return;
  hasBegun = true;
  connection.begin({ opened: greet, heard, lost: sending.lost, isOut });
}

function isOut(yes) {
  status.textContent = yes ? words.offline : "";
}

function greet() {
  log.isCatchingUp(true);
  const session = arrive(start);
  start = null;
  connection.send({
    type: "hello",
    session,
    after: lastShown,
    language: document.body.dataset.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
  });
}

function heard(frame) {
  switch (frame.type) {
    case "line":
      if (log.show(frame) && frame.from === "bot") isShown(frame.id);
      break;
    case "ready":
      isReady();
      break;
    case "taken":
      log.taken(frame.id, frame.line);
      sending.done(frame.id);
      break;
    case "refused":
      log.remove(frame.id);
      status.textContent = words.refused;
      sending.done(frame.id);
      break;
    case "wait":
      sending.later(frame.id, frame.seconds);
      break;
  }
}

function isShown(id) {
  lastShown = id;
  unread.arrived(id);
}

function isReady() {
  log.isCatchingUp(false);
  connection.caughtUp();
  unread.settled();
  unsent().forEach(showUnsent);
  sending.next();
}

function showUnsent(item) {
  const said = item.label ?? item.text;
  if (said === undefined) return;
  log.show({ id: item.id, from: "person", text: said, media: [], buttons: [], isUnsent: true });
}

function say(item) {
  status.textContent = "";
  showUnsent(item);
  sending.say(item);
}

writing.listen((text) => say({ id: newId(), type: "say", text }));
log.onPress((button, byKey) => {
  say({ id: newId(), type: "press", button: button.id, label: button.label });
  // The button is gone: whoever uses keys goes on at the text; a touch must not open the keyboard.
  if (byKey) writing.focus();
});
close.addEventListener("click", embedding.leave);
addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && embedding.leave());
close.hidden = !embedding.isEmbedded;

// On another site nothing is kept and nobody greeted before somebody has opened the conversation.
embedding.listen({
  greeted: () => isKnownHere() && begin(),
  seen: () => {
    begin();
    unread.look();
    log.stay();
    if (matchMedia("(hover: hover)").matches) writing.focus();
  },
});
if (!embedding.isEmbedded) begin();
