// Numbers and HTML as the pages have them: the manners of `dashboards/words` in a browser.
"use strict";
{
  const lang = document.documentElement.lang;

  class Html { constructor(text) { this.text = text; } }
  const raw = (text) => new Html(text);
  const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const kept = (value) => {
    if (value instanceof Html) return value.text;
    if (Array.isArray(value)) return value.map(kept).join("");
    return value == null || value === false ? "" : escaped(value);
  };
  const html = (parts, ...values) => raw(String.raw({ raw: parts }, ...values.map(kept)));
  const filled = (sentence, values) => raw(sentence.replace(/{(\w+)}/g, (_, key) => kept(values[key])));

  // Halves are rounded away from zero on the scaled value, as in Python: Intl is only asked for its signs. What is not 0
  // takes the decimals that it needs.
  const number = (value, decimals = 0) => {
    const whole = Math.floor(Math.abs(value) * 10 ** decimals + 0.5 + 1e-9);
    if (!whole && Math.abs(value) >= 1e-6) return number(value, decimals + 1);
    const form = new Intl.NumberFormat(lang === "fr" ? "fr-FR" : "en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return (value < 0 && whole ? "\u2212" : "") + form.format(whole / 10 ** decimals);
  };
  // A share that is not whole is never written as 100.
  const hundredths = (value, decimals = 1) => {
    const text = number(value * 100, decimals);
    return value < 1 - 1e-8 && text === number(100, decimals) ? hundredths(value, decimals + 1) : text;
  };
  const signed = (value, decimals) => {
    const text = number(value, decimals);
    return text.startsWith("\u2212") || !/[1-9]/.test(text) ? text : `+${text}`;
  };
  const Barometre = window.Barometre ??= {};
  Barometre.format = { raw, html, filled, hundredths, number, signed };
}
