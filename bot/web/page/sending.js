// What a person says goes out one at a time, in the order in which it was said, until it is taken.

import * as connection from "./connection.js";
import { forget, keep, unsent } from "./memory.js";

let inFlight = null; // the id that waits for its acknowledgement

/** Remember something, and send it as soon as its turn comes. */
export function say(item) {
  keep(item);
  if (inFlight === null) next();
}

/** Send what is not taken yet, now that the connection stands. */
export function next() {
  connection.isAnswered();
  inFlight = null;
  const [item] = unsent();
  if (!connection.isUp() || !item) return;
  inFlight = item.id;
  const { label, ...frame } = item;
  connection.send(frame);
  connection.isAwaited();
}

/** The server is done with this one: it has it, or will never have it. */
export function done(id) {
  forget(id);
  if (id === inFlight) next();
}

/** The server takes it later. */
export function later(id, seconds) {
  connection.isAnswered();
  setTimeout(() => id === inFlight && next(), seconds * 1000);
}

/** The connection is gone: nothing is on its way any more. */
export function lost() {
  inFlight = null;
}
