import { createServices } from "../src/app/create-services.ts";
import { createObjectScanner } from "../src/app/object-scanner.ts";
import { preparePolicies } from "../src/app/prepare-policies.ts";
import { offlineHost } from "../src/engine/offline-host.ts";
import { requestFor } from "../src/engine/request-for.ts";
import { generatePods } from "./generate-pods.ts";
import { type Figure, rate } from "./measure.ts";

/** How many rules of the pod-security set are evaluated a second over 1,000 and 10,000 pods. */
export async function measureEngine(): Promise<Figure[]> {
  const services = createServices({ env: {}, homeDir: "", keepsSelection: true });
  const start = performance.now();
  const { policies } = await preparePolicies({ policySets: ["pod-security"] }, services);
  const compileMs = performance.now() - start;
  const figures = [1000, 10_000].map((count): Figure => {
    const requests = generatePods(count).map((pod) => requestFor(pod));
    const host = offlineHost([]);
    const evaluations = rate(
      count * policies.length,
      () => {
        const scanner = createObjectScanner({ context: "", policies, host });
        for (const request of requests) void scanner.scan(request);
        scanner.finish();
      },
      3,
    );
    return {
      name: `pod-security, ${count} pods, counted and folded`,
      value: evaluations,
      unit: "rule evaluations/s",
      target: { least: 100_000 },
    };
  });
  return [
    ...figures,
    { name: `load and compile ${policies.length} policies`, value: compileMs, unit: "ms" },
  ];
}
