import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Command } from "commander";
import { fakeServices } from "../../test/fake-services.ts";
import { runShards, type ShardFlags, shardOptions } from "./shard-flags.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-shards-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REQUEST = {
  paths: [],
  readStdin: () => Promise.resolve(new Uint8Array()),
  policySets: [],
  policyPaths: [],
  exceptionPaths: [],
  contexts: [],
  filter: {},
};

function parse(...args: readonly string[]): ShardFlags {
  const command = shardOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr() {} });
  return command.parse(args, { from: "user" }).opts<ShardFlags & Record<string, unknown>>();
}

function run(...args: readonly string[]): Promise<unknown> {
  return runShards(REQUEST, parse(...args), fakeServices(), () =>
    Promise.reject(new Error("scans everything")),
  );
}

test("without a shard everything is scanned", async () => {
  await expect(run()).rejects.toThrow("scans everything");
});

test.for([[["--shard", "0/2"]], [["--out", folder]]] as const)(
  "%s alone is refused",
  async ([args]) => {
    await expect(run(...args)).rejects.toThrow("--shard and --out go together");
  },
);

test("a folder without parts can't be merged", async () => {
  await expect(run("--merge", folder)).rejects.toThrow("there are no parts of a scan");
});

test.for([
  [["--shard", "2/2"], "must be I/N"],
  [["--wait", "soon"], "must be a number of seconds"],
  [["--merge", folder, "--shard", "0/2"], "cannot be used with"],
] as const)("%s is refused with what it must be", ([args, message]) => {
  expect(() => parse(...args)).toThrow(message);
});
