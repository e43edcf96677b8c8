import { dump } from "js-yaml";
import { createServices } from "../src/app/create-services.ts";
import { preparePolicies } from "../src/app/prepare-policies.ts";
import { scanManifests } from "../src/app/scan-manifests.ts";
import { parseDocuments } from "../src/manifest/parse-documents.ts";
import { generatePods } from "./generate-pods.ts";
import { type Figure, median, rate } from "./measure.ts";

const PODS = 1000;

/** How fast manifests are parsed, and parsed and scanned. */
export async function measureManifests(): Promise<Figure[]> {
  const pods = generatePods(PODS);
  const yaml = pods.map((pod) => dump(pod)).join("---\n");
  const json = JSON.stringify({ apiVersion: "v1", kind: "List", items: pods });
  const services = createServices({ env: {}, homeDir: "", keepsSelection: true });
  const policies = await preparePolicies({ policySets: ["pod-security"] }, services);
  const seconds: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    await scanManifests({ ...parseDocuments(yaml, "pods.yaml"), policies }, {});
    seconds.push((performance.now() - start) / 1000);
  }
  return [
    {
      name: "parse YAML",
      value: rate(yaml.length / 1e6, () => parseDocuments(yaml, "pods.yaml"), 2),
      unit: "MB/s",
    },
    {
      name: "parse JSON",
      value: rate(json.length / 1e6, () => parseDocuments(json, "pods.json"), 2),
      unit: "MB/s",
    },
    { name: `parse and scan ${PODS} pods of YAML`, value: PODS / median(seconds), unit: "pods/s" },
  ];
}
