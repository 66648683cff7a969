// The conversation: everything is sent until the server has it, and shown once.

import * as connection from "./connection.js";
import * as embedding from "./embedding.js";
import * as files from "./files.js";
import * as identity from "./identity.js";
import * as log from "./log.js";
import { arrive, belongTo, isKnownHere, keep, newId, ourSession, unsent } from "./memory.js";
import * as sending from "./sending.js";
import * as typing from "./typing.js";
import * as unread from "./unread.js";
import * as writing from "./writing.js";

const words = JSON.parse(document.body.dataset.words);
const status = document.getElementById("status");
const close = document.getElementById("close");

let start = takeStart();
let hasBegun = false;
let early = []; // what was said before anybody knew who is here: it has no place yet
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
  if (!identity.isAsked()) early = null;
  connection.begin({ opened, heard, lost: sending.lost, isOut, unrecognised });
}

function isOut(yes) {
  typing.end();
  status.textContent = yes ? words.offline : "";
}

function unrecognised(reason) {
  status.textContent = words.unrecognised;
  console.error(`convivio: who is here is not believed: ${reason}`);
}

function opened(socket) {
  log.isCatchingUp(true);
  if (!identity.isAsked()) greet(socket, null);
}

async function identify(socket, nonce) {
  if (!identity.isAsked()) return;
  try {
    greet(socket, await identity.whoIsHere(nonce));
  } catch {
    socket.close(); // who is signed in must not go on as nobody
  }
}

function greet(socket, vouched) {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (belongTo(vouched?.person ?? null)) forgetAll();
  if (vouched === null) isHere();
  early?.splice(0).forEach(keep);
  early = null;
  socket.send(
    JSON.stringify({
      type: "hello",
      session: vouched === null ? ourSession() : null,
      token: vouched?.token ?? null,
      after: lastShown,
      language: document.body.dataset.language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
    }),
  );
}

function forgetAll() {
  files.forget();
  log.clear();
  unread.forget();
  lastShown = null;
}

function isHere() {
  if (!embedding.isShown()) return;
  arrive(start, !log.isEmpty());
  start = null;
}

function heard(frame, socket) {
  switch (frame.type) {
    case "challenge":
      identify(socket, frame.nonce);
      break;
    case "line":
      if (log.show(frame) && frame.from === "bot") spoke(frame.id);
      break;
    case "typing":
      typing.begin();
      log.stay();
      break;
    case "ready":
      isReady();
      break;
    case "taken":
      log.taken(frame.id, frame.line);
      sending.done(frame.id);
      break;
    case "room":
      files.room(frame);
      break;
    case "refused":
      if (files.refused(frame.id, frame.reason)) break;
      log.remove(frame.id);
      status.textContent = words.refused;
      sending.done(frame.id);
      break;
    case "wait":
      if (!files.later(frame.id, frame.seconds)) sending.later(frame.id, frame.seconds);
      break;
  }
}

function spoke(id) {
  typing.end();
  lastShown = id;
  unread.arrived(id);
}

function isReady() {
  log.isCatchingUp(false);
  connection.caughtUp();
  isHere();
  unread.settled();
  unsent().forEach(showUnsent);
  files.again();
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
  if (early === null) sending.say(item);
  else early.push(item);
}

function tell(what) {
  status.textContent = what;
}

function press(button) {
  if (button.shares !== "location") return say({ id: newId(), type: "press", button: button.id, label: button.label });
  const isKnown = ({ coords: { latitude, longitude } }) =>
    say({ id: newId(), type: "say", text: "", place: { latitude, longitude }, label: words.place });
  const isUnknown = () => tell(words.no_place);
  // Pages without TLS are not told where anybody is.
  if (!navigator.geolocation) return isUnknown();
  navigator.geolocation.getCurrentPosition(isKnown, isUnknown, { timeout: 20_000, maximumAge: 60_000 });
}

files.listen({ sent: sending.say, failed: tell });
writing.listen((text) => say({ id: newId(), type: "say", text }));
log.onPress((button, byKey) => {
  press(button);
  // The button is gone: whoever uses keys goes on at the text; a touch must not open the keyboard.
  if (byKey) writing.focus();
});
close.addEventListener("click", embedding.leave);
addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && embedding.leave());
close.hidden = !embedding.isEmbedded;

// On another site nothing is kept and nobody greeted before somebody has opened the conversation.
embedding.listen({
  greeted: () => isKnownHere() && begin(),
  changed: () => hasBegun && connection.comeBack(),
  seen: () => {
    begin();
    if (connection.isUp()) {
      isHere();
      sending.next();
    }
    unread.look();
    log.stay();
    if (matchMedia("(hover: hover)").matches) writing.focus();
  },
});
if (!embedding.isEmbedded) begin();
