import { expect, test } from "vitest";
import { keepsNamespace, skipsNamespace } from "./scan-filter.ts";
import { shardOf } from "./shard-of.ts";

const NAMES = Array.from({ length: 1000 }, (_, index) => `team-${index}`);

test("every namespace belongs to exactly one shard, and shards are of about the same size", () => {
  const sizes = [0, 0, 0, 0];
  for (const name of NAMES) {
    const home = shardOf(name, 4);
    sizes[home] = (sizes[home] ?? 0) + 1;
    const keepers = sizes.filter((_, index) =>
      keepsNamespace({ shard: { index, count: 4 } }, name),
    );
    expect(keepers).toHaveLength(1);
  }
  expect(Math.min(...sizes)).toBeGreaterThan(200);
});

test("a namespace stays in its shard from release to release", () => {
  expect(["default", "kube-system", "team-a"].map((name) => shardOf(name, 7))).toEqual([4, 2, 2]);
});

test("objects without a namespace belong to the first shard", () => {
  expect(keepsNamespace({ shard: { index: 0, count: 3 } }, undefined)).toBe(true);
  expect(keepsNamespace({ shard: { index: 1, count: 3 } }, "")).toBe(false);
});

test("excluded namespaces are left out of every shard", () => {
  const filter = { excludeNamespaces: ["team-1"], shard: { index: 0, count: 1 } };
  expect(skipsNamespace(filter, "team-1")).toBe(true);
  expect(skipsNamespace(filter, "team-2")).toBe(false);
});
