// Sets collectivités side by side: those of the address (`#commune-38185,epci-200040715`), from the facts of their
// département or of their page.
"use strict";
{
  const place = document.querySelector("#cote-a-cote");
  const form = document.querySelector("#recherche");
  const [status, list, shown] = ["[role=status]", "ul", "div"].map((one) => place.querySelector(one));
  const { root, home } = place.dataset;
  const pages = new Set(place.dataset.paged.split(" "));
  const words = window.Barometre.words.sheet;
  const { most, levels, say: sentences } = window.Barometre.words.compare;
  const { html, filled, number } = window.Barometre.format;
  const { departementOf, gained, interval, known, link, load, measured, own, says, section, state, table } = window.Barometre.told;
  const say = says(sentences);
  const title = document.title;

  const asked = () => [...new Set(decodeURIComponent(location.hash.slice(1)).split(",").filter(Boolean))];
  const choose = (slugs) => { location.hash = slugs.join(","); };

  // A commune without a page of its own lies in the file of its département; the others have one beside their page.
  const read = async (slug) => {
    const [, level, code] = /^(region|departement|epci|commune)-([\dAB]+)$/.exec(slug) ?? [];
    if (!level) return { slug, refused: say("bad_code", { code: slug }) };
    const isLight = level === "commune" && !pages.has(code);
    const [address, key] = isLight ? [`donnees/${departementOf(code)}`, departementOf(code)] : [`${slug}/faits`, slug];
    const held = await load(`${root}territoires/${address}.js`, key).catch(() => null);
    const facts = isLight ? held?.communes[code] : held;
    return facts ? unpacked(slug, level, code, isLight, facts) : { slug, refused: say("not_here", { code: slug }) };
  };
  const unpacked = (slug, level, code, isLight, [name, stratum, population, year, weight, networks]) => {
    const href = home + (isLight ? `fiche/index.html#${slug}` : `territoires/${slug}/index.html`);
    const statuses = networks.map(([at, state, reason, account]) => [at, { state, reason, account, now: account?.[6]?.[0] }]);
    return { slug, level, code, name, stratum, population, year, weight, href, statuses: new Map(statuses) };
  };

  const isPresent = ({ state }) => words.states[state][0].startsWith("present");
  const isUnknown = ({ state }) => words.states[state][0] === "unknown";
  const isNetwork = (at) => words.networks[at][0] !== "website";
  const counted = ({ statuses }) => {
    const social = [...statuses].filter(([at]) => isNetwork(at)).map(([, one]) => one);
    const low = social.filter(isPresent).length;
    return social.length ? interval(low, low + social.filter(isUnknown).length) : { unknown: words.say.missing };
  };
  const profile = (chosen) => {
    const inhabitants = ({ population, year }) => (population === null ? { unknown: words.say.unpublished } : filled(words.say.population_of, { population: number(population), year }));
    const rows = [
      ["level", ({ level, code }) => say("code", { level: levels[level], code })],
      ["stratum", ({ stratum }) => words.strata[stratum]],
      ["population", inhabitants],
      ["networks", counted],
    ];
    if (chosen.some(({ weight }) => weight > 1)) rows.push(["drawn", ({ weight }) => (weight > 1 ? filled(words.say.weight, { weight: number(weight, 1) }) : "—")]);
    return rows.map(([name, cell]) => [say(name), chosen.map(cell)]);
  };

  const presence = (one) => {
    if (!one) return "—";
    return isUnknown(one) ? { unknown: html`${state(one.state)} ${words.reasons[one.reason]}` } : state(one.state);
  };
  // What is said of the account of a network, or why there is none.
  const account = (tell) => (one, whose) => {
    if (one?.account) return tell(one, whose);
    return one && isUnknown(one) ? { unknown: say("unknown_status") } : say("no_account");
  };
  const unread = (now) => ({ unknown: now ? measured(now, 0).how : words.say.no_reading });
  const followers = account(({ now }) => {
    const { count, value, span } = measured(now, 0);
    return count == null ? unread(now) : `${value} ${span}`;
  });
  const per100 = account(({ now }, { population }) => {
    const { count, low, high } = measured(now, 0);
    if (count == null) return unread(now);
    if (!population) return { unknown: words.say.unpublished };
    const rate = (people) => number((100 * people) / population, 2);
    const span = low == null || high == null ? "" : interval(low, high, rate);
    return span.startsWith("[") ? `${rate(count)} ${span}` : rate(count);
  });
  const growth = account(({ account: [, , , , , , , , growths = []] }) => {
    const year = growths.find(([window]) => window === 12);
    if (!year) return { unknown: words.say.no_reading };
    const { text, unknown } = gained(year.slice(0, 6));
    return unknown ? { unknown } : html`${text}${year[7] && html` <span class="flag">${filled(words.say.suspect, {})}</span>`}`;
  });
  const posts = account(({ account: [, , , , count, least] }) => {
    if (count == null) return { unknown: words.say.missing };
    return least ? filled(words.say.at_least, { value: known(count) }) : known(count);
  });

  const sideBySide = (chosen) => {
    const ats = words.networks.map((_, at) => at).filter((at) => chosen.some(({ statuses }) => statuses.has(at)));
    const held = ats.filter((at) => isNetwork(at) && chosen.some(({ statuses }) => statuses.get(at)?.account));
    const heads = chosen.map(({ name, href }) => link(href, own(name)));
    const strata = [...new Set(chosen.map(({ stratum }) => stratum))];
    const tag = words.mention && html` <span class="tag">${words.mention}</span>`;
    const part = (name, rows, { first = "network", more = [] } = {}) => {
      const caption = say(`${name}_table`, { month: words.months[0], year: words.months[2] });
      const told = table(caption, html`${caption}${tag}`, [say(first), ...heads, ...more], [], rows);
      return section(name.replace("_", "-"), say(name), told, first === "network" && name !== "presence" && "numbers");
    };
    const rows = (cell, which = held) => which.map((at) => [words.networks[at][1], chosen.map((whose) => cell(whose.statuses.get(at), whose))]);
    const median = (at) => strata.map((stratum) => {
      const [text, isUnknown, first, third] = words.medians[stratum][at + 1];
      if (isUnknown) return { unknown: text };
      return first ? html`${text}<br><span class="interval">${say("quartiles", { first, third })}</span>` : text;
    });
    const withMedians = rows(per100).map(([head, cells], at) => [head, [...cells, ...median(held[at])]]);
    const isSmall = chosen.some(({ level, population }) => level === "commune" && population < 3500);
    return html`${strata.length > 1 && html`<p class="note">${say("different")}</p>`}${isSmall && html`<p class="note">${say("small")}</p>`}
${part("profile", profile(chosen), { first: "fact" })}
${part("presence", rows(presence, ats))}
${held.length > 0 && html`${part("followers", rows(followers))}
${part("per_100", withMedians, { more: strata.map((stratum) => say("median", { stratum: words.strata[stratum] })) })}
${part("growth", rows(growth))}
${part("posts", rows(posts))}`}`;
  };

  let removed = null;
  const named = ({ slug, name }, at) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = say("remove", { name: own(name ?? slug) }).text;
    button.addEventListener("click", () => {
      removed = at;
      choose(asked().filter((one) => one !== slug));
    });
    item.append(button);
    return item;
  };

  let turn = 0;
  const show = async () => {
    const slugs = asked();
    if (slugs.length && document.getElementById(slugs[0])) return; // a place on the page
    const own = ++turn;
    const told = await Promise.all(slugs.slice(0, most).map(read));
    if (own !== turn) return;
    const chosen = told.filter(({ refused }) => !refused);
    const refused = told.flatMap(({ refused: why }) => (why ? [why.text] : []));
    if (slugs.length > most) refused.push(say("too_many", { count: most }).text);
    list.replaceChildren(...told.map(named));
    list.hidden = !told.length;
    if (removed !== null) (list.querySelectorAll("button")[removed] ?? form.querySelector("input")).focus();
    removed = null;
    status.innerHTML = refused.join(" ");
    shown.innerHTML = chosen.length ? sideBySide(chosen).text : "";
    place.dataset.shown = chosen.map(({ slug }) => slug).join(",");
    document.title = chosen.length ? title.replace(/^.*? · /, () => `${chosen.map(({ name }) => name).join(", ")} · `) : title;
  };

  form.addEventListener("chosen", (event) => {
    event.preventDefault();
    const slugs = asked();
    const { slug } = event.detail;
    if (slugs.includes(slug)) return;
    if (slugs.length >= most) status.innerHTML = say("full", { count: most }).text;
    else choose([...slugs, slug]);
  });
  window.addEventListener("hashchange", show);
  show();
}
