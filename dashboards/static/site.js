// Draws the figures, swaps their colours with the theme, and links communes to their sheets. Pages are complete without it.
"use strict";

const root = document.documentElement;
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const onPaper = window.matchMedia("print");
const PAPER_WIDTH = 680;
const isDark = () => !onPaper.matches && (root.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";

// Figures carry light colours; their dark twins replace them text for text.
function coloured(figure) {
  const copy = structuredClone(figure);
  if (!isDark()) return copy;
  const twins = window.Barometre.palettes.dark;
  const swap = (value, key) => {
    if (key === "geojson") return value;
    if (typeof value === "string") return twins[value] ?? value;
    if (Array.isArray(value)) return value.map((item) => swap(item));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, swap(item, name)]));
    return value;
  };
  return swap(copy);
}

// Contours come once for all figures of a page; a ring is the steps between its points, written as in source maps.
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const unfolded = {};

function numbers(text) {
  const found = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    for (let shift = 0, digit = 32; digit & 32; shift += 5) {
      digit = DIGITS.indexOf(text[at++]);
      value |= (digit & 31) << shift;
    }
    found.push(value);
  }
  return found;
}

const signed = (value) => (value & 1 ? -(value >>> 1) : value >>> 1);

function unfold({ grain, areas }) {
  const ring = (text) => {
    const steps = numbers(text).map(signed);
    const points = [];
    for (let x = 0, y = 0, at = 0; at < steps.length;) points.push([(x += steps[at++]) / grain, (y += steps[at++]) / grain]);
    return points;
  };
  const features = areas.map(([code, polygons]) => ({
    type: "Feature", properties: { code },
    geometry: { type: "MultiPolygon", coordinates: polygons.map((rings) => rings.map(ring)) },
  }));
  return { type: "FeatureCollection", features };
}

function withContours(figure) {
  for (const trace of figure.data) {
    if (trace.type === "choropleth") {
      const { features } = trace.geojson = unfolded[trace.geojson] ??= unfold(window.Barometre.contours[trace.geojson]);
      let place = 0;
      trace.locations = numbers(trace.locations).map((step) => features[place += signed(step)].properties.code);
    }
    if (trace.hatching !== undefined) hatch(trace);
  }
  return figure;
}

const HATCH_GRAIN = 500;

// Lines across areas of unknown value: where each begins after the one before, and how far east and south it runs.
function hatch(trace) {
  const steps = numbers(trace.hatching).map(signed);
  delete trace.hatching;
  Object.assign(trace, { lon: [], lat: [] });
  for (let x = 0, y = 0, at = 0; at < steps.length; at += 3) {
    x += steps[at];
    y += steps[at + 1];
    trace.lon.push(x / HATCH_GRAIN, (x + steps[at + 2]) / HATCH_GRAIN, null);
    trace.lat.push(y / HATCH_GRAIN, (y - steps[at + 2]) / HATCH_GRAIN, null);
  }
}

// Points come once for all settings of a figure, cells of a grid in their order; a setting says the state of each.
function withPoints(figure, points) {
  if (!points) return figure;
  let cell = 0;
  const places = numbers(points.steps).map((step) => {
    cell += step;
    return [(points.west + cell % points.width) / points.grain, (points.north - Math.floor(cell / points.width)) / points.grain];
  });
  const state = (at) => DIGITS.indexOf(figure.states[Math.floor(at / 3)]) >> 2 * (at % 3) & 3;
  for (const trace of figure.data.filter((one) => "state" in one)) {
    const own = [...places.keys()].filter((at) => state(at) === trace.state);
    const [across, up] = trace.slant ?? [];
    const ends = (axis, half) => own.flatMap((at) => (trace.slant ? [places[at][axis] - half, places[at][axis] + half, null] : [places[at][axis]]));
    trace.lon = ends(0, across);
    trace.lat = ends(1, up);
    if (points.names) trace.text = own.map((at) => points.names[at]);
    delete trace.state;
    delete trace.slant;
  }
  return figure;
}

// A title whose French names are marked as such, where the page is not in French.
function marked(text, [name, ...others] = []) {
  const at = name ? text.indexOf(name) : -1;
  if (at < 0) return [text];
  const own = Object.assign(document.createElement("span"), { lang: "fr", textContent: name });
  return [...marked(text.slice(0, at), others), own, ...marked(text.slice(at + name.length), others)];
}

