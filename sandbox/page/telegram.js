// A person on Telegram: a private chat with the bot.

import { Control, soon } from "./control.js";
import { withEntities } from "./entities.js";
import { Pane } from "./pane.js";

const control = new Control("/telegram/control");

/** The Telegram pane of a brand. */
export class Telegram {
  constructor(scene) {
    this.token = scene.telegram;
    this.person = null;
    this.blocked = false;
    this.pane = new Pane({
      id: "telegram",
      title: "Telegram",
      who: "Private chat with the bot",
      speaker: scene.title,
      placeholder: "Message",
      say: (text) => this.say(text),
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
    this.blocked = false;
    this.showBlocked();
    this.pane.types(false);
    await this.refresh();
    return this.person;
  }

  say(text) {
    this.blocked = false; // writing to a bot unblocks it, as on the platform
    this.showBlocked();
    return control.post("say", { token: this.token, person: this.person, text });
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
    if (change?.type === "action" && change.chat === this.person) return this.pane.types(true);
    if (change?.type === "answered" && change.text && change.chat === this.person) this.pane.state.textContent = change.text;
    this.refresh();
  }

  async read() {
    if (this.person === null) return;
    const messages = await control.get("messages", { token: this.token, chat: this.person });
    this.pane.show(messages.map((message) => this.lineOf(message)));
    this.pane.menu(messages.length ? await this.commands() : [this.command("/start", "Start the bot", "Start")]);
    this.pane.section.dispatchEvent(new CustomEvent("read", { bubbles: true }));
  }

  lineOf(message) {
    return {
      id: `${this.person}/${message.message_id}`,
      from: message.from === "bot" ? "bot" : "person",
      written: JSON.stringify(message),
      nodes: () => withEntities(message.text, message.entities),
      rows: message.buttons.map((row) => row.map((one) => this.buttonOf(message, one))),
      note: notes(message),
    };
  }

  buttonOf(message, { label, url }) {
    const body = { token: this.token, person: this.person, message_id: message.message_id, label };
    return { label, url, press: () => control.post("press", body) };
  }

  /** Return the menu that the bot has set, in the words that the platform would show. */
  async commands() {
    const response = await fetch(`/telegram/bot${this.token}/getMyCommands`);
    const { result } = await response.json();
    return (result ?? []).map(({ command, description }) => this.command(`/${command}`, description));
  }

  command(text, hint, label = text) {
    return { label, hint, press: () => this.say(text) };
  }
}

function notes(message) {
  return [message.edited && "edited", message.file && `file: ${message.file}`].filter(Boolean).join(", ");
}
