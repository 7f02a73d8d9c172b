// Writes plotly-barometre.min.js, the licences of all that it holds, and its checksum. Same lock file, same bytes.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const NAME = "plotly-barometre";
const read = (path) => readFileSync(path, "utf-8");
const manifest = (folder) => JSON.parse(read(`${folder}/package.json`));

function licence(folder) {
  const { name, version, license, author } = manifest(folder);
  const file = readdirSync(folder).sort().find((item) => /^licen[cs]e/i.test(item));
  const declared = `(no licence file in the package, which declares ${license} by ${author?.name ?? author})`;
  const text = file ? read(`${folder}/${file}`) : declared;
  return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
}

const { version } = manifest("node_modules/plotly.js");
const made = await build({
  entryPoints: ["entry.js"], outfile: `${NAME}.min.js`, bundle: true, minify: true, metafile: true, charset: "utf8",
  format: "iife", globalName: "Plotly", target: "es2020", define: { global: "window" }, legalComments: "none",
  loader: { ".css": "empty" },
  banner: { js: `/*! plotly.js ${version}, MIT, in part; licences: ${NAME}.LICENSES.txt */` },
});
const held = Object.entries(made.metafile.outputs[`${NAME}.min.js`].inputs).filter(([, part]) => part.bytesInOutput > 0);
const folders = held.map(([path]) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean).sort();
writeFileSync(`${NAME}.LICENSES.txt`, [...new Set(folders.map(licence))].join(`\n${"-".repeat(80)}\n\n`));
const sums = [`${NAME}.min.js`, `${NAME}.LICENSES.txt`].map((name) => `${createHash("sha256").update(readFileSync(name)).digest("hex")}  ${name}\n`);
writeFileSync(`${NAME}.sha256`, sums.join(""));
