// The sheet of a commune from the facts of its département, as `fiche.html` is for a page.
"use strict";
{
  const place = document.querySelector("#fiche");
  const links = place.dataset;
  const words = window.Barometre.words.sheet;
  const { html, filled, number, signed } = window.Barometre.format;
  const { counted, departementOf, instant, interval, known, gained, link, list, load, measured, own, says, section, share, state, table } = window.Barometre.told;
  const say = says(words.say);
  const tag = words.mention && html` <span class="tag">${words.mention}</span>`;
  const heads = (...names) => names.map((name) => say(name));
  const rest = [...place.childNodes];
  const departements = new Set([...place.querySelectorAll("[data-departement]")].map((one) => one.dataset.departement));
  const pages = new Set(links.paged.split(" "));
  let [files, urls] = [[], []];
  const code = (text) => (text ? html`<code>${text.replace(/^\d+(?=@)/, (at) => files[at])}</code>` : "—");

  const grouped = (items, key) => [...items.reduce((all, one) => all.set(key(one), [...(all.get(key(one)) ?? []), one]), new Map()).values()];

  const change = (value, form) => {
    if (typeof value === "string") return words.gaps[value];
    if (form === "flag") return say(value === 0 ? "unchanged" : value > 0 ? "became_active" : "no_longer");
    return form === "share" ? signed(value, 1) + words.points : signed(value, form);
  };
  const indicators = ({ id, label }, lines) => {
    if (!lines.length) return "";
    const rows = [];
    const missing = grouped(lines.filter(([, , value]) => value === undefined), ([, status]) => status);
    for (const [line, status, value, m1, m12, low, high] of lines) {
      if (value === undefined) continue;
      const [name, form] = words.lines[line];
      const print = (bound) => (form === "flag" ? say(bound ? "yes" : "no").text : form === "share" ? share(bound) : number(bound, form));
      const text = print(value);
      const span = interval(low ?? value, high ?? value, print);
      const told = words.at_least === status ? say("at_least", { value: text }) : span === text ? text : `${text} ${span}`;
      const note = words.notes[id]?.[line];
      rows.push([html`${name}${note && html`<small>${note}</small>`}`, [told, change(m1, form), change(m12, form)]]);
    }
    return html`<details class="sheet"><summary>${say("indicators", { published: rows.length, total: lines.length })}</summary>
${rows[0] && table(say("indicators_of", { network: label }), html`${say("indicators_table", { definitions: links.indicateurs })}${words.mention && `, ${words.mention}`}`, heads("indicator", "value", "month_change", "year_change"), [1, 2, 3], rows)}
${missing[0] && list(missing.map((group) => html`<strong>${words.measures[group[0][1]]}</strong> ${group.map(([line]) => words.lines[line][0]).join(words.clause)}.`))}</details>`;
  };

  const proof = ([evidence, source, url, found, where]) => {
    const [kind, text] = words.evidence[evidence];
    return html`<strong>${kind}</strong>, ${say("proof", { evidence: text, url, source: words.sources[source][0], instant: instant(found) })}${where && html`, ${code(where)}`}`;
  };

  const headed = ({ id, label, status, reason }, body) => section(id, html`${label} ${state(status)}`, html`<p>${say("reason_is", { reason: words.reasons[reason] })}</p>
${body}`, "network-sheet");
  const closing = ([since, last, count]) => html`<p>${say("closed", { month: words.closings[since] })}
${say(count == null ? "never" : "last", { followers: counted(count), month: words.closings[last] })}</p>`;
  const network = (item) => {
    const { label, account, measures } = item;
    const [handle, url, official, rule, , , , proofs = [], growths = [], lines = [], closed] = account;
    const isRead = measures.some(({ count }) => count != null);
    const metric = measures[0]?.metric;
    const rows = measures.map((one) => [one.month, [one.value, one.span || "—", one.how, code(one.where)]]);
    return headed(item, html`<p>${say("account", { url, handle })}${!official && html` ${say("unofficial")}`}${rule != null && `. ${words.rules[rule]}`}</p>
${closed && closing(closed)}${isRead ? table(say("followers_of", { network: label }), html`${say("followers_table")}${metric && ` (${metric})`}`, heads("month", "followers", "interval", "reading", "archive"), [1, 2], rows) : measures[0] && !closed && list(grouped(measures, ({ how }) => how).map((group) => say("empty", { months: group.map(({ month }) => month).join(", "), why: group[0].how })))}
${growths[0] && list(growths.map((facts) => html`${filled(words.over[facts[0]], { growth: gained(facts).text })}${facts[7] && html` <span class="flag">${say("suspect")}</span>`}`))}
${indicators(item, lines)}
${proofs[0] && html`<details><summary>${say("proofs", { count: proofs.length })}</summary>${list(proofs.map(proof))}</details>`}`);
  };

  const levels = (shared) => section("niveaux", say("levels"), html`<p>${say("levels_rule", { worth: links.copies })}</p>
${table(say("levels"), html`${say("levels_table")}${words.mention && ` (${words.mention})`}`, heads("other_one", "messages", "later", "earlier"), [1, 2, 3], shared.map(([of, path, ...counts]) => [link(links.home + path, own(of)), counts.map((one) => number(one))]))}`);

  const alike = (insee, name, population, items, [places = [], peers = []], stratum) => {
    const [count, ...networks] = words.medians[stratum];
    const grown = (growth) => (growth == null ? "" : ` (${signed(growth * 100, 1)}${words.percent})`);
    const cell = (people, growth) => (people == null ? words.say.missing : number(people, 2) + grown(growth));
    const mine = places.map((at) => {
      const { account, measures: [now] } = items.find(({ id }) => id === words.networks[at][0]) ?? {};
      if (!account?.[6]?.[0]) return "—";
      const year = account[8]?.find(([window]) => window === 12);
      return cell(now.count == null || !population ? null : (100 * now.count) / population, year?.[5]);
    });
    const social = items.filter(({ id }) => id !== "website");
    const held = (kind) => social.filter(({ status }) => words.states[status][0].startsWith(kind)).length;
    const low = social.length ? held("present") : null;
    const many = (least, most) => (least == null ? words.say.missing : interval(least, most));
    const rows = [
      [html`<strong>${own(name)}</strong>`, [known(population), many(low, low + held("unknown")), ...mine]],
      ...peers.map(([peer, code, inhabitants, least, most, cells]) => [
        link(`#commune-${code}`, own(peer)), [known(inhabitants), many(least, most), ...cells.map((one) => (one ? cell(...one) : "—"))],
      ]),
    ];
    const strata = [["first_quartile", 2], ["median", 0], ["third_quartile", 3]].filter(([, at]) => !at || places.some((one) => networks[one].length > 2))
      .map(([middle, at]) => [say(middle), ["—", at ? "—" : count[0], ...places.map((one) => networks[one][at] ?? "—")]]);
    const columns = [...heads("collectivite", "population", "networks"), ...places.map((at) => words.networks[at][1])];
    const chosen = [insee, ...peers.map(([, code]) => code)].slice(0, 4).map((code) => `commune-${code}`);
    return section("semblables", say("alike"), html`<p>${say(peers.length ? "alike_peers" : "alike_alone", { how: links.comparer })}</p>
${table(say("alike_region"), html`${say("alike_table")}${tag}`, columns, [...columns.keys()].slice(1), rows, strata)}
${peers[0] && html`<p>${link(`${links.comparer}#${chosen}`, say("beside"))}</p>`}`);
  };

  const trail = (insee, trails) => {
    const line = (at) => ([purpose, url, when, outcome, http, where, digest], place) => {
      const text = html`${place === 0 && `${words.networks[at][1]}, `}${words.purposes[purpose]} <code>${urls[url]}</code>`;
      const [file, span] = where?.split("@") ?? [];
      const record = where ? html`${code(files[file])} ${span.replace("+", " + ")}` : "—";
      return [text, [instant(when), words.outcomes[outcome], http ?? "—", record, code(digest), words.parsers[at]]];
    };
    const command = `barometre evidence commune:${insee} --network ${words.networks[trails[0][0]][0]} --month ${words.month_code}`;
    const bodies = trails.map(([at, rows]) => Object.assign(rows.map(line(at)), { id: `preuve-${words.networks[at][0]}` }));
    return section("preuves", say("trails"), html`<p>${say("trails_rule")} ${say("trails_read")} <code>${command}</code></p>
<p class="aside">${say("trails_digest")}</p>
<details class="trail long" open><summary>${say("trails_count", { count: trails.flatMap(([, rows]) => rows).length })}</summary>
${table(say("trails_region"), "", [...heads("asked", "instant", "outcome"), "HTTP", say("place"), "sha256", say("reader")], [3], ...bodies)}</details>`);
  };

  const scoped = (others) => {
    const kinds = others.map(([scope, count]) => [words.scopes[scope], count]).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return `${number(kinds.reduce((sum, [, count]) => sum + count, 0))} (${kinds.map(([kind, count]) => `${kind} ${number(count)}`).join(", ")})`;
  };

  const sheet = (insee, facts) => {
    const [name, stratum, population, year, weight, statuses, looks = [], sites = [], others = [], shared = [], compared = [], trails = []] = facts;
    const items = statuses.map(([at, status, reason, account]) => {
      const [id, label] = words.networks[at];
      return { id, label, status, reason, account, measures: account ? account[6].map(measured) : [] };
    });
    const site = items.find(({ id, account }) => id === "website" && !account);
    const commas = (items) => items.map((one, at) => [at > 0 && ", ", one]);
    const declared = sites[0] && html`<p>${say("site")} ${commas(sites.map((url) => html`<a href="${url}" rel="external nofollow">${url}</a>`))}.</p>`;
    const bare = items.filter((one) => !one.account && one !== site);
    const silent = grouped(bare, ({ status, reason }) => `${status} ${words.reasons[reason]}`).map((group) => [
      commas(group.map(({ id, label }) => html`<span id="${id}">${label}</span>`)), [state(group[0].status), `${words.reasons[group[0].reason]}.`],
    ]);
    const posts = ([, , , , count, least]) => (least ? say("at_least", { value: known(count) }) : known(count));
    const term = (name, text) => html`<div><dt>${say(name)}</dt><dd>${text}</dd></div>`;
    const brief = items.map(({ id, label, status, account, measures: [now] }) => [
      link(`#commune-${insee}/${id}`, label), [state(status), now && !account[10] ? `${now.value} ${now.span}` : "—", account && !account[10] ? posts(account) : "—"],
    ]);
    return html`<header class="intro"><p class="path">${link(links.territoires, say("territories"))}</p>
<h1>${own(name)}</h1><p class="lead">${filled(words.lead, { level: words.level, code: insee, stratum: words.strata[stratum] })}</p>
<dl class="basis">${term("population", say("population_of", { population: population === null ? words.say.unpublished : number(population), year }))}
${weight > 1 && term("drawn", say("weight", { weight: number(weight, 1) }))}
${term("month", words.months[0])}</dl></header>
${section("resume", html`${say("brief")}${tag}`, table(say("brief_table"), "", heads("network", "status", "followers", "posts"), [2, 3], brief))}
${items.filter((item) => item.account).map(network)}
${shared[0] && levels(shared)}
${site && headed(site, declared)}
${silent[0] && section("sans-compte", say("silent"), table(say("silent_table"), "", heads("network", "status", "reason"), [], silent))}
${section("prendre", say("take"), html`<p>${say("take_rule", { table: `${links.home}communes/${departementOf(insee)}/index.html#prendre` })}</p>`, "screen")}
${alike(insee, name, population, items, compared, stratum)}
${trails[0] && trail(insee, trails)}
${section("recherches", say("looks"), html`${!site && declared}
${list(looks.length ? looks.map(([list, outcome, where]) => html`${say("look", { source: words.sources[list][1], outcome: words.reasons[outcome] })}${where && html` ${code(where)}`}`) : [say("no_look")])}
${others[0] && html`<p>${say("others", { accounts: scoped(others) })}</p>`}
<p class="aside">${say("mistake", { code: insee })}</p>`)}`;
  };

  const title = document.title;
  const refuse = (sentence, values) => {
    delete links.shown;
    place.replaceChildren(...rest);
    document.title = title;
    place.querySelector("[role=status]").innerHTML = sentence ? say(sentence, values).text : "";
  };
  const show = async () => {
    const asked = decodeURIComponent(location.hash.slice(1));
    if (asked && document.getElementById(asked)) return;
    const [, insee, part] = /^(?:commune-)?(\d[\dAB]\d{3})(?:\/([\w-]+))?$/.exec(asked) ?? [];
    if (!insee) return refuse(asked && "bad_code", { code: asked, example: words.example });
    if (pages.has(insee)) return location.replace(`${links.home}territoires/commune-${insee}/index.html${part ? `#${part}` : ""}`);
    const departement = departementOf(insee);
    if (!departements.has(departement)) return refuse("not_here", { code: insee });
    const held = await load(`${links.facts}${departement}.js`, departement).catch(() => null);
    if (!held) return refuse("unread", { code: departement });
    ({ files, urls } = held);
    const facts = held.communes[insee];
    if (!facts) return refuse("not_here", { code: insee });
    if (links.shown !== insee) {
      place.innerHTML = sheet(insee, facts).text;
      links.shown = insee;
    }
    document.title = title.replace(/^.*? · /, () => `${facts[0]} · `);
    document.getElementById(part)?.scrollIntoView();
  };
  window.addEventListener("hashchange", show);
  show();
}
