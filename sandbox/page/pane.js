// One platform as a person sees it: what was said, what can be pressed, and a line to write on.

import { button, element, link } from "./elements.js";
import { contentOf } from "./files.js";

const TYPING = 6_000; // ms after which a sign of typing counts no more: Telegram's own are 5 s

/** A conversation on one platform. */
export class Pane {
  /**
   * @param {object} as - `id`, `title`, `speaker` (what the bot is called), `say(text)`,
   *   `send(file, text)`, the file as `contentOf` gives it, and `places`: where people talk with it,
   *   each `{label, hint}`, the first alone with it; `go(at)` goes to one.
   */
  constructor(as) {
    const made = document.getElementById("pane").content.cloneNode(true);
    this.section = made.querySelector("section");
    this.section.classList.add(as.id);
    this.section.id = `pane-${as.id}`;
    this.log = this.section.querySelector(".log");
    this.state = this.section.querySelector(".state");
    this.menuOf = this.section.querySelector(".menu");
    this.toggle = this.section.querySelector(".toggle");
    this.speaker = as.speaker;
    this.lines = new Map(); // id -> {made, written}
    this.pressed = new Set(); // what was pressed in this tab, as "line label"
    this.isAtEnd = true; // whoever reads further up is left there
    this.log.addEventListener("scroll", () => (this.isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 40));
    new ResizeObserver(() => this.stay()).observe(this.log);
    this.log.addEventListener("load", () => this.stay(), true); // pictures have their size once they have come
    this.typing = 0;
    this.where = this.section.querySelector("select");
    this.places = as.places;
    this.gone = Promise.resolve(); // to the place that was chosen last
    this.name(as);
    this.listen(as);
  }

  name({ id, title, places }) {
    const heading = this.section.querySelector("h2");
    heading.id = `heading-${id}`;
    heading.textContent = title;
    this.section.setAttribute("aria-labelledby", heading.id);
    this.where.append(...places.map(({ label }, at) => element("option", { value: at }, label)));
    this.where.setAttribute("aria-label", `Where on ${title}`);
    this.log.setAttribute("aria-label", `Conversation on ${title}`);
    this.menuOf.setAttribute("aria-label", `Commands on ${title}`);
    this.text = this.section.querySelector("textarea");
    this.text.id = `text-${id}`;
    this.text.placeholder = places[0].hint;
    const label = this.section.querySelector("label");
    label.htmlFor = this.text.id;
    label.textContent = `Write on ${title}`;
    this.section.querySelector(".say").setAttribute("aria-label", `Write on ${title}`);
    this.file = this.section.querySelector("[type=file]");
    this.file.setAttribute("aria-label", `Send a file on ${title}`);
  }

  listen({ say, send, go }) {
    this.where.addEventListener("change", () => {
      this.text.placeholder = this.places[this.where.value].hint;
      this.gone = this.try(() => go(Number(this.where.value)));
    });
    const form = this.section.querySelector(".say");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = this.take();
      this.text.focus();
      if (said) this.there(() => say(said));
    });
    this.file.addEventListener("change", () => {
      const [file] = this.file.files;
      const said = this.take();
      this.there(async () => send(await contentOf(file), said)).finally(() => (this.file.value = ""));
    });
    this.text.addEventListener("input", () => this.fit());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  /** Take what is written, and leave the line empty. */
  take() {
    const said = this.text.value.replaceAll("\0", "").trim();
    this.text.value = "";
    this.fit();
    return said;
  }

  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }

  /** Go back to where one is alone with the bot. */
  goHome() {
    this.where.value = 0;
    this.text.placeholder = this.places[0].hint;
  }

  /** Do something where one has gone to, once one is there: what is said on the way belongs there. */
  async there(work) {
    await this.gone;
    await this.try(work);
  }

  /** Do something, and say in the platform's words why it could not be done. */
  async try(work) {
    try {
      this.state.textContent = "";
      await work();
    } catch (error) {
      this.state.textContent = error.message;
    }
  }

  /**
   * Show a conversation.
   * @param {object[]} lines - each with `id`, `from` (`bot` or `person`), `written` (what changes when
   *   the line changes), `nodes()`, `rows` of buttons {label, url, press}, and `note`.
   */
  show(lines) {
    const gone = new Set(this.lines.keys());
    for (const line of lines) {
      gone.delete(line.id);
      this.place(line);
    }
    for (const id of gone) {
      this.lines.get(id).made.remove();
      this.lines.delete(id);
    }
    this.stay();
  }

  stay() {
    if (this.isAtEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  place(line) {
    const shown = this.lines.get(line.id);
    if (shown?.written === line.written) return;
    const made = this.lineOf(line);
    if (shown) shown.made.replaceWith(made);
    else this.log.append(made);
    if (!shown && line.from === "bot") this.types(false);
    this.lines.set(line.id, { made, written: line.written });
  }

  lineOf(line) {
    const who = element("span", { className: "unseen" }, line.from === "bot" ? `${this.speaker}: ` : "You: ");
    const bubble = element("div", { className: `line ${line.from}` }, who, element("span", { className: "said" }, ...line.nodes()));
    if (line.note) bubble.append(element("small", {}, ` ${line.note}`));
    const made = element("div", { className: `turn ${line.from}` }, bubble);
    if (line.rows.length) made.append(this.rowsOf(line));
    return made;
  }

  rowsOf({ id, rows }) {
    const group = element("div", { className: "choices" });
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "Choices");
    for (const row of rows) group.append(element("div", { className: "row" }, ...row.map((one) => this.choiceOf(id, one))));
    return group;
  }

  choiceOf(line, { label, url, press, disabled }) {
    if (url) {
      const anchor = link(url, label);
      anchor.className = "choice";
      return anchor;
    }
    const made = button(label, (event) => {
      this.try(press);
      this.pressed.add(`${line} ${label}`);
      made.classList.add("pressed");
      // Whoever uses keys goes on at the text; a touch must not open the keyboard.
      if (event.detail === 0) this.text.focus();
    }, "choice");
    made.classList.toggle("pressed", this.pressed.has(`${line} ${label}`));
    made.disabled = Boolean(disabled);
    return made;
  }

  /** Offer commands, each `{label, hint, press}`. */
  menu(commands) {
    const written = JSON.stringify(commands.map(({ label, hint }) => [label, hint]));
    if (this.menuOf.dataset.written === written) return;
    this.menuOf.dataset.written = written;
    this.menuOf.hidden = commands.length === 0;
    this.menuOf.replaceChildren(
      ...commands.map(({ label, hint, press }) => {
        const made = button(label, () => this.try(press));
        if (hint) made.title = hint;
        return made;
      }),
    );
  }

  /** Say whether the bot types at this moment; what is not renewed ends by itself. */
  types(yes) {
    clearTimeout(this.typing);
    this.section.classList.toggle("typing", yes);
    this.state.textContent = yes ? `${this.speaker} is typing…` : "";
    if (yes) this.typing = setTimeout(() => this.types(false), TYPING);
  }

  /** Return what the bot has said, in order, without marks. */
  said() {
    return [...this.log.querySelectorAll(".turn.bot .said")].map((one) => one.textContent);
  }
}
