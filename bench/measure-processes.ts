import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dump } from "js-yaml";
import { generatePods } from "./generate-pods.ts";
import { CLASSIC_RULES } from "./measure-engine.ts";
import { type Figure, median } from "./measure.ts";

const MAIN = path.resolve(import.meta.dirname, "../dist/cli.js");
const RUNS = 7;

/** What a user waits for and what it takes: start-up, whole scans, peak memory. Runs the built program. */
export async function measureProcesses(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-bench-"));
  try {
    const small = writePods(folder, 1000);
    const large = writePods(folder, 10_000);
    const toolsList = await repeat(RUNS, firstToolsList);
    const version = await repeat(RUNS, async () => (await runCli(["version"], folder)).ms);
    const scans = await repeat(
      3,
      async () => (await runCli(["scan", small, "-o", "json"], folder)).ms,
    );
    const applies = await repeat(3, async () => (await runCli(classicApply(small), folder)).ms);
    const big = await runCli(["scan", large, "-o", "json", "--limit", "20"], folder);
    return [
      {
        name: "start of the MCP server to its first tools/list",
        value: toolsList,
        unit: "ms",
        target: { most: 300 },
      },
      { name: "kyverno-mcp version", value: version, unit: "ms" },
      {
        name: "scan 1,000 pods of YAML, whole process",
        value: scans,
        unit: "ms",
        note: "the Kyverno CLI took 75 s for 19 CEL rules, measured on another machine",
      },
      {
        name: "apply 20 classic rules to 1,000 pods of YAML, whole process",
        value: applies,
        unit: "ms",
        note: "the Kyverno CLI took 10.3 s, measured on another machine",
      },
      { name: "scan 10,000 pods of YAML, whole process", value: big.ms, unit: "ms" },
      { name: "  its peak memory", value: big.peakMb, unit: "MB" },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function classicApply(pods: string): readonly string[] {
  return ["apply", CLASSIC_RULES, "-r", pods, "--policy-report", "--output-format", "json"];
}

function writePods(folder: string, count: number): string {
  const file = path.join(folder, `pods-${count}.yaml`);
  writeFileSync(
    file,
    generatePods(count)
      .map((pod) => dump(pod))
      .join("---\n"),
  );
  return file;
}

async function repeat(runs: number, measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  // oxlint-disable-next-line no-await-in-loop -- two processes at once would disturb each other
  for (let index = 0; index < runs; index += 1) values.push(await measure());
  return median(values);
}

/** Wall time and peak resident memory of one run. */
export async function runCli(
  args: readonly string[],
  folder: string,
): Promise<{ ms: number; peakMb: number }> {
  const usage = path.join(folder, "usage.json");
  const report = `process.on("exit",()=>require("node:fs").writeFileSync(${JSON.stringify(usage)},String(process.resourceUsage().maxRSS)))`;
  const hook = path.join(folder, "usage.cjs");
  writeFileSync(hook, report);
  const start = performance.now();
  const child = spawn(process.execPath, ["--require", hook, MAIN, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  return { ms: performance.now() - start, peakMb: Number(readFileSync(usage, "utf8")) / 1024 };
}

/** Milliseconds from starting the server to the last byte of its answer to tools/list. */
function firstToolsList(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN], { stdio: ["pipe", "pipe", "inherit"] });
  const send = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send({
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "bench", version: "1" },
    },
  });
  send({ method: "notifications/initialized" });
  send({ id: 2, method: "tools/list", params: {} });
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("error", reject);
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (
        !text
          .split("\n")
          .slice(0, -1)
          .some((line) => line.includes('"id":2'))
      )
        return;
      child.kill();
      resolve(performance.now() - start);
    });
  });
}
