// The socket to the server: it comes back by itself, however it was lost.

const PATIENCE = 10_000; // ms without an acknowledgement before the connection counts as dead
const FIRST_PAUSE = 500; // ms before the first reconnection; doubled up to the longest
const LONGEST_PAUSE = 15_000;
const RESTARTS = 1012; // the code by which a server that ends sends us to another one
const LONG_ABSENCE = 20_000; // ms out of sight after which a connection may have died unnoticed
const QUIET_OUTAGE = 1_500; // ms of a gap that nobody needs to hear about
const NOT_BELIEVED = 1008; // the code by which the server says that it does not know who this is

let told = null; // whom we tell: { opened, heard, lost, isOut, unrecognised }
let socket = null;
let isReady = false;
let patience = 0;
let outage = 0;
let pause = FIRST_PAUSE;
let retry = 0;
let hiddenSince = Date.now();

/** Connect for as long as the page lives. */
export function begin(listener) {
  told = listener;
  document.addEventListener("visibilitychange", seenAgain);
  addEventListener("online", () => socket === null && comeBack());
  connect();
}

/** Send a frame on the connection that stands now. */
export function send(frame) {
  socket?.send(JSON.stringify(frame));
}

/** Say whether the page has caught up, so that what is said now has its place. */
export function isUp() {
  return isReady;
}

/** The page has caught up: the outage, if there was one, is over. */
export function caughtUp() {
  isReady = true;
  pause = FIRST_PAUSE;
  clearTimeout(outage);
  outage = 0;
  told.isOut(false);
}

/** An acknowledgement is awaited; without one the connection is made anew. */
export function isAwaited() {
  const mine = socket;
  patience = setTimeout(() => giveUp(mine), PATIENCE);
}

/** Nothing is awaited any more. */
export function isAnswered() {
  clearTimeout(patience);
}

/** Begin the connection anew at once: somebody looks, or is somebody else now. */
export function comeBack() {
  pause = FIRST_PAUSE;
  if (socket !== null) return giveUp(socket);
  clearTimeout(retry);
  connect();
}

function connect() {
  const address = new URL(location.pathname, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const mine = new WebSocket(address);
  socket = mine;
  expectOutage();
  mine.addEventListener("open", () => mine === socket && told.opened(mine));
  mine.addEventListener("message", (event) => mine === socket && told.heard(JSON.parse(event.data), mine));
  mine.addEventListener("close", (event) => mine === socket && closed(event));
}

function closed({ code, reason }) {
  if (code === NOT_BELIEVED) pause = LONGEST_PAUSE; // asking again and again would not help
  reconnect(code === RESTARTS);
  if (code !== NOT_BELIEVED) return;
  clearTimeout(outage);
  outage = 0;
  told.unrecognised(reason);
}

function reconnect(atOnce = false) {
  isReady = false;
  clearTimeout(patience);
  expectOutage();
  socket = null;
  told.lost();
  // All of its pages come at the same time: within a moment, not in one.
  retry = setTimeout(connect, atOnce ? (Math.random() * FIRST_PAUSE) / 2 : pause * (0.75 + Math.random() / 2));
  if (!atOnce) pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function expectOutage() {
  outage ||= setTimeout(() => told.isOut(true), QUIET_OUTAGE);
}

function giveUp(on) {
  if (on !== socket) return;
  on.close();
  reconnect();
}

// Phones cut the connections of pages out of sight: whoever looks again must not wait for it.
function seenAgain() {
  if (document.hidden) hiddenSince = Date.now();
  else if (socket === null || Date.now() - hiddenSince > LONG_ABSENCE) comeBack();
}
