#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/**
 * The executable: starts the command line, on a Node that is too old with the `node` package installed beside it.
 * It runs on old Nodes too, so it imports nothing of this package before it has looked.
 */
const NEEDED = [22, 19] as const;
const WRONG_USE = 2;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  // Compiled code of the last start: the server answers its first request sooner.
  nodeModule.enableCompileCache();
  await import("./cli/main.ts");
} else {
  restart();
}

function restart(): void {
  const node = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  if (!existsSync(node)) {
    process.stderr.write(
      `kyverno-mcp needs Node ${NEEDED.join(".")} or newer and this is ${process.versions.node}: install a newer Node, or run \`npm ci\` in a clone and start it there with \`npx kyverno-mcp\`\n`,
    );
    process.exit(WRONG_USE);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // Who stops this process means the one that does the work.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => child.kill(signal));
  }
  child.once("exit", (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
}
