// Makes the sheet of a commune from the facts of its département, as the template `fiche.html` does for a page.
"use strict";
{
  const place = document.querySelector("#fiche");
  const words = window.Barometre.words.sheet;
  const { html, filled, number, signed } = window.Barometre.format;
  const { departementOf, instant, interval, known, gained, link, list, load, measured, own, says, section, share, state, table } = window.Barometre.told;
  const say = says(words.say);
  const heads = (...names) => names.map((name) => say(name));
  const rest = [...place.childNodes];
  const departements = new Set([...place.querySelectorAll("[data-departement]")].map((one) => one.dataset.departement));
  const pages = new Set(place.dataset.paged.split(" "));
  let [files, urls] = [[], []];
  const code = (record) => html`<code>${record.replace(/^\d+/, (at) => files[at])}</code>`;

  const growth = (facts) => {
    const text = filled(words.over[facts[0]], { growth: gained(facts).text });
    return html`${text}${facts[7] && html` <span class="flag">${say("suspect")}</span>`}`;
  };

  const change = (value, form) => {
    if (typeof value === "string") return words.gaps[value];
    if (form === "flag") return say(value === 0 ? "unchanged" : value > 0 ? "became_active" : "no_longer");
    return form === "share" ? signed(value, 1) + words.points : signed(value, form);
  };
  const indicators = (label, lines, links) => {
    if (!lines.length) return "";
    const rows = [];
    const missing = new Map();
    for (const [line, status, value, m1, m12, low, high] of lines) {
      const [name, form] = words.lines[line];
      if (value === undefined) {
        missing.set(status, [...(missing.get(status) ?? []), name]);
        continue;
      }
      const print = (bound) => (form === "flag" ? say(bound ? "yes" : "no").text : form === "share" ? share(bound) : number(bound, form));
      const text = print(value);
      const span = low === undefined ? text : interval(low, high, print);
      const told = words.at_least === status ? say("at_least", { value: text }) : span === text ? text : `${text} ${span}`;
      rows.push([name, [told, change(m1, form), change(m12, form)]]);
    }
    const caption = html`${say("indicators_table", { definitions: links.indicateurs })}${words.mention && `, ${words.mention}`}`;
    return html`<details class="sheet"><summary>${say("indicators", { published: rows.length, total: lines.length })}</summary>
${rows[0] && table(say("indicators_of", { network: label }), caption, heads("indicator", "value", "month_change", "year_change"), [1, 2, 3], rows)}
${missing.size > 0 && list([...missing].map(([status, names]) => html`<strong>${words.measures[status]}</strong> ${names.join(words.clause)}.`))}</details>`;
  };

  const proof = ([evidence, source, url, found, where]) => {
    const [kind, text] = words.evidence[evidence];
    return html`<strong>${kind}</strong>, ${say("proof", { evidence: text, url, source: words.sources[source][0], instant: instant(found) })}${where && html`, ${code(where)}`}`;
  };

  const headed = ({ id, label, status, reason }, body) => section(id, html`${label} ${state(status)}`, html`<p>${say("reason_is", { reason: words.reasons[reason] })}</p>
${body}`, "network-sheet");
  const network = (item, links) => {
    const { label, account, measures } = item;
    const [handle, url, official, rule, , , , proofs = [], growths = [], lines = []] = account;
    const metric = measures[0]?.metric;
    const rows = measures.map((one) => [one.month, [one.value, one.span || "—", one.how, one.where ? code(one.where) : "—"]]);
    return headed(item, html`<p>${say("account", { url, handle })}${!official && html` ${say("unofficial")}`}${rule != null && `. ${words.rules[rule]}`}</p>
${rows[0] && table(say("followers_of", { network: label }), html`${say("followers_table")}${metric && ` (${metric})`}`, heads("month", "followers", "interval", "reading", "archive"), [1, 2], rows)}
${growths[0] && list(growths.map(growth))}
${indicators(label, lines, links)}
${proofs[0] && html`<details><summary>${say("proofs", { count: proofs.length })}</summary>${list(proofs.map(proof))}</details>`}`);
  };

  const levels = (shared, links) => section("niveaux", say("levels"), html`<p>${say("levels_rule", { worth: links.copies })}</p>
${table(say("levels"), html`${say("levels_table")}${words.mention && ` (${words.mention})`}`, heads("other_one", "messages", "later", "earlier"), [1, 2, 3], shared.map(([name, path, ...counts]) => [link(links.home + path, own(name)), counts.map((count) => number(count))]))}`);

  const alike = (insee, name, population, items, [places = [], peers = []], stratum, links) => {
    const [count, ...networks] = words.medians[stratum];
    const cell = (people, growth) => {
      if (people == null) return words.say.missing;
      return growth == null ? number(people, 1) : `${number(people, 1)} (${signed(growth * 100, 1)}${words.percent})`;
    };
    const mine = places.map((at) => {
      const { account, measures: [now] } = items.find(({ id }) => id === words.networks[at][0]) ?? {};
      if (!account?.[6]?.[0]) return "—";
      const year = (account[8] ?? []).find(([window]) => window === 12);
      return cell(now.count == null || !population ? null : (1000 * now.count) / population, year?.[5]);
    });
    const social = items.filter(({ id }) => id !== "website");
    const low = social.filter(({ status }) => words.states[status][0].startsWith("present")).length;
    const high = low + social.filter(({ status }) => words.states[status][0] === "unknown").length;
    const many = (least, most) => (least == null ? words.say.missing : interval(least, most));
    const rows = [
      [html`<strong>${own(name)}</strong>`, [known(population), social.length ? interval(low, high) : words.say.missing, ...mine]],
      ...peers.map(([peer, code, inhabitants, least, most, cells]) => [
        link(`#commune-${code}`, own(peer)), [known(inhabitants), many(least, most), ...cells.map((one) => (one ? cell(...one) : "—"))],
      ]),
    ];
    const around = (place) => places.map((at) => networks[at][place] ?? "—");
    const isTold = places.some((at) => networks[at].length > 2);
    const strata = [
      ...(isTold ? [[say("first_quartile"), ["—", "—", ...around(2)]]] : []),
      [say("median"), ["—", count[0], ...around(0)]],
      ...(isTold ? [[say("third_quartile"), ["—", "—", ...around(3)]]] : []),
    ];
    const columns = [...heads("collectivite", "population", "networks"), ...places.map((at) => words.networks[at][1])];
    const caption = html`${say("alike_table")}${words.mention && html` <span class="tag">${words.mention}</span>`}`;
    const chosen = [insee, ...peers.map(([, code]) => code)].slice(0, 4).map((code) => `commune-${code}`);
    return section("semblables", say("alike"), html`<p>${say(peers.length ? "alike_peers" : "alike_alone", { how: links.comparer })}</p>
${table(say("alike_region"), caption, columns, columns.map((_, at) => at).slice(1), rows, strata)}
${peers[0] && html`<p>${link(`${links.comparer}#${chosen}`, say("beside"))}</p>`}`);
  };

  const trail = (insee, trails) => {
    const line = (at) => ([purpose, url, when, outcome, http, where, digest], place) => {
      const [file, span] = (where ?? "").split("@");
      const text = html`${place === 0 && `${words.networks[at][1]}, `}${words.purposes[purpose]} <code>${urls[url]}</code>`;
      const record = where ? html`<code>${files[file]}</code> ${span.replace("+", " + ")}` : "—";
      return html`<tr><th scope="row">${text}</th>${[instant(when), words.outcomes[outcome], http ?? "—", record, digest ? html`<code>${digest}</code>` : "—", words.parsers[at]].map((cell) => html`<td>${cell}</td>`)}</tr>`;
    };
    const count = trails.reduce((sum, [, rows]) => sum + rows.length, 0);
    const command = `barometre evidence commune:${insee} --network ${words.networks[trails[0][0]][0]} --month ${words.month_code}`;
    const columns = [say("asked"), say("instant"), say("outcome"), "HTTP", say("place"), "sha256", say("reader")];
    return section("preuves", say("trails"), html`<p>${say("trails_rule")} ${say("trails_read")} <code>${command}</code></p>
<p class="aside">${say("trails_digest")}</p>
<details class="trail long" open><summary>${say("trails_count", { count })}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${say("trails_region")}">
<table class="n4"><thead><tr>${columns.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>${trails.map(([at, rows]) => html`<tbody id="preuve-${words.networks[at][0]}">${rows.map(line(at))}</tbody>`)}</table></div></details>`);
  };

  const scoped = (others) => {
    const kinds = others.map(([scope, count]) => [words.scopes[scope], count]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return `${number(others.reduce((sum, [, count]) => sum + count, 0))} (${kinds.map(([kind, count]) => `${kind} ${number(count)}`).join(", ")})`;
  };

  const sheet = (insee, facts, links) => {
    const [name, stratum, population, year, weight, statuses, looks = [], sites = [], others = [], shared = [], compared = [], trails = []] = facts;
    const items = statuses.map(([at, status, reason, account]) => {
      const [id, label] = words.networks[at];
      return { id, label, status, reason, account, measures: account ? account[6].map(measured) : [] };
    });
    const groups = new Map();
    const site = items.find(({ id, account }) => id === "website" && !account);
    const declared = sites[0] && html`<p>${say("site")} ${sites.map((url, at) => html`${at > 0 && ", "}<a href="${url}" rel="external nofollow">${url}</a>`)}.</p>`;
    for (const item of items.filter((one) => !one.account && one !== site)) {
      const key = `${item.status} ${words.reasons[item.reason]}`;
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    const silent = [...groups.values()].map((group) => [
      group.map((item, at) => html`${at > 0 && ", "}<span id="${item.id}">${item.label}</span>`), [state(group[0].status), `${words.reasons[group[0].reason]}.`],
    ]);
    const posts = ([, , , , count, least]) => (least ? say("at_least", { value: known(count) }) : known(count));
    const brief = items.map(({ id, label, status, account, measures: [now] }) => [
      link(`#commune-${insee}/${id}`, label), [state(status), now ? `${now.value} ${now.span}` : "—", account ? posts(account) : "—"],
    ]);
    return html`<header class="intro"><p class="path">${link(links.territoires, say("territories"))}</p>
<h1>${own(name)}</h1><p class="lead">${filled(words.lead, { level: words.level, code: insee, stratum: words.strata[stratum] })}</p>
<dl class="basis"><div><dt>${say("population")}</dt><dd>${say("population_of", { population: population === null ? words.say.unpublished : number(population), year })}</dd></div>
${weight > 1 && html`<div><dt>${say("drawn")}</dt><dd>${say("weight", { weight: number(weight, 1) })}</dd></div>`}
<div><dt>${say("month")}</dt><dd>${words.months[0]}</dd></div></dl></header>
${section("resume", html`${say("brief")}${words.mention && html` <span class="tag">${words.mention}</span>`}`, table(say("brief_table"), "", heads("network", "status", "followers", "posts"), [2, 3], brief))}
${items.filter((item) => item.account).map((item) => network(item, links))}
${shared[0] && levels(shared, links)}
${site && headed(site, declared)}
${silent[0] && section("sans-compte", say("silent"), table(say("silent_table"), "", heads("network", "status", "reason"), [], silent))}
${alike(insee, name, population, items, compared, stratum, links)}
${trails[0] && trail(insee, trails)}
${section("recherches", say("looks"), html`${!site && declared}
${list(looks.length ? looks.map(([source, outcome, where]) => html`${say("look", { source: words.sources[source][1], outcome: words.reasons[outcome] })}${where && html` ${code(where)}`}`) : [say("no_look")])}
${others[0] && html`<p>${say("others", { accounts: scoped(others) })}</p>`}
<p class="aside">${say("mistake", { contact: words.contact, code: insee })}</p>`)}`;
  };

  const title = document.title;
  const refuse = (sentence, values) => {
    delete place.dataset.shown;
    place.replaceChildren(...rest);
    document.title = title;
    place.querySelector("[role=status]").innerHTML = sentence ? say(sentence, values).text : "";
  };
  const show = async () => {
    const asked = decodeURIComponent(location.hash.slice(1));
    if (asked && document.getElementById(asked)) return; // a place on the page
    const [, insee, part] = /^(?:commune-)?(\d[\dAB]\d{3})(?:\/([\w-]+))?$/.exec(asked) ?? [];
    if (!insee) return refuse(asked && "bad_code", { code: asked, example: words.example });
    if (pages.has(insee)) return location.replace(`${place.dataset.home}territoires/commune-${insee}/index.html${part ? `#${part}` : ""}`);
    const departement = departementOf(insee);
    if (!departements.has(departement)) return refuse("not_here", { code: insee });
    let facts;
    try {
      const held = await load(`${place.dataset.facts}${departement}.js`, departement);
      ({ files, urls } = held);
      facts = held.communes[insee];
    } catch {
      return refuse("unread", { code: departement });
    }
    if (!facts) return refuse("not_here", { code: insee });
    if (place.dataset.shown !== insee) {
      place.innerHTML = sheet(insee, facts, place.dataset).text;
      place.dataset.shown = insee;
    }
    document.title = title.replace(/^.*? · /, () => `${facts[0]} · `);
    document.getElementById(part)?.scrollIntoView();
  };
  window.addEventListener("hashchange", show);
  show();
}
