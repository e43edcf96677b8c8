import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/engine/compile-policy.ts";
import type { CompiledPolicy, Operation } from "../../src/engine/evaluation.ts";
import { offlineHost } from "../../src/engine/offline-host.ts";
import { requestFor } from "../../src/engine/request-for.ts";
import { findApiResource } from "../../src/manifest/api-kinds.ts";
import { loadDocuments } from "../../src/manifest/load-documents.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import { resourcesOf } from "../../src/manifest/resources-of.ts";
import { policyKey } from "../../src/policy/policy-identity.ts";
import { readPolicies } from "../../src/policy/read-policies.ts";
import {
  deepFreeze,
  distort,
  pickOne,
  seededRandom,
  type Random,
} from "../support/random-resources.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/conformance");
const isThere = existsSync(CORPUS);
if (!isThere) process.stderr.write(`skipped: there are no recorded policies at ${CORPUS}\n`);

/** Another number here, or in SEED, makes other objects. */
const SEED = Number(process.env["SEED"] ?? 20_261_124);
const OBJECTS_PER_POLICY = 3;
const OPERATIONS: readonly Operation[] = ["CREATE", "UPDATE", "DELETE"];
/** Longer than any evaluation takes on a busy machine, much shorter than a hang. */
const MAX_MILLISECONDS = 3000;

const host = offlineHost([]);

/** Objects to distort. */
interface Bases {
  readonly all: readonly Resource[];
  /** By plural and by kind. */
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
}

describe.skipIf(!isThere)(`random objects made from seed ${SEED}`, () => {
  test(
    "never make a policy throw, hang or change what it is given",
    { timeout: 300_000 },
    async () => {
      const { policies, bases } = await loadCorpus();
      const random = seededRandom(SEED);
      const mishaps: string[] = [];
      let rules = 0;
      for (const policy of policies) {
        for (let count = 0; count < OBJECTS_PER_POLICY; count += 1) {
          const object = distort(chooseBase(policy, bases, random), random);
          const operation = pickOne(OPERATIONS, random) ?? "CREATE";
          const mishap = evaluate(policy, object, operation, random);
          if (typeof mishap === "number") rules += mishap;
          else
            mishaps.push(
              `${policyKey(policy.source)} on ${JSON.stringify(object).slice(0, 2000)}: ${mishap}`,
            );
        }
      }
      expect(mishaps).toEqual([]);
      // The objects were such that the policies had something to say.
      expect(rules).toBeGreaterThan(policies.length);
    },
  );
});

/** How many rules answered, or what went wrong. */
function evaluate(
  policy: CompiledPolicy,
  object: Resource,
  operation: Operation,
  random: Random,
): number | string {
  const oldObject = distort(object, random);
  const request = deepFreeze(requestFor(object, { operation, oldObject }));
  const started = performance.now();
  let answered: number;
  try {
    answered = policy.evaluate(request, host)?.rules.length ?? 0;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const milliseconds = performance.now() - started;
  return milliseconds > MAX_MILLISECONDS ? `took ${milliseconds} ms` : answered;
}

/** Everything there is: policies to evaluate, and the objects that the suites and probes have for them. */
async function loadCorpus(): Promise<{ policies: readonly CompiledPolicy[]; bases: Bases }> {
  const files = globSync(join(CORPUS, "{policies,cli,probes}/**/*.{yaml,yml}"));
  const { documents } = await loadDocuments([...files, join(CORPUS, "gold/resources.yaml")]);
  const policies = readPolicies(documents).policies.flatMap((policy) => {
    const compilation = compilePolicy(deepFreeze(policy));
    return compilation.ok ? [compilation.policy] : [];
  });
  const all = resourcesOf(documents).resources.map(({ resource }) => resource);
  const byPlural = Map.groupBy(
    all,
    ({ apiVersion, kind }) => findApiResource(apiVersion, kind).plural,
  );
  const byKind = Map.groupBy(all, ({ kind }) => kind);
  return { policies, bases: { all, byName: new Map([...byPlural, ...byKind]) } };
}

/** An object of a kind that the policy is for, if there is one. */
function chooseBase({ targets }: CompiledPolicy, { all, byName }: Bases, random: Random): Resource {
  const { resources = [], kinds = [] } = pickOne(targets, random) ?? {};
  const name = pickOne([...resources, ...kinds], random) ?? "*";
  const base = pickOne(byName.get(name) ?? all, random);
  if (base === undefined) throw new Error("there are no objects to start from");
  return base;
}
