// Lints the contract with the rules that Redocly recommends, in this process: no network, no telemetry, half a second.
// The linter is the one that openapi-typescript reads the contract with, so it adds no package.
import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const path = fileURLToPath(new URL("../api/openapi.json", import.meta.url));
const config = await createConfig({ extends: ["recommended"] });
const problems = await lintFromString({ source: readFileSync(path, "utf8"), absoluteRef: path, config });
for (const { severity, ruleId, message, location } of problems) {
  console.log(`api/openapi.json${location[0]?.pointer ?? ""}: ${severity}: ${message} (${ruleId})`);
}
const errors = problems.filter((problem) => problem.severity === "error").length;
console.log(`openapi: ${errors} errors, ${problems.length - errors} warnings`);
process.exit(errors > 0 ? 1 : 0);
