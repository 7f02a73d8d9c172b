// Finds a collectivité by its name or its code, in the files that hold what begins with the same two letters.
"use strict";
{
  const form = document.querySelector("#recherche");
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  const { index, pages, light } = form.dataset;
  const [small, keys] = [form.dataset.small, form.dataset.keys].map((text) => new Set(text.split(" ")));
  const kinds = JSON.parse(form.dataset.kinds);
  const levels = { r: "region", d: "departement", e: "epci", c: "commune", l: "commune" };
  const MOST = 30;
  const saints = { st: "saint", ste: "sainte" };

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replace(/[’'\-\s]+/g, " ").trim();
  const parts = (text) => plain(text).match(/[a-z0-9]+/g) ?? [];
  window.Barometre = { ...window.Barometre, plain, parts };

  const files = {};
  const load = (key) => files[key] ??= new Promise((resolve, reject) => {
    if (!keys.has(key)) return resolve([]);
    const script = document.createElement("script");
    script.src = `${index}${key}.js`;
    script.onload = () => resolve(window.Barometre.search[key].split("\n").map((line) => line.split("|")));
    script.onerror = () => {
      delete files[key];
      reject(new Error(script.src));
    };
    document.head.append(script);
  });

  let options = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const slug = ([, code, kind]) => `${levels[kind]}-${code}`;
  const address = (found) => (found[2] === "l" ? `${light}#${slug(found)}` : pages.replace("{slug}", slug(found)));
  // What was found is opened, unless the page does something else with it.
  const go = (found) => {
    const chosen = new CustomEvent("chosen", { detail: { slug: slug(found) }, cancelable: true });
    if (form.dispatchEvent(chosen)) location.href = address(found);
    else {
      input.value = "";
      status.textContent = "";
      close();
    }
  };
  const option = (found, at) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    item.id = `resultat-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    name.lang = "fr";
    name.textContent = found[0];
    item.append(name, ` ${kinds[found[2]]} ${found[1]}`);
    item.addEventListener("click", () => go(found));
    return item;
  };
  const choose = (at) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (at + list.children.length) % list.children.length;
    const item = list.children[active];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  };

  const count = (number) => {
    const sentence = new Intl.PluralRules(document.documentElement.lang).select(number) === "one" ? status.dataset.one : status.dataset.many;
    return sentence.replace("#", new Intl.NumberFormat(document.documentElement.lang).format(number));
  };
  const search = async () => {
    const asked = input.value;
    const wanted = parts(asked).map((word, at, all) => (at < all.length - 1 ? saints[word] : null) ?? word);
    const long = wanted.filter((word) => word.length > 1);
    const entrance = long.find((word) => !small.has(word)) ?? long.at(-1) ?? wanted[0];
    if (asked.length < 2 || !entrance) {
      close();
      status.textContent = asked ? status.dataset.more : "";
      return;
    }
    const lines = await load(entrance.slice(0, 2)).catch(() => null);
    if (input.value !== asked) return;
    if (!lines) {
      close();
      status.textContent = status.dataset.unread;
      return;
    }
    options = lines.filter(([name, code]) => {
      const words = [...parts(name), code.toLowerCase()];
      return wanted.every((word) => words.some((one) => one.startsWith(word)));
    });
    const isWhole = ([name, code]) => [plain(name), code.toLowerCase()].includes(plain(asked));
    options.sort((a, b) => isWhole(b) - isWhole(a));
    close();
    list.replaceChildren(...options.slice(0, MOST).map(option));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(options.length > 0));
    status.textContent = count(options.length) + (small.has(entrance) || options.length > MOST ? `. ${status.dataset.more}` : "");
  };

  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (list.hidden || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Enter") go(options[Math.max(active, 0)]);
    else choose(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}
