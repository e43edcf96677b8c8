import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { compareAll } from "./compare-suites.ts";
import { dropsBelow, type ExpectedCounts } from "./expected-counts.ts";
import { GOLD_FOLDER, hasGold } from "./gold.ts";

if (!hasGold())
  process.stdout.write(`conformance skipped: no recorded answers at ${GOLD_FOLDER}\n`);

test.skipIf(!hasGold())(
  "agrees with the recorded answers of the Kyverno CLI at least as often as before",
  { timeout: 300_000 },
  async () => {
    const expected: ExpectedCounts = JSON.parse(
      readFileSync(new URL("expected.json", import.meta.url), "utf8"),
    );
    expect(dropsBelow(expected, await compareAll())).toEqual([]);
  },
);
