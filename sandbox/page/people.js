// Who one is: a made-up person, kept while this tab is open.

const NAMES = ["Ada Ricci", "Bruno Keller", "Chiara Moreau", "Dario Lindqvist", "Elif Okafor", "Farid Novak"];
const KEY = "convivio-sandbox:";

/** Return the person of this tab for a brand; a new one where there is none in this run of the sandbox. */
export function kept(scene) {
  try {
    const person = JSON.parse(sessionStorage.getItem(KEY + scene.brand));
    if (person?.run === runOf(scene)) return person;
  } catch {
    // nothing can be read here: a new person
  }
  return newcomer(scene, null);
}

/** Return a person whom nobody knows yet. */
export function newcomer(scene, before) {
  const { languages } = scene;
  const at = before === null ? 0 : NAMES.indexOf(before.name) + 1;
  return keep({
    run: runOf(scene),
    brand: scene.brand,
    name: NAMES[at % NAMES.length],
    language: languages.find((one) => navigator.language.startsWith(one)) ?? languages[0] ?? "en",
    visitor: crypto.randomUUID(),
    ids: {},
  });
}

/** Keep a person for the next load of this tab, and return it. */
export function keep(person) {
  try {
    sessionStorage.setItem(KEY + person.brand, JSON.stringify(person));
  } catch {
    // the copy in memory serves until the page is closed
  }
  return person;
}

// The bots and the page of a brand are others in each run.
function runOf({ telegram, discord, chat, further }) {
  return [telegram, discord, chat, ...further.map(({ key }) => key)].join(" ");
}

/** Return the person as a platform is told of it. */
export function onPlatform(person, platform) {
  const [firstName, ...rest] = person.name.split(/\s+/);
  const username = `${person.name.toLowerCase().replace(/[^a-z0-9]+/g, "_")}_${person.visitor.slice(0, 4)}`;
  return {
    id: person.ids[platform],
    firstName,
    lastName: rest.join(" ") || null,
    username,
    language: person.language,
    visitor: person.visitor,
  };
}