class Chart {
  constructor(element) {
    this.element = element;
    this.canvas = element.querySelector(".canvas");
    this.title = element.querySelector(".finding");
    const { chart: slug, only } = element.dataset;
    this.chart = only ? { variants: [window.Barometre.variants[`${slug}/${only}`]] } : window.Barometre.figures[slug];
    this.select = element.querySelector("select");
    this.key = `figure-${element.dataset.chart}`;
    this.variant = this.chart.variants[0];
    if (this.select) {
      this.select.value = this.variant.key;
      this.select.addEventListener("change", () => this.choose(this.select.value));
    }
  }

  start() {
    const asked = new URLSearchParams(location.hash.slice(1)).get(this.key);
    const isOffered = [...(this.select?.options ?? [])].some((option) => option.value === asked);
    if (isOffered && asked !== this.variant.key) this.choose(asked);
    else this.draw();
  }

  async choose(key) {
    this.select.value = key;
    try {
      const variant = await this.load(key);
      if (this.select.value !== key) return;
      this.variant = variant;
    } catch {
      this.select.value = this.variant.key; // the file cannot be had: the figure stays as it was, and its selector too
    }
    const address = new URLSearchParams(location.hash.slice(1));
    address.set(this.key, this.variant.key);
    history.replaceState(null, "", `#${address}`);
    this.draw();
  }

  // A page holds the first setting of its figures; the others are read when they are chosen.
  load(key) {
    const slug = this.element.dataset.chart;
    const known = this.chart.variants.find((item) => item.key === key) ?? window.Barometre.variants?.[`${slug}/${key}`];
    if (known) return known;
    const base = document.querySelector(`script[src$="figures/${slug}.js"]`).src.replace(/\.js$/, "");
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${base}/${key}.js`;
      script.onload = () => resolve(window.Barometre.variants[`${slug}/${key}`]);
      script.onerror = reject;
      document.head.append(script);
    });
  }

  draw() {
    const figure = withPoints(withContours(coloured(this.variant.figure)), this.chart.points);
    const width = onPaper.matches ? PAPER_WIDTH : this.canvas.clientWidth;
    const narrow = width < 480;
    const layout = { ...figure.layout, ...(onPaper.matches ? { width } : { autosize: true }), font: { ...figure.layout.font, size: narrow ? 11 : 13 } };
    if (narrow) Object.assign(layout, figure.narrow);
    if (narrow && figure.data.some((trace) => trace.type === "choropleth")) layout.height = Math.max(320, Math.round(width * 1.2));
    this.canvas.style.minHeight = `${layout.height}px`;
    if (this.variant.title) this.title.replaceChildren(...marked(this.variant.title, this.variant.names));
    const config = { displayModeBar: false, responsive: true, locale: root.lang, scrollZoom: false, doubleClick: false, showTips: false };
    window.Plotly.react(this.canvas, figure.data, layout, config).then(() => { this.element.dataset.drawn = this.variant.key; });
  }
}

function startCharts() {
  const elements = [...document.querySelectorAll("figure[data-chart]")];
  if (!elements.length || !window.Plotly) return;
  const charts = elements.map((element) => new Chart(element));
  const drawAll = () => charts.forEach((chart) => chart.draw());
  charts.forEach((chart) => chart.start());
  for (const media of [prefersDark, onPaper]) media.addEventListener("change", drawAll);
  document.addEventListener("themechange", drawAll);
}

// What is folded on a screen is printed, but for long tables: paper names their file instead.
function startPrint() {
  let opened = [];
  onPaper.addEventListener("change", () => {
    opened.forEach((item) => { item.open = false; });
    opened = onPaper.matches ? [...document.querySelectorAll("details:not([open], .long)")] : [];
    opened.forEach((item) => { item.open = true; });
  });
}

function startThemeSwitch() {
  const button = document.querySelector("#theme-switch");
  if (!button) return; // an embed has none
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    button.textContent = isDark() ? button.dataset.light : button.dataset.dark;
  };
  show();
  prefersDark.addEventListener("change", show);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* the choice lasts as long as the page */ }
    show();
    document.dispatchEvent(new Event("themechange"));
  });
}

// Light sheets are made by a script: only with it is something behind the names of a table of communes.
function startCommunes() {
  const sheets = document.querySelector("table[data-sheets]");
  for (const { cells: [name] } of sheets?.tBodies[0].rows ?? []) {
    if (name.firstElementChild) continue;
    const link = document.createElement("a");
    link.href = `${sheets.dataset.sheets}#commune-${name.id}`;
    link.append(name.firstChild);
    name.append(link);
  }
}

// The other language keeps the place and the settings of the figures.
function startLanguage() {
  const link = document.querySelector("a.language");
  link?.addEventListener("click", () => { link.hash = location.hash; });
}

startThemeSwitch();
startLanguage();
startCommunes();
startPrint();
startCharts();
