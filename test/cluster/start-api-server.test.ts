import { execFile, spawn } from "node:child_process";
import { access } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { CANNOT_START, startApiServer } from "./start-api-server.ts";

const run = promisify(execFile);

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Whether a process works in `folder`, by the command lines that name it. */
async function hasServers(folder: string): Promise<boolean> {
  const { stdout } = await run("ps", ["-eo", "args"], { maxBuffer: 16 * 1024 * 1024 });
  return stdout.includes(folder);
}

describe.skipIf(CANNOT_START !== undefined)("the starter", { timeout: 90_000 }, () => {
  test("leaves no process and no file behind", async () => {
    const server = await startApiServer();
    const folder = path.dirname(server.kubeconfigPath);
    expect(await hasServers(folder)).toBe(true);

    await server.stop();

    expect(await exists(folder)).toBe(false);
    await vi.waitFor(async () => expect(await hasServers(folder)).toBe(false));
  });

  test("ends the servers when the process that started them is killed", async () => {
    const script = `
      const { startApiServer } = await import(${JSON.stringify(path.join(import.meta.dirname, "start-api-server.ts"))});
      const { kubeconfigPath } = await startApiServer();
      console.log(kubeconfigPath);
    `;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const folder = path.dirname(
      await new Promise<string>((resolve) => lines.once("line", resolve)),
    );
    expect(await hasServers(folder)).toBe(true);

    child.kill("SIGKILL");

    await vi.waitFor(async () => expect(await exists(folder)).toBe(false), 10_000);
    await vi.waitFor(async () => expect(await hasServers(folder)).toBe(false), 10_000);
  });
});
