// The page: one person on every platform of a brand, side by side.

import { Discord } from "./discord.js";
import { button, element } from "./elements.js";
import { offerFaults } from "./faults.js";
import { keep, kept, newcomer, onPlatform } from "./people.js";
import { Telegram } from "./telegram.js";
import { Web } from "./web.js";
import { WhatsApp } from "./whatsapp.js";

const FURTHER = { whatsapp: WhatsApp }; // platform -> its pane

const PAUSE = 500; // ms between two looks for brands that are not ready yet

const at = (id) => document.getElementById(id);
let places = {}; // platform -> its pane
let person = null;
let arrived = Promise.resolve(); // once the person is on every platform

async function load() {
  const scenes = await (await fetch("/scenes")).json();
  if (!scenes.length) return setTimeout(load, PAUSE);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const scene = scenes.find((one) => one.brand === wanted) ?? scenes[0];
  offerBrands(scenes, scene);
  play(scene);
  addEventListener("back", () => comeBack(scene));
}

// A sandbox that was started again has other bots, and nobody of before.
async function comeBack(scene) {
  const scenes = await (await fetch("/scenes")).json();
  if (!scenes.length) return setTimeout(comeBack, PAUSE, scene);
  const isSame = scenes.some((one) => JSON.stringify(one) === JSON.stringify(scene));
  if (!isSame) location.reload();
}

function offerBrands(scenes, scene) {
  at("title").textContent = scene.title;
  document.title = `${scene.title} · Convivio sandbox`;
  at("brands").hidden = scenes.length < 2;
  at("brand").replaceChildren(...scenes.map(({ brand, title }) => element("option", { value: brand, selected: brand === scene.brand }, title)));
  at("brand").addEventListener("change", () => {
    location.hash = at("brand").value;
    location.reload();
  });
}

function play(scene) {
  places = {};
  if (scene.telegram) places.telegram = new Telegram(scene);
  if (scene.discord) places.discord = new Discord(scene);
  for (const one of scene.further) places[one.platform] = new FURTHER[one.platform](scene, one);
  if (scene.chat) places.web = new Web(scene);
  at("panes").append(...Object.values(places).map((place) => (place.pane ?? place).section));
  at("panes").dataset.count = Object.keys(places).length;
  offerPlaces(scene);
  offerStarts(scene);
  offerFaults(scene);
  offerPeople(scene);
  at("panes").addEventListener("read", compare);
}

// On a narrow screen one platform is shown at a time.
function offerPlaces({ further }) {
  const names = Object.keys(places);
  const titles = { web: "Web", ...Object.fromEntries(further.map(({ platform, title }) => [platform, title])) };
  const show = (name) => {
    at("panes").dataset.shown = name;
    for (const one of at("places").children) one.setAttribute("aria-pressed", String(one.dataset.place === name));
  };
  at("places").replaceChildren(
    ...names.map((name) => {
      const made = button(titles[name] ?? name[0].toUpperCase() + name.slice(1), () => show(name));
      made.dataset.place = name;
      return made;
    }),
  );
  at("places").hidden = names.length < 2;
  if (names.length) show(names[0]);
}

function offerStarts({ starts }) {
  const chips = starts.map((start) => button(`/${start.command}`, () => arrived.then(() => Object.values(places).forEach((place) => place.begin(start)))));
  at("starts").replaceChildren(...chips);
  at("starts").parentElement.hidden = chips.length === 0;
}

function offerPeople(scene) {
  be(kept(scene));
  at("newcomer").addEventListener("click", () => be(newcomer(scene, person)));
  at("person").addEventListener("submit", (event) => {
    event.preventDefault();
    at("name").blur();
  });
  at("name").addEventListener("change", () => {
    const name = at("name").value.trim();
    if (name) be({ ...person, name, ids: { ...person.ids } });
    else at("name").value = person.name;
  });
}

function be(someone) {
  arrived = arrived.then(() => arrive(someone)).catch((error) => (at("sameness").textContent = error.message));
}

async function arrive(someone) {
  const isSame = person?.visitor === someone.visitor;
  person = someone;
  for (const [name, place] of Object.entries(places)) {
    if (name === "web" && isSame) continue;
    const id = await place.become(onPlatform(person, name));
    if (id !== undefined) person.ids[name] = id;
  }
  keep(person);
  at("name").value = person.name;
}

// One conversation, whatever the platform: what the bot said on each is the same to the letter.
function compare() {
  const said = [places.telegram, places.discord].filter(Boolean).map((place) => place.pane.said());
  const [first, second] = said;
  const count = first?.length ?? 0;
  const isSame = said.length === 2 && count > 0 && JSON.stringify(first) === JSON.stringify(second);
  at("sameness").textContent = isSame ? `Word for word the same on both platforms: ${count} ${count === 1 ? "message" : "messages"}.` : "";
}

load();
