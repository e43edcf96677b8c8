import { dump } from "js-yaml";
import { preparePolicies } from "../src/app/prepare-policies.ts";
import { createServices } from "../src/app/create-services.ts";
import { scanManifests } from "../src/app/scan-manifests.ts";
import { loadDocuments } from "../src/manifest/load-documents.ts";
import { parseDocuments } from "../src/manifest/parse-documents.ts";
import { formatScan } from "../src/report/format-scan.ts";
import { plain } from "../src/report/paint.ts";
import { summarizeScan } from "../src/results/summary.ts";
import { generatePods } from "./generate-pods.ts";
import { CLASSIC_RULES } from "./measure-engine.ts";
import type { Figure } from "./measure.ts";

const PODS = 1000;

/** Where the time of one scan goes, cold: parse, compile, evaluate, report. */
export async function measureStages(): Promise<Figure[]> {
  const yaml = generatePods(PODS)
    .map((pod) => dump(pod))
    .join("---\n");
  const services = createServices({ env: {}, homeDir: "", keepsSelection: true });
  const figures: Figure[] = [];
  const timed = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const value = await work();
    figures.push({ name, value: performance.now() - start, unit: "ms" });
    return value;
  };
  const { documents } = await timed("read and parse 20 classic policies", () =>
    loadDocuments([CLASSIC_RULES]),
  );
  const policies = await timed("compile them", () =>
    preparePolicies({ policySets: [], documents }, services),
  );
  const pods = await timed(`parse ${PODS} pods of YAML`, () => parseDocuments(yaml, "pods.yaml"));
  const scan = await timed(`evaluate ${PODS * policies.policies.length} rules`, () =>
    scanManifests({ ...pods, policies }, {}),
  );
  await timed("sum up and report as JSON", () =>
    formatScan(summarizeScan(scan), { format: "json", limit: 0, paint: plain }),
  );
  return figures;
}
