import type { Pod, Volume } from "../pod.ts";
import { forbiddenField, quotedList, sortedSet, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

const ALLOWED = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
] as const;
/** In the order in which a volume with several sources is called after one of them. */
const RESTRICTED = [
  "hostPath",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "gitRepo",
  "nfs",
  "iscsi",
  "glusterfs",
  "rbd",
  "flexVolume",
  "cinder",
  "cephfs",
  "flocker",
  "fc",
  "azureFile",
  "vsphereVolume",
  "quobyte",
  "azureDisk",
  "photonPersistentDisk",
  "portworxVolume",
  "scaleIO",
  "storageos",
] as const;

/** Only volumes that need no access to the node. https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const restrictedVolumes: Check = {
  id: "restrictedVolumes",
  level: "restricted",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ spec }: Pod): Violation | undefined {
  const bad = (spec.volumes ?? [])
    .map((volume, index) => ({ volume: volume ?? {}, index }))
    .filter(({ volume }) => !isAllowed(volume));
  if (bad.length === 0) return undefined;
  return {
    reason: "restricted volume types",
    detail: () => detailOf(bad.map(({ volume }) => volume)),
    errors: bad.map(({ volume, index }) =>
      forbiddenField(`spec.volumes[${index}].${sourceOf(volume)}`),
    ),
  };
}

function isAllowed(volume: Volume): boolean {
  return ALLOWED.some((source) => has(volume, source));
}

function sourceOf(volume: Volume): string {
  return RESTRICTED.find((source) => has(volume, source)) ?? "unknown";
}

function has(volume: Volume, source: string): boolean {
  return volume[source] !== undefined && volume[source] !== null;
}

function detailOf(bad: readonly Volume[]): string {
  const types = sortedSet(bad.map(sourceOf));
  return [
    bad.length === 1 ? "volume" : "volumes",
    quotedList(bad.map(({ name }) => name ?? "")),
    bad.length === 1 ? "uses" : "use",
    types.length === 1 ? "restricted volume type" : "restricted volume types",
    quotedList(types),
  ].join(" ");
}
