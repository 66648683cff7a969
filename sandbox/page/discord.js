// A person on Discord: a private channel with the bot, with slash commands and buttons.

import { Control, soon } from "./control.js";
import { withMarks } from "./marks.js";
import { Pane } from "./pane.js";

const control = new Control("/discord/control");
const EPHEMERAL = 64; // the flag of a message that one person sees, and that goes by itself
const LOADING = 128; // the flag of an answer that is yet to come

/** The Discord pane of a brand. */
export class Discord {
  constructor(scene) {
    this.token = scene.discord;
    this.person = null;
    this.closed = false;
    this.pane = new Pane({
      id: "discord",
      title: "Discord",
      who: "Direct messages with the bot",
      speaker: scene.title,
      placeholder: "Message, or / and a command",
      say: (text) => this.say(text),
    });
    this.pane.toggle.addEventListener("click", () => this.pane.try(() => this.close(!this.closed)));
    this.refresh = soon(() => this.read());
    control.watch((change) => this.hear(change));
  }

  /** Be this person: a known one where `id` is given. Returns the id. */
  async become({ id, firstName, lastName, username, language }) {
    const body = { first_name: firstName, username, language };
    if (lastName) body.last_name = lastName;
    if (id) body.id = id;
    this.person = (await control.post("people", body)).id;
    this.closed = false;
    this.showClosed();
    this.pane.types(false);
    await this.refresh();
    return this.person;
  }

  /** Write, or give the command that a line with / names, as the platform would. */
  async say(text) {
    const name = /^\/([\w-]+)$/.exec(text)?.[1];
    const known = name === undefined ? [] : await this.registered();
    if (known.some((one) => one.name === name)) return this.slash(name);
    return control.post("say", { token: this.token, person: this.person, text });
  }

  slash(name) {
    return control.post("slash", { token: this.token, person: this.person, name });
  }

  /** Begin a dialogue as its slash command does. */
  begin({ command }) {
    return this.pane.try(() => this.say(`/${command}`));
  }

  async close(yes) {
    await control.post("closed-dms", { person: this.person, closed: yes });
    this.closed = yes;
    this.showClosed();
  }

  showClosed() {
    this.pane.toggle.hidden = false;
    this.pane.toggle.textContent = this.closed ? "Open DMs" : "Close DMs";
    this.pane.toggle.setAttribute("aria-pressed", String(this.closed));
  }

  hear(change) {
    if (change?.type === "typing") this.pane.types(true);
    this.refresh();
  }

  async read() {
    if (this.person === null) return;
    const messages = await control.get("messages", { token: this.token, person: this.person });
    this.pane.show(messages.map((message) => this.lineOf(message)));
    const commands = await this.registered();
    this.pane.menu(commands.map(({ name, description }) => this.command(name, description)));
    this.pane.section.dispatchEvent(new CustomEvent("read", { bubbles: true }));
  }

  command(name, description) {
    return { label: `/${name}`, hint: description, press: () => this.slash(name) };
  }

  lineOf(message) {
    const isLoading = Boolean(message.flags & LOADING);
    return {
      id: message.id,
      from: message.from === "bot" ? "bot" : "person",
      written: JSON.stringify(message),
      nodes: () => (isLoading ? ["thinking…"] : withMarks(message.content)),
      rows: (message.buttons ?? []).map((row) => row.map((one) => this.buttonOf(message, one))),
      note: message.flags & EPHEMERAL ? "only you can see this" : "",
    };
  }

  buttonOf(message, { label, url, disabled }) {
    const body = { token: this.token, person: this.person, channel: message.channel, message_id: message.id, label };
    return { label, url, disabled, press: () => control.post("press", body) };
  }

  /** Return the slash commands that the bot has registered, as the platform knows them. */
  async registered() {
    const headers = { Authorization: `Bot ${this.token}` };
    const me = await (await fetch("/discord/api/v10/users/@me", { headers })).json();
    const response = await fetch(`/discord/api/v10/applications/${me.id}/commands`, { headers });
    return response.ok ? response.json() : [];
  }
}
