import { mkdirSync, writeFileSync } from "node:fs";
import { compareWithPeers } from "./compare-with-peers.ts";
import { type Figure, formatFigures } from "./measure.ts";
import { measureAllSet } from "./measure-all-set.ts";
import { measureCluster } from "./measure-cluster.ts";
import { measureEngine } from "./measure-engine.ts";
import { measureFiles } from "./measure-files.ts";
import { measureManifests } from "./measure-manifests.ts";
import { measurePipeline } from "./measure-pipeline.ts";
import { measureStages } from "./measure-stages.ts";
import { measureProcesses } from "./measure-processes.ts";

/** Everything that the product promises about speed and size, measured on this machine in one run. */
const sections: readonly (readonly [string, () => Figure[] | Promise<Figure[]>])[] = [
  ["Rules on parsed pods, one core", measureEngine],
  ["The set all", measureAllSet],
  ["Stages of one scan, each cold", measureStages],
  ["Manifests", measureManifests],
  ["Pages of a cluster, from bytes to a tally", measurePipeline],
  ["Whole processes", measureProcesses],
  ["Large files", measureFiles],
  ["A real API server", measureCluster],
  ["CEL peers, same expressions, same pods, one core", compareWithPeers],
];

const results: Record<string, Figure[]> = {};
for (const [title, measure] of sections) {
  // oxlint-disable-next-line no-await-in-loop -- two measurements at once would disturb each other
  results[title] = await measure();
  console.log(`\n${title}\n${formatFigures(results[title])}`);
}

const folder = new URL("results/", import.meta.url);
mkdirSync(folder, { recursive: true });
const file = new URL("latest.json", folder);
writeFileSync(
  file,
  `${JSON.stringify({ node: process.version, at: new Date().toISOString(), results }, null, 2)}\n`,
);
console.log(`\nwritten to bench/results/latest.json`);
