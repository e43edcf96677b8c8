import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Resource } from "../src/manifest/resource.ts";
import { listPolicySets } from "../src/policy/policy-sets.ts";
import { CANNOT_START, startApiServer } from "../test/cluster/start-api-server.ts";
import { generateObjects } from "./generate-objects.ts";
import { generatePods } from "./generate-pods.ts";
import type { Figure } from "./measure.ts";
import { runCli } from "./measure-processes.ts";

const PODS = 10_000;
const NAMESPACES = 100;
const OTHERS = 2000;
/** Both sets where both are there. */
const SETS = ["pod-security", "kubernetes-best-practices"];

/** A whole scan of a real API server: list, evaluate, sum up, from the start of the process to its end. Server and scan share the processors. */
export async function measureCluster(): Promise<Figure[]> {
  if (CANNOT_START !== undefined) return [{ name: CANNOT_START, value: Number.NaN, unit: "s" }];
  const folder = mkdtempSync(path.join(tmpdir(), "kyverno-mcp-cluster-"));
  const server = await startApiServer();
  try {
    await server.create(cluster());
    const shipped = new Set((await listPolicySets()).map(({ name }) => name));
    const sets = SETS.filter((name) => shipped.has(name));
    const figures: Figure[] = [];
    for (const used of sets.length > 1 ? [sets.slice(0, 1), sets] : [sets]) {
      const flags = used.flatMap((name) => ["--policy-set", name]);
      const args = ["scan", "--kubeconfig", server.kubeconfigPath, "--context", "admin", ...flags];
      // oxlint-disable-next-line no-await-in-loop -- two processes at once would disturb each other
      const { ms, peakMb } = await runCli(
        [...args, "-o", "json", "--limit", "20", "--fail-on", "none"],
        folder,
      );
      figures.push(
        {
          name: `scan ${PODS} pods and ${OTHERS} other objects with ${used.join(" and ")}`,
          value: ms / 1000,
          unit: "s",
          target: { most: 10 },
          note: "the Kyverno CLI took 19.6 s for 980 pods, measured on another machine",
        },
        { name: "  its peak memory", value: peakMb, unit: "MB", target: { most: 512 } },
      );
    }
    return figures;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Namespaces, pods spread over them, and objects of other kinds. */
function cluster(): readonly Resource[] {
  const names = Array.from({ length: NAMESPACES }, (_, index) => `space-${index}`);
  const others = generateObjects(OTHERS * 2).filter(
    ({ kind }) => kind !== "Pod" && kind !== "Namespace",
  );
  return [
    ...names.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } })),
    ...[...generatePods(PODS), ...others.slice(0, OTHERS)].map((object, index) =>
      inNamespace(object, names[index % NAMESPACES] ?? ""),
    ),
  ];
}

/** As a server takes it: what runs once has no probes, no two containers of a pod have one port, and addresses of services are few. */
function inNamespace(object: Resource, namespace: string): Resource {
  const text = JSON.stringify({ ...object, metadata: { ...object.metadata, namespace } });
  const stored: Resource = JSON.parse(text, (key: string, value: unknown): unknown => {
    if (!isList(value)) return value;
    if (key === "initContainers") return value.map(bare);
    return key === "containers" ? [...value.slice(0, 1), ...value.slice(1).map(bare)] : value;
  });
  return object.kind === "Service"
    ? { ...stored, spec: { type: "ExternalName", externalName: "elsewhere.example" } }
    : stored;
}

function isList(value: unknown): value is readonly object[] {
  return Array.isArray(value);
}

function bare(container: object): object {
  return Object.fromEntries(
    Object.entries(container).filter(([key]) => !/Probe$|^ports$/.test(key)),
  );
}
