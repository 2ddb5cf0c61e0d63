// Prints what a browser loads before the first picture, and fails above the budget.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

// The library of what floats is shared by all menus and dialogs, and comes after the first picture.
const BUDGET_KB = { initial: 200, lazy: 15, "floating.js": 50 };
const dist = new URL("dist/", import.meta.url);
const kb = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length / 1024;
const html = readFileSync(new URL("index.html", dist), "utf8");
const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
const initial = scripts.filter((name) => html.includes(`./${name}`));
const total = initial.reduce((sum, name) => sum + kb(name), 0);
console.log(`initial JS ${total.toFixed(1)} KB gzip of ${BUDGET_KB.initial} (${initial.join(", ")})`);
let over = total > BUDGET_KB.initial;
for (const name of scripts.filter((script) => !initial.includes(script))) {
  const size = kb(name);
  console.log(`lazy ${name} ${size.toFixed(1)} KB gzip`);
  over ||= size > (BUDGET_KB[name] ?? BUDGET_KB.lazy);
}
if (over) {
  console.error("over the budget");
  process.exit(1);
}
