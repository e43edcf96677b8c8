import { createServices } from "../src/app/create-services.ts";
import { preparePolicies, type PreparedPolicies } from "../src/app/prepare-policies.ts";
import type { ListPage } from "../src/pipeline/scan-page.ts";
import { createScanPool } from "../src/pipeline/scan-pool.ts";
import { createTally } from "../src/results/tally.ts";
import { generatePodPages } from "./generate-pages.ts";
import { type Figure, median } from "./measure.ts";

const PODS = 10_000;
const ROUNDS = 5;

/** From the bytes of list pages to a finished tally: strip, parse, evaluate, fold; once the threads are warm. */
export async function measurePipeline(): Promise<Figure[]> {
  const services = createServices({ env: {}, homeDir: "", keepsSelection: true });
  const policies = await preparePolicies({ policySets: ["pod-security"] }, services);
  const pages = generatePodPages(PODS);
  const bytes = pages.reduce((sum, page) => sum + page.bytes.byteLength, 0);
  const size = `${Math.round(bytes / PODS / 100) / 10} KB`;
  const threads = await ratesOf(pages, policies, 2);
  const alone = await ratesOf(pages, policies, 0);
  return [
    {
      name: `pod-security on ${PODS} pods of ${size}, two threads`,
      value: threads.pods,
      unit: "pods/s",
      target: { least: 30_000 },
    },
    {
      name: "  the same",
      value: threads.evaluations,
      unit: "rule evaluations/s",
      target: { least: 500_000 },
    },
    { name: "  on the main thread alone", value: alone.pods, unit: "pods/s" },
  ];
}

interface Rates {
  readonly pods: number;
  readonly evaluations: number;
}

async function ratesOf(
  pages: readonly ListPage[],
  { policies, exceptions }: PreparedPolicies,
  threads: number,
): Promise<Rates> {
  const pool = createScanPool({ policies, exceptions, threads, worthwhileBytes: 0 });
  const context = pool.open({ kind: "context", context: "bench", namespaces: [], filter: {} }, () =>
    Promise.reject(new Error("pod-security looks nothing up")),
  );
  const facts = policies.map((policy) => policy.facts);
  const seconds: number[] = [];
  let evaluations = 0;
  // The first rounds compile policies and let the engine get warm.
  for (let round = -3; round < ROUNDS; round += 1) {
    const copies = pages.map((page) => ({ ...page, bytes: new Uint8Array(page.bytes) }));
    const start = performance.now();
    const tally = createTally();
    const count = async (page: ListPage): Promise<void> => {
      const result = await context.scan(page);
      if (result.kind === "part") tally.take(result.part, facts);
    };
    const running: Promise<void>[] = [];
    for (const page of copies) {
      // oxlint-disable-next-line no-await-in-loop -- as a cluster's pages come
      await context.room();
      running.push(count(page));
    }
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    await Promise.all(running);
    evaluations = tally.finish().rulesEvaluated;
    if (round >= 0) seconds.push((performance.now() - start) / 1000);
  }
  await pool.close();
  const taken = median(seconds);
  return { pods: PODS / taken, evaluations: evaluations / taken };
}
