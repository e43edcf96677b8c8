import path from "node:path";
import { createServices } from "../src/app/create-services.ts";
import { createObjectScanner } from "../src/pipeline/object-scanner.ts";
import { type PreparedPolicy, preparePolicies } from "../src/app/prepare-policies.ts";
import { offlineHost } from "../src/engine/offline-host.ts";
import { requestFor } from "../src/engine/request-for.ts";
import { loadDocuments } from "../src/manifest/load-documents.ts";
import { generatePods } from "./generate-pods.ts";
import { type Figure, rate } from "./measure.ts";

/** Classic rules of the usual makes; ours to change, so that figures can be compared over time only with care. */
export const CLASSIC_RULES = path.join(import.meta.dirname, "classic-pod-security.yaml");

/** How many rules are evaluated a second over 1,000 and 10,000 pods: the pod-security set in CEL, then twenty classic rules. */
export async function measureEngine(): Promise<Figure[]> {
  const services = createServices({ env: {}, homeDir: "", keepsSelection: true });
  const cel = await timed(() => preparePolicies({ policySets: ["pod-security"] }, services));
  const { documents } = await loadDocuments([CLASSIC_RULES]);
  const classic = await timed(() => preparePolicies({ policySets: [], documents }, services));
  return [
    ...evaluations("pod-security (CEL)", cel.value.policies),
    ...evaluations("classic rules", classic.value.policies),
    {
      name: `load and compile ${cel.value.policies.length} CEL policies`,
      value: cel.ms,
      unit: "ms",
    },
    {
      name: `compile ${classic.value.policies.length} classic policies`,
      value: classic.ms,
      unit: "ms",
    },
  ];
}

function evaluations(name: string, policies: readonly PreparedPolicy[]): Figure[] {
  return [1000, 10_000].map((count) => {
    const requests = generatePods(count).map((pod) => requestFor(pod));
    const host = offlineHost([]);
    const value = rate(
      count * policies.length,
      () => {
        const scanner = createObjectScanner({ context: "", policies, host });
        for (const request of requests) void scanner.scan(request);
        scanner.finish();
      },
      3,
    );
    return {
      name: `${name}, ${count} pods, counted and folded`,
      value,
      unit: "rule evaluations/s",
      target: { least: 100_000 },
    };
  });
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}
