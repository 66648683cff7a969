// A person on WhatsApp: the chat with the brand's number.

import { Control, soon } from "./control.js";
import { element, link } from "./elements.js";
import { picture } from "./files.js";
import { Pane } from "./pane.js";

const control = new Control("/whatsapp/control");
const HERE = { latitude: 45.4642, longitude: 9.19 }; // where everybody is who shares their place

const MARKS = [
  [/^```([^`]+)```/, "code"],
  [/^`([^`\n]+)`/, "code"],
  [/^\*(?=\S)([^*\n]*[^*\n\s])\*(?![\p{L}\p{N}])/u, "strong"],
  [/^_(?=\S)([^_\n]*[^_\n\s])_(?![\p{L}\p{N}])/u, "em"],
  [/^~(?=\S)([^~\n]*[^~\n\s])~(?![\p{L}\p{N}])/u, "s"],
];
const ADDRESS = /^https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"]/;

/** The WhatsApp pane of a brand. */
export class WhatsApp {
  constructor(scene, { key, title }) {
    this.number = key;
    this.person = null;
    this.pane = new Pane({
      id: "whatsapp",
      title,
      speaker: scene.title,
      places: [{ label: "The chat with the brand", hint: "Message" }],
      say: (text) => this.say(text),
      send: (file, text) => this.send(file, text),
      go: () => this.refresh(),
    });
    this.refresh = soon(() => this.read());
    control.watch(() => this.refresh());
  }

  /** Be this person: a known one where `id` is given. Returns the id. */
  async become({ id, firstName, lastName }) {
    const name = [firstName, lastName].filter(Boolean).join(" ");
    const number = id ?? `39333${Math.floor(1e6 + Math.random() * 9e6)}`;
    this.person = (await control.post("people", { number, name })).id;
    await this.refresh();
    return this.person;
  }

  async say(text) {
    await this.post("say", { text });
  }

  /** Send a file, shown as what its type says, with a text below it. */
  async send({ name, media_type: type = "application/octet-stream", content }, caption) {
    const kind = kindOf(type);
    const said = kind === "audio" || kind === "voice" ? "" : caption;
    await this.post("send", { kind, media_type: type, data: content, name, caption: said });
    if (caption && !said) await this.say(caption);
  }

  /** Begin a dialogue as its link does, or by its command. */
  begin({ command, link: payload }) {
    return this.pane.try(() => this.say(payload ? `/start ${payload}` : `/${command}`));
  }

  post(name, body) {
    return control.post(name, { number: this.number, person: this.person, ...body });
  }

  async read() {
    if (this.person === null) return;
    const lines = await control.get("messages", { number: this.number, person: this.person });
    this.pane.show(lines.filter((line) => line.type !== "reaction").map((line) => this.lineOf(line)));
    this.pane.section.dispatchEvent(new CustomEvent("read", { bubbles: true }));
  }

  lineOf(line) {
    return {
      id: line.id,
      from: line.by === "brand" ? "bot" : "person",
      written: JSON.stringify(line),
      nodes: () => [...shown(line), ...withMarks(line.by === "brand" ? line.raw : line.text)],
      rows: line.labels.map((label) => [this.choiceOf(line, label)]),
      note: [line.template && `template ${line.template}`, line.read && "read"].filter(Boolean).join(", "),
    };
  }

  choiceOf(line, { id, title, description, url }) {
    const label = description || title;
    const isPlace = !id && !url;
    const press = isPlace
      ? () => this.post("tell", { told: { type: "location", location: HERE, context: { id: line.id } } })
      : () => this.post("press", { message_id: line.id, label });
    return { label, url, press };
  }
}

function shown({ shows, file, type }) {
  if (shows === "image" && file) return [picture(/^https?:/.test(file) ? file : `/whatsapp/control/file?id=${file}`, "")];
  if (shows && file) return [element("em", {}, `[${shows}] `)];
  return type === "location" ? [element("em", {}, "[a place] ")] : [];
}

function withMarks(source) {
  const nodes = [];
  let plain = "";
  let rest = source;
  while (rest) {
    const found = firstOf(rest, plain);
    const [length, node] = found ?? [1, null];
    if (found) nodes.push(plain, node);
    plain = found ? "" : plain + rest[0];
    rest = rest.slice(length);
  }
  return [...nodes, plain].filter(Boolean);
}

function firstOf(rest, before) {
  if (/[\p{L}\p{N}]$/u.test(before)) return null;
  const address = ADDRESS.exec(rest);
  if (address) return [address[0].length, link(address[0], address[0])];
  for (const [pattern, name] of MARKS) {
    const match = pattern.exec(rest);
    if (match) return [match[0].length, element(name, {}, ...(name === "code" ? [match[1]] : withMarks(match[1])))];
  }
  return null;
}

function kindOf(type) {
  if (type === "audio/ogg") return "voice";
  const kind = type.split("/")[0];
  return ["image", "audio", "video"].includes(kind) ? kind : "document";
}
