// Facts in words and tables: `dashboards/sheets/told.py` in a browser.
"use strict";
{
  const words = window.Barometre.words.sheet;
  const { html, filled, hundredths, number, signed } = window.Barometre.format;
  const one = new Intl.PluralRules(document.documentElement.lang);

  const says = (sentences) => (name, values = {}) => filled(sentences[name], values);
  const own = (name) => filled(words.own, { name });
  const share = (value) => hundredths(value) + words.percent;
  const interval = (low, high, form = number) => {
    const [a, b] = [form(low), form(high)];
    return a === b ? a : words.span.replace("{a}", a).replace("{b}", b);
  };
  const known = (value) => (value == null ? words.say.missing : number(value));
  const instant = (text) => {
    const [, year, month, day, time] = text.match(/(.+)-(.+)-(.+)T(.+)/);
    return filled(words.instant, { year, time, month: words.instant_months[month - 1], day: String(+day).padStart(words.day_digits, "0") }).text;
  };

  const state = (status) => html`<span class="state ${words.states[status][0]}">${words.states[status][1]}</span>`;
  const section = (id, head, body, kind) => html`<section${kind && html` class="${kind}"`} aria-labelledby="${id}"><h2 id="${id}">${head}</h2>
${body}</section>`;
  const list = (items) => html`<ul class="plain">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  const link = (href, text) => html`<a href="${href}">${text}</a>`;
  // Rows are [head, cells], { unknown } a cell that says why; `numbers` are columns of numbers; a body may have an `id`.
  const table = (name, caption, heads, numbers, ...bodies) => {
    const kind = numbers.length > 0 && html` class="${numbers.map((at) => `n${at + 1}`).join(" ")}"`;
    const cell = (text) => (text?.unknown === undefined ? html`<td>${text}</td>` : html`<td class="u">${text.unknown}</td>`);
    const row = ([first, cells]) => html`<tr><th scope="row">${first}</th>${cells.map(cell)}</tr>`;
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">
<table${kind}>${caption && html`<caption>${caption}</caption>`}<thead><tr>${heads.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>${bodies.map((rows) => html`<tbody${rows.id && html` id="${rows.id}"`}>${rows.map(row)}</tbody>`)}</table></div>`;
  };

  // Followers `back` places before the month of the edition.
  const measured = (measure, back) => {
    const month = words.months[back];
    if (!measure) return { month, value: words.say.missing, span: "", how: words.say.no_reading };
    const [metric, status, where, count, low = count, high = count] = measure;
    const value = known(count);
    const span = low == null || high == null ? "" : interval(low, high);
    return { month, value, span: span === value ? "" : span, how: words.measures[status], where, metric: words.metrics[metric], count, low, high };
  };

  const counted = (count, form = number) => `${form(count)}\u00a0${words.follower[one.select(Math.abs(count)) === "one" ? 0 : 1]}`;

  // What an account gained over a window, or why nobody can say.
  const gained = ([, status, gain, low, high, relative, rate]) => {
    if (gain == null) return { unknown: words.measures[status], text: words.measures[status] };
    const span = interval(low, high, signed);
    const count = counted(gain, signed);
    const parts = [span.startsWith("[") ? `${count} ${span}` : count];
    if (relative != null) parts.push(signed(relative * 100, 1) + words.percent);
    if (rate != null) parts.push(filled(words.say.per_1000, { gain: signed(rate, 1) }).text);
    return { text: parts.join(words.clause) };
  };

  const departementOf = (insee) => insee.slice(0, /^9[78]/.test(insee) ? 3 : 2);
  // Facts come as scripts, once: those of a département, or of one collectivité that has a page.
  const loaded = {};
  const load = (address, key) => loaded[key] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.Barometre.fiches[key]);
    script.onerror = () => { delete loaded[key]; reject(new Error(address)); };
    document.head.append(script);
  });

  window.Barometre.told = { counted, departementOf, gained, instant, interval, known, link, list, load, measured, own, says, section, share, state, table };
}
