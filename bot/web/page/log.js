// The conversation as it is shown: each line once, known by its id.

import { link, render } from "./markdown.js";
import { cardOf, contactOf, image, mediaOf } from "./media.js";

const log = document.getElementById("log");
const words = JSON.parse(document.body.dataset.words);
const shown = new Map(); // id -> element
let press = () => {};
let isAtEnd = true; // whoever reads further up is left there

log.addEventListener("scroll", () => (isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120));
// Pictures and films have their size only once they have come.
for (const event of ["load", "loadedmetadata"]) log.addEventListener(event, stay, true);

/** Keep the newest line in view for whoever has not scrolled up. */
export function stay() {
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

/** Say what pressing a choice does: it is given the button and whether a key pressed it. */
export function onPress(action) {
  press = action;
}

/** Show one line; a line that is already shown changes nothing. Returns whether it was new. */
export function show(line) {
  if (shown.has(line.id)) return false;
  const isPerson = line.from === "person";
  if (isPerson) dropChoices();
  if (isPerson && !line.text && !line.media.length) return false;
  const made = lineOf(line, isPerson);
  const choices = line.buttons.length ? [choicesOf(line.buttons)] : [];
  const earlier = earlierOf(line.replaces);
  shown.set(line.id, made);
  if (earlier) become(earlier, made, choices);
  else log.append(made, ...choices);
  if (isPerson) isAtEnd = true;
  stay();
  return true;
}

/** Show a file of ours that is on its way. */
export function showFile(id, file) {
  const made = lineOf({ text: "", media: [], isUnsent: true }, true);
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) made.append(image(URL.createObjectURL(file), file.name));
  else made.append(document.createTextNode(file.name));
  const progress = document.createElement("progress");
  progress.max = 1;
  progress.setAttribute("aria-label", words.sending);
  made.append(progress);
  dropChoices();
  shown.set(id, made);
  log.append(made);
  isAtEnd = true;
  stay();
}

/** Say how much of a file is there, from 0 to 1. */
export function progress(id, part) {
  const bar = shown.get(id)?.querySelector("progress");
  if (bar) bar.value = part;
  if (part === 1) bar?.remove();
}

/** Mark one of our own lines as taken: from now on it bears the server's id. */
export function taken(id, lineId) {
  const made = shown.get(id);
  shown.delete(id);
  if (!made) return;
  if (shown.has(lineId)) made.remove();
  else shown.set(lineId, made);
  made.classList.remove("unsent");
}

/** Take one of our own lines back, because it will never be sent. */
export function remove(id) {
  shown.get(id)?.remove();
  shown.delete(id);
}

/** Say whether anything has been said. */
export function isEmpty() {
  return shown.size === 0;
}

/** Show nothing any more: somebody else is here. */
export function clear() {
  shown.clear();
  log.replaceChildren();
}

/** Say whether history is being shown: it is then not read aloud line by line. */
export function isCatchingUp(yes) {
  log.setAttribute("aria-busy", String(yes));
  if (yes) return;
  isAtEnd = true;
  stay();
}

function lineOf(line, isPerson) {
  const made = document.createElement("div");
  made.className = `line ${isPerson ? "person" : "bot"}`;
  if (line.isUnsent) made.classList.add("unsent");
  const speaker = document.createElement("span");
  speaker.className = "unseen";
  speaker.textContent = `${isPerson ? words.you : document.body.dataset.brand}: `;
  made.append(speaker);
  if (isPerson) made.append(line.text);
  else made.append(...render(line.markdown));
  made.append(...line.media.map(mediaOf));
  if (line.card) made.append(cardOf(line.card));
  if (line.contact) made.append(contactOf(line.contact));
  return made;
}

// An edit names the beginning of the id of what it replaces.
function earlierOf(reference) {
  if (!reference) return null;
  const id = [...shown.keys()].reverse().find((one) => one.startsWith(reference));
  return id === undefined ? null : { id, element: shown.get(id) };
}

function become(earlier, made, choices) {
  const next = earlier.element.nextElementSibling;
  if (next?.classList.contains("choices")) next.remove();
  earlier.element.replaceWith(made, ...choices);
  shown.set(earlier.id, made);
}

function choicesOf(buttons) {
  const group = document.createElement("div");
  group.className = "choices";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.choices);
  group.append(...buttons.map(choiceOf));
  return group;
}

function choiceOf(button) {
  if (button.url) {
    const anchor = link(button.url, [button.label], button.label);
    if (anchor instanceof HTMLElement) anchor.className = "choice";
    return anchor;
  }
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = button.label;
  made.addEventListener("click", (event) => press(button, event.detail === 0));
  return made;
}

// Only what was said last can be answered: links stay, questions that are over lose their choices.
function dropChoices() {
  for (const group of log.querySelectorAll(".choices")) {
    group.querySelectorAll("button").forEach((button) => button.remove());
    if (!group.children.length) group.remove();
  }
}
