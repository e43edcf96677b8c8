import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { cacheFolder, findBinaries } from "./find-binaries.ts";

const run = promisify(execFile);
const DEADLINE_MS = 15 * 60_000;

/** Before the tests of this folder: builds etcd and kube-apiserver when there are none and Go is; says why if it can't. */
export async function setup(): Promise<void> {
  if (findBinaries() !== undefined) return;
  const folder = cacheFolder();
  try {
    await run("go", ["version"]);
  } catch {
    say("neither KUBEBUILDER_ASSETS nor Go is there: tests with a real API server are skipped");
    return;
  }
  say(`building etcd and kube-apiserver into ${folder}, once: this takes minutes`);
  try {
    await mkdir(folder, { recursive: true });
    await run("go", ["install", "-ldflags=-s -w", "tool"], {
      cwd: import.meta.dirname,
      env: { ...process.env, GOBIN: folder },
      timeout: DEADLINE_MS,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const tail = String(error).trim().split("\n").slice(-5).join("\n");
    say(`they could not be built, tests with a real API server are skipped: ${tail}`);
  }
}

function say(text: string): void {
  process.stderr.write(`test/cluster: ${text}\n`);
}
