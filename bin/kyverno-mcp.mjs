#!/usr/bin/env node
// Starts the built command line; on a Node that is too old, on the `node` package installed beside it.
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

if (major > 22 || (major === 22 && minor >= 19)) {
  await import("../dist/cli/main.js");
} else {
  const installed = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  if (existsSync(installed)) {
    const { status } = spawnSync(installed, [main, ...process.argv.slice(2)], { stdio: "inherit" });
    process.exit(status ?? 2);
  }
  console.error(
    `kyverno-mcp needs Node 22.19 or newer and runs on ${process.versions.node}: install a newer Node, or run \`npm ci\` in the clone and start it with \`npx kyverno-mcp\`.`,
  );
  process.exit(2);
}
