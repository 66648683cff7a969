// The web: the product's own chat page, as it is, in a frame.

/** The web pane of a brand. */
export class Web {
  constructor(scene) {
    const made = document.getElementById("frame").content.cloneNode(true);
    this.section = made.querySelector("section");
    this.section.id = "pane-web";
    this.frame = this.section.querySelector("iframe");
    this.frame.title = `Chat page of ${scene.title}`;
    const heading = this.section.querySelector("h2");
    heading.id = "heading-web";
    this.section.setAttribute("aria-labelledby", heading.id);
    this.section.querySelector(".who").textContent = "The brand’s own chat page";
    this.chat = scene.chat;
    this.visitor = null;
  }

  /** Be this person: the page remembers each visitor by itself. */
  become({ visitor }) {
    this.visitor = visitor;
    this.open();
  }

  /** Begin a dialogue by its link, as from anywhere on the web. */
  begin({ link }) {
    if (link) this.open(link);
  }

  open(start = null) {
    const address = new URL(this.chat);
    address.searchParams.set("visitor", this.visitor);
    if (start) address.searchParams.set("start", start);
    this.frame.src = address;
  }
}
