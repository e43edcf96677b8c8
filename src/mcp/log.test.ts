import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createLog, type LogLevel } from "./log.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  // oxlint-disable-next-line no-await-in-loop -- the file is closed before its folder goes
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function logTo(level: LogLevel) {
  const folder = await mkdtemp(join(tmpdir(), "kyverno-mcp-log-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const file = join(folder, "log");
  const fd = openSync(file, "w");
  cleanups.push(() => closeSync(fd));
  const log = createLog(level, { fd });
  const lines = async (): Promise<readonly Record<string, unknown>[]> => {
    await log.flush();
    const text = readFileSync(file, "utf8").trimEnd().replaceAll("\n", ",");
    const parsed: readonly Record<string, unknown>[] = JSON.parse(`[${text}]`);
    return parsed;
  };
  return { log, lines };
}

test("lines are JSON with time, level, message and fields, in order, without secrets", async () => {
  const { log, lines } = await logTo("info");
  log.write("info", "first", { tool: "help", token: "abc" });
  log.write("error", "second: Bearer abc", { error: new Error("boom") });
  const [first, second] = await lines();
  expect(first).toMatchObject({ level: "info", msg: "first", tool: "help", token: "[redacted]" });
  expect(first?.["time"]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  expect(second).toMatchObject({
    level: "error",
    msg: "second: Bearer [redacted]",
    error: { type: "Error", message: "boom" },
  });
});

test("what is below the level is not written, and silent writes nothing", async () => {
  const warn = await logTo("warn");
  warn.log.write("info", "no");
  warn.log.write("warn", "yes");
  expect((await warn.lines()).map(({ msg }) => msg)).toEqual(["yes"]);
  const silent = await logTo("silent");
  silent.log.write("error", "no");
  expect(await silent.lines()).toEqual([]);
  expect(silent.log.isEnabled("error")).toBe(false);
});
