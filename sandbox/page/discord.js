// A person on Discord: direct messages with the bot, and a channel of a guild that the bot is in.

import { Control, soon } from "./control.js";
import { withMarks } from "./marks.js";
import { Pane } from "./pane.js";
import { card, picture } from "./files.js";

const control = new Control("/discord/control");
const LOCALES = { en: "en-US", es: "es-ES", pt: "pt-BR", sv: "sv-SE", zh: "zh-CN" }; // Discord's own list; others are as they are

/** The Discord pane of a brand. */
export class Discord {
  constructor(scene) {
    this.token = scene.discord;
    this.person = null;
    this.closed = false;
    this.general = null; // the id of a guild's channel, once somebody went there
    this.isInGuild = false;
    this.pane = new Pane({
      id: "discord",
      title: "Discord",
      speaker: scene.title,
      places: [
        { label: "Direct messages with the bot", hint: "Message, or / and a command" },
        { label: "#general, a channel with the bot", hint: "@bot and a message, or / and a command" },
      ],
      say: (text) => this.say(text),
      send: (file, text) => control.post("say", { token: this.token, person: this.person, text, files: [file], ...this.place }),
      go: (at) => this.go(at === 1),
    });
    this.pane.toggle.addEventListener("click", () => this.pane.try(() => this.close(!this.closed)));
    this.refresh = soon(() => this.read());
    control.watch((change) => this.hear(change));
  }

  /** Be this person: a known one where `id` is given. Returns the id. */
  async become({ id, firstName, lastName, username, language }) {
    const body = { first_name: firstName, username, language: LOCALES[language] ?? language };
    if (lastName) body.last_name = lastName;
    if (id) body.id = id;
    this.person = (await control.post("people", body)).id;
    if (!id) this.forget();
    this.showClosed();
    this.pane.types(false);
    await this.refresh();
    return this.person;
  }

  forget() {
    this.closed = false;
    this.general = null;
    this.isInGuild = false;
    this.pane.goHome();
  }

  /** Go to the guild, which is made at the first time, or back to direct messages. */
  async go(toGuild) {
    if (toGuild && this.general === null) {
      const guild = { name: "Market square", channels: ["general"], members: [this.person, this.token] };
      this.general = (await control.post("guilds", guild)).channels.general;
    }
    this.isInGuild = toGuild;
    await this.refresh();
  }

  /** Return where the person is, as orders want it. */
  get place() {
    return this.isInGuild ? { channel: this.general } : {};
  }

  /** Write, or give the command that a line with / names, as the platform would. */
  async say(text) {
    const name = /^\/([\w-]+)$/.exec(text)?.[1];
    const known = name === undefined ? [] : await this.commands();
    if (known.some((one) => one.name === name)) return this.slash(name);
    const mention = this.isInGuild && text.startsWith("@");
    const said = mention ? text.replace(/^@\S*\s*/, "") : text;
    return control.post("say", { token: this.token, person: this.person, text: said, mention, ...this.place });
  }

  slash(name) {
    return control.post("slash", { token: this.token, person: this.person, name, ...this.place });
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
    if (change?.type === "typing" && change.user !== this.person) this.pane.types(true);
    this.refresh();
  }

  async read() {
    if (this.person === null) return;
    const messages = await control.get("messages", { token: this.token, person: this.person, ...this.place });
    const seen = messages.filter(({ ephemeral_for: one }) => one === null || one === this.person);
    const lines = [...seen.map((message) => this.lineOf(message)), ...(await this.used())];
    this.pane.show(lines.sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1)));
    const commands = await this.commands();
    this.pane.menu(commands.map(({ name, description }) => this.command(name, description)));
    this.pane.section.dispatchEvent(new CustomEvent("read", { bubbles: true }));
  }

  command(name, description) {
    return { label: `/${name}`, hint: description, press: () => this.slash(name) };
  }

  /** Return the lines of the slash commands that the person used here: they are no messages. */
  async used() {
    const interactions = await control.get("interactions");
    const isHere = ({ person, channel }) => person === this.person && (channel === this.general) === this.isInGuild;
    const commands = interactions.filter((one) => one.kind === "command" && isHere(one));
    return commands.map((one) => ({
      id: one.id,
      from: "person",
      written: one.id,
      nodes: () => [`/${one.data.name}`],
      rows: [],
    }));
  }

  lineOf(message) {
    return {
      id: message.id,
      from: message.from === "bot" ? "bot" : "person",
      written: JSON.stringify(message),
      nodes: () => (message.loading ? ["thinking…"] : [message.poll?.question ?? "", ...withMarks(message.content), ...beside(message)]),
      rows: [...this.answersOf(message), ...this.listsOf(message), ...message.buttons.map((row) => row.map((one) => this.buttonOf(message, one)))],
      note: notes(message),
    };
  }

  buttonOf(message, { label, url, disabled }) {
    const body = { token: this.token, person: this.person, channel: message.channel, message_id: message.id, label };
    return { label, url, disabled, press: () => control.post("press", body) };
  }

  /** Return the answers of a poll, one a row: pressing one votes for it, and pressing it again takes that back. */
  answersOf(message) {
    if (!message.poll) return [];
    const { answers, several, votes } = message.poll;
    const mine = votes[this.person] ?? [];
    return answers.map((label) => {
      const left = mine.filter((one) => one !== label);
      const labels = mine.includes(label) ? left : several ? [...left, label] : [label];
      const body = { token: this.token, person: this.person, channel: message.channel, message_id: message.id, labels };
      return [{ label: mine.includes(label) ? `✓ ${label}` : label, press: () => control.post("vote", body) }];
    });
  }

  /** Return the options of lists, one a row: of a list that takes several, pressing one picks it alone. */
  listsOf(message) {
    const body = { token: this.token, person: this.person, channel: message.channel, message_id: message.id };
    return message.lists.flatMap(({ labels }) =>
      labels.map((label) => [{ label, press: () => control.post("choose", { ...body, labels: [label] }) }]),
    );
  }

  /** Return the slash commands that the bot has registered. */
  commands() {
    return control.get("commands", { token: this.token });
  }
}

const PICTURE = /\.(gif|jpe?g|png|webp)$/i;

/** Return the pictures and cards of a message; a picture that a card shows is not shown twice. */
function beside(message) {
  const shown = message.embeds.map(({ image }) => image?.url);
  const pictures = message.files.filter(({ name }) => PICTURE.test(name) && !shown.includes(`attachment://${name}`));
  return [...pictures.map((file) => picture(addressOf(message, file), file.description ?? file.name)), ...message.embeds.map((embed) => cardOf(message, embed))];
}

function cardOf(message, { title, description, url, image }) {
  const name = image?.url.replace(/^attachment:\/\//, "");
  const file = message.files.find((one) => one.name === name);
  const address = file ? addressOf(message, file) : image?.url;
  if (!title && address) return picture(address, "");
  return card({ title, url, text: withMarks(description ?? ""), image: address });
}

function addressOf(message, file) {
  return `/discord/attachments/${message.channel}/${file.id}/${encodeURIComponent(file.name)}`;
}

function notes(message) {
  const files = message.files.filter(({ name }) => !PICTURE.test(name)).map(({ name }) => `file: ${name}`);
  const reactions = Object.entries(message.reactions).map(([emoji, people]) => `${emoji} ${people.length}`);
  return [message.edited_at && "edited", ...reactions, message.ephemeral_for && "only you can see this", ...files].filter(Boolean).join(", ");
}
