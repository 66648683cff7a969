// A person on Telegram: a private chat with the bot, a group that it is in, channels where it posts.

import { Control, soon } from "./control.js";
import { withEntities } from "./entities.js";
import { Pane } from "./pane.js";
import { picture } from "./files.js";

const control = new Control("/telegram/control");

/** The Telegram pane of a brand. */
export class Telegram {
  constructor(scene) {
    this.token = scene.telegram;
    this.person = null;
    this.blocked = false;
    this.group = null; // its id, once somebody went there
    this.isInGroup = false;
    this.channels = scene.posts; // where it posts and others read
    this.channel = null; // the id of the one that is read
    this.pane = new Pane({
      id: "telegram",
      title: "Telegram",
      speaker: scene.title,
      places: [
        { label: "Private chat with the bot", hint: "Message" },
        { label: "A group with the bot", hint: "@bot and a message" },
        ...this.channels.map(({ name }) => ({ label: `The channel ${name}`, hint: "Nobody answers here" })),
      ],
      say: (text) => this.say(text),
      send: (file, text) => this.send(file, text),
      go: (at) => this.go(at),
    });
    this.pane.toggle.addEventListener("click", () => this.pane.try(() => this.block(!this.blocked)));
    this.refresh = soon(() => this.read());
    control.watch((change) => this.hear(change));
  }

  /** Be this person: a known one where `id` is given. Returns the id. */
  async become({ id, firstName, lastName, username, language }) {
    const body = { first_name: firstName, username, language };
    if (lastName) body.last_name = lastName;
    if (id) body.id = id;
    this.person = (await control.post("people", body)).id;
    if (!id) this.forget();
    this.showBlocked();
    this.pane.types(false);
    await this.refresh();
    return this.person;
  }

  forget() {
    this.blocked = false;
    this.group = null;
    this.isInGroup = false;
    this.channel = null;
    this.pane.goHome();
  }

  /** Go to the group, which is made at the first time, to a channel, or back to the private chat. */
  async go(at) {
    if (at === 1 && this.group === null) {
      const group = { title: "Market square", members: [this.person, this.token], kind: "supergroup" };
      this.group = (await control.post("groups", group)).id;
    }
    this.isInGroup = at === 1;
    this.channel = this.channels[at - 2]?.chat ?? null;
    await this.refresh();
  }

  get chat() {
    return this.channel ?? (this.isInGroup ? this.group : this.person);
  }

  /** Write; in a group `@` and any word before the text mean the bot. */
  async say(text) {
    if (this.channel !== null) throw new Error("Nobody but the brand writes in its channel.");
    if (this.isInGroup) return this.sayInGroup(text);
    this.blocked = false; // writing to a bot unblocks it, as on the platform
    this.showBlocked();
    await control.post("say", { token: this.token, person: this.person, text });
  }

  async sayInGroup(text) {
    const { username } = await this.ask("getMe");
    const named = text.replace(/^@\S*/, `@${username}`).replace(/^(\/\w+)$/, `$1@${username}`);
    await control.post("say", { token: this.token, person: this.person, text: named, chat: this.group });
  }

  /** Send a file, shown as what its type says, with a text below it. */
  async send(file, caption) {
    const place = this.chat === this.person ? {} : { chat: this.chat };
    await control.post("send", { token: this.token, person: this.person, kind: kindOf(file), caption, ...file, ...place });
  }

  /** Begin a dialogue as its command in the menu does. */
  begin({ command }) {
    return this.pane.try(() => this.say(`/${command}`));
  }

  async block(yes) {
    await control.post(yes ? "block" : "unblock", { token: this.token, person: this.person });
    this.blocked = yes;
    this.showBlocked();
  }

  showBlocked() {
    this.pane.toggle.hidden = false;
    this.pane.toggle.textContent = this.blocked ? "Unblock" : "Block";
    this.pane.toggle.setAttribute("aria-pressed", String(this.blocked));
  }

  hear(change) {
    const isHere = change?.chat === this.chat;
    if (isHere && change.type === "action") return this.pane.types(true);
    if (isHere && change.type === "answered" && change.text) this.pane.state.textContent = change.text;
    this.refresh();
  }

  async read() {
    if (this.person === null) return;
    const messages = await control.get("messages", { token: this.token, chat: this.chat });
    this.pane.show(messages.map((message) => this.lineOf(message)));
    if (this.channel !== null) this.pane.menu([]);
    else this.pane.menu(messages.length || this.isInGroup ? await this.commands() : [this.command("/start", "Start the bot", "Start")]);
    this.pane.section.dispatchEvent(new CustomEvent("read", { bubbles: true }));
  }

  lineOf(message) {
    return {
      id: `${this.chat}/${message.message_id}`,
      from: message.from === "bot" ? "bot" : "person",
      written: JSON.stringify(message),
      nodes: () => [...pictures(message), ...withEntities(message.text, message.entities)],
      rows: message.buttons.map((row) => row.map((one) => this.buttonOf(message, one))),
      note: notes(message),
    };
  }

  buttonOf(message, { label, url }) {
    const body = { token: this.token, person: this.person, chat: this.chat, message_id: message.message_id, label };
    return { label, url, press: () => control.post("press", body) };
  }

  /** Return the menu that the bot has set, in the words that the platform would show. */
  async commands() {
    const menu = (await this.ask("getMyCommands")) ?? [];
    return menu.map(({ command, description }) => this.command(`/${command}`, description));
  }

  /** Return what the platform itself answers of the bot. */
  async ask(method) {
    const response = await fetch(`/telegram/bot${this.token}/${method}`);
    return (await response.json()).result;
  }

  command(text, hint, label = text) {
    return { label, hint, press: () => this.say(text) };
  }
}

function kindOf({ media_type: type = "" }) {
  if (type === "audio/ogg") return "voice";
  const kind = type.split("/")[0];
  return { image: "photo", audio: "audio", video: "video" }[kind] ?? "document";
}

function pictures(message) {
  if (!message.picture) return [];
  return [picture(`/telegram/control/file?${new URLSearchParams({ file_id: message.file_id })}`, message.file)];
}

function notes(message) {
  return [message.edited && "edited", message.file && !message.picture && `file: ${message.file}`].filter(Boolean).join(", ");
}
