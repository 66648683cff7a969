// How many of the brand's lines nobody has looked at yet: on a badge, or in the title of the tab.

import { isEmbedded, isShown, tellUnread } from "./embedding.js";
import { lastSeen, saw } from "./memory.js";

const title = document.title;
let unseen = [];
let isSettled = false; // until history is there, nobody knows what of it is new

/** One line of the brand's was shown. */
export function arrived(id) {
  unseen.push(id);
  if (isSettled) look();
}

/** History is there: what was seen in an earlier visit is not new. */
export function settled() {
  const seen = lastSeen();
  const at = seen === null ? unseen.length - 1 : unseen.indexOf(seen);
  if (!isSettled) unseen = unseen.slice(at + 1);
  isSettled = true;
  look();
}

/** Begin anew: somebody else is here. */
export function forget() {
  unseen = [];
  isSettled = false;
}

/** Whoever is here looks at the conversation, if it can be seen. */
export function look() {
  if (isSettled && isShown() && !document.hidden && unseen.length) {
    saw(unseen.at(-1));
    unseen = [];
  }
  if (isEmbedded) tellUnread(unseen.length);
  else document.title = unseen.length ? `(${unseen.length}) ${title}` : title;
}

document.addEventListener("visibilitychange", look);
