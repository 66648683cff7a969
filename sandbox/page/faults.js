// What may go wrong, to be ordered with one press: it happens once, at the next message.

import { Control } from "./control.js";
import { button, element } from "./elements.js";

const SLOW = 3; // seconds that a platform asks the bot to wait

const TELEGRAM = {
  "Too many requests": answer("sendMessage", 429, { ok: false, error_code: 429, description: `Too Many Requests: retry after ${SLOW}`, parameters: { retry_after: SLOW } }),
  "Server error": answer("sendMessage", 502, { ok: false, error_code: 502, description: "Bad Gateway" }),
  "Answer lost after sending": { where: "sendMessage", fault: { type: "reset", after: true } },
};

const DISCORD_SEND = "POST channels/{id}/messages";
const DISCORD = {
  "Too many requests": answer(DISCORD_SEND, 429, { message: "You are being rate limited.", retry_after: SLOW, global: false }, { "Retry-After": String(SLOW), "X-RateLimit-Scope": "shared" }),
  "Server error": answer(DISCORD_SEND, 502, { message: "502: Bad Gateway", code: 0 }),
  "Answer lost after sending": { where: DISCORD_SEND, fault: { type: "reset", after: true } },
};

const WHATSAPP = {
  "Too many requests": answer("messages", 400, { error: { code: 131056, message: "pair rate limit hit" } }, { "Retry-After": String(SLOW) }),
  "Server error": answer("messages", 500, { error: { code: 131000, message: "Something went wrong" } }),
  "Answer lost after sending": { where: "messages", fault: { type: "reset", after: true } },
  "24 hours have passed": answer("messages", 400, { error: { code: 131047, message: "Re-engagement message" } }),
};
const FURTHER = { whatsapp: WHATSAPP };

function answer(where, status, body, headers = {}) {
  return { where, fault: { type: "answer", status, body, headers } };
}

/** Offer the faults of the platforms that a brand is on. */
export function offerFaults(scene) {
  const groups = [];
  if (scene.telegram) groups.push(groupOf("Telegram", new Control("/telegram/control"), TELEGRAM));
  if (scene.discord) {
    const control = new Control("/discord/control");
    const drop = () => control.post("gateway", { token: scene.discord, action: "drop" });
    groups.push(groupOf("Discord", control, DISCORD, { "Gateway connection drops": drop }));
  }
  for (const { platform, title } of scene.further) groups.push(groupOf(title, new Control(`/${platform}/control`), FURTHER[platform]));
  document.getElementById("orders").replaceChildren(...groups);
  document.getElementById("faults").hidden = groups.length === 0;
}

function groupOf(platform, control, orders, deeds = {}) {
  const group = element("div", {}, element("h2", {}, platform));
  for (const [label, order] of Object.entries(orders)) {
    group.append(orderOf(platform, label, () => control.post("faults", order), "at its next message"));
  }
  for (const [label, deed] of Object.entries(deeds)) group.append(orderOf(platform, label, deed, "now"));
  return group;
}

function orderOf(platform, label, deed, when) {
  return button(label, async () => {
    const said = document.getElementById("ordered");
    try {
      await deed();
      said.textContent = `${platform}: ${label.toLowerCase()}, ${when}.`;
    } catch (error) {
      said.textContent = `${platform}: ${error.message}`;
    }
  });
}
