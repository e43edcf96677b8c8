import type { ListPage } from "../src/pipeline/scan-page.ts";
import type { Resource } from "../src/manifest/resource.ts";
import { generatePods } from "./generate-pods.ts";

const PODS_A_PAGE = 500;

/** Pages of 500 pods as an API server sends them: 10 KB each with status and managedFields, a third of it the latter. */
export function generatePodPages(pods: number): ListPage[] {
  const items = generatePods(pods).map(asStored);
  return Array.from({ length: Math.ceil(pods / PODS_A_PAGE) }, (_, page) => ({
    kind: "page" as const,
    bytes: Buffer.from(
      JSON.stringify({
        kind: "PodList",
        apiVersion: "v1",
        metadata: { resourceVersion: "4711", continue: `token-${page}` },
        items: items.slice(page * PODS_A_PAGE, (page + 1) * PODS_A_PAGE),
      }),
    ),
    apiResource: { group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true },
    task: "evaluate" as const,
    unread: { managedFields: true, podStatus: true },
  }));
}

/** What a server adds to a pod that it stores. */
function asStored(pod: Resource, index: number): object {
  const { metadata, spec } = pod;
  return {
    metadata: {
      ...metadata,
      uid: `0b9a7f0c-5c0e-4d57-9f0e-${String(index).padStart(12, "0")}`,
      resourceVersion: String(100_000 + index),
      creationTimestamp: "2026-11-01T08:00:00Z",
      managedFields: [
        managedBy("kube-controller-manager", "f:spec", 48),
        managedBy("kubelet", "f:status", 24),
      ],
    },
    spec,
    status: {
      phase: "Running",
      hostIP: "10.0.0.17",
      podIP: `10.1.${(index >> 8) % 256}.${index % 256}`,
      startTime: "2026-11-01T08:00:01Z",
      conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
        type,
        status: "True",
        lastProbeTime: null,
        lastTransitionTime: "2026-11-01T08:00:05Z",
      })),
      containerStatuses: ["prepare", "app", "proxy"].map((name) => ({
        name,
        ready: true,
        restartCount: 0,
        image: `registry.example/${name}:1.0.0`,
        imageID: `registry.example/${name}@sha256:${"0123456789abcdef".repeat(4)}`,
        containerID: `containerd://${"fedcba9876543210".repeat(4)}`,
        state: { running: { startedAt: "2026-11-01T08:00:04Z" } },
        volumeMounts: Array.from({ length: 4 }, (_, mount) => ({
          name: `volume-${mount}`,
          mountPath: `/var/run/secrets/volume-${mount}`,
          recursiveReadOnly: "Disabled",
        })),
      })),
    },
  };
}

function managedBy(manager: string, part: string, fields: number): object {
  const owned = Object.fromEntries(
    Array.from({ length: fields }, (_, index) => [
      `k:{"name":"field-${index}"}`,
      { ".": {}, "f:name": {}, "f:value": {} },
    ]),
  );
  return {
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: "2026-11-01T08:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1: { [part]: owned },
  };
}
