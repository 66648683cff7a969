// Files that people send: announced, written to the place that the server tells, and then said.
// A file is kept by the page alone until all of it is there: who closes the page takes it along.

import * as connection from "./connection.js";
import * as log from "./log.js";
import { newId } from "./memory.js";

const LARGEST = 10 * 1024 * 1024; // bytes; the server has the last word
const PAUSE = 2; // seconds before a file is announced anew that did not get through
const words = JSON.parse(document.body.dataset.words);
const attach = document.getElementById("attach");
const chooser = document.getElementById("files");
const waiting = new Map(); // id -> file
let told = null; // { sent, failed }

/** Begin to take files: chosen, pasted or dropped. `sent` gets each that is there, `failed` why not. */
export function listen(to) {
  told = to;
  attach.hidden = !document.body.dataset.files;
  if (attach.hidden) return;
  attach.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    take(chooser.files);
    chooser.value = "";
  });
  addEventListener("paste", (event) => take(event.clipboardData?.files ?? [], event));
  addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  addEventListener("drop", (event) => take(event.dataTransfer?.files ?? [], event));
}

/** Announce again what was on its way when the connection was lost. */
export function again() {
  waiting.forEach((file, id) => announce(id, file));
}

/** There is room for a file. */
export function room({ id, file, put }) {
  const content = waiting.get(id);
  if (content === undefined) return;
  const request = new XMLHttpRequest();
  request.open("PUT", put);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", ({ loaded, total }) => log.progress(id, loaded / total));
  request.addEventListener("load", () => {
    if (request.status === 204) isThere(id, file);
    else if (request.status < 500) refused(id, null);
    else later(id, PAUSE);
  });
  request.addEventListener("error", () => later(id, PAUSE));
  request.send(content);
}

/** The server takes a file later. Returns whether it is one of ours. */
export function later(id, seconds) {
  if (!waiting.has(id)) return false;
  setTimeout(() => waiting.has(id) && announce(id, waiting.get(id)), seconds * 1000);
  return true;
}

/** The server does not take a file. Returns whether it was one of ours. */
export function refused(id, reason) {
  if (!waiting.delete(id)) return false;
  log.remove(id);
  told.failed(words[{ large: "too_large", type: "wrong_type", full: "too_much" }[reason] ?? "refused"]);
  return true;
}

/** Nobody waits any more for what is on its way: somebody else is here. */
export function forget() {
  waiting.clear();
}

function take(files, event) {
  if (!files.length) return;
  event?.preventDefault();
  for (const file of files) {
    const id = newId();
    waiting.set(id, file);
    log.showFile(id, file);
    if (file.size > LARGEST) refused(id, "large");
    else announce(id, file);
  }
}

function announce(id, file) {
  if (!connection.isUp()) return;
  connection.send({ type: "offer", id, name: file.name.slice(-200) || null, media_type: file.type || null, size: file.size });
}

function isThere(id, file) {
  const name = waiting.get(id)?.name;
  if (!waiting.delete(id)) return; // announced twice, for the connection was lost in between
  log.progress(id, 1);
  told.sent({ id, type: "say", text: "", files: [file], label: name });
}
