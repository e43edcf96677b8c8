import type { JsonObject, OwnerReference, Resource } from "../../src/manifest/resource.ts";

/** How large a generated cluster is. */
export interface ClusterSize {
  readonly pods: number;
  readonly namespaces: number;
  /** Pods of each Deployment; 4 by default. */
  readonly podsPerDeployment?: number;
  /** Every n-th Deployment is privileged; 10 by default, 0 means none. */
  readonly privilegedEvery?: number;
}

/**
 * A cluster of Deployments with their ReplicaSets and Pods, spread evenly over namespaces `team-000`… Always the same for the
 * same size. A Pod has about 4 KB, a third of it managedFields, as in real clusters.
 */
export function generateObjects(size: ClusterSize): readonly Resource[] {
  const { pods, namespaces, podsPerDeployment = 4, privilegedEvery = 10 } = size;
  const deployments = Math.ceil(pods / podsPerDeployment);
  return [
    ...Array.from({ length: namespaces }, (_, index) => namespaceObject(index)),
    ...Array.from({ length: deployments }, (_, index) =>
      deploymentObjects({
        index,
        namespace: namespaceName(index % namespaces),
        replicas: Math.min(podsPerDeployment, pods - index * podsPerDeployment),
        privileged: privilegedEvery > 0 && index % privilegedEvery === 0,
      }),
    ).flat(),
  ];
}

/** Name of the n-th generated namespace. */
export function namespaceName(index: number): string {
  return `team-${String(index).padStart(3, "0")}`;
}

function namespaceObject(index: number): Resource {
  const name = namespaceName(index);
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      uid: uidOf("namespace", name),
      labels: { "kubernetes.io/metadata.name": name, tier: index % 2 === 0 ? "gold" : "silver" },
    },
    status: { phase: "Active" },
  };
}

interface DeploymentFacts {
  readonly index: number;
  readonly namespace: string;
  readonly replicas: number;
  readonly privileged: boolean;
}

function deploymentObjects(facts: DeploymentFacts): readonly Resource[] {
  const { index, namespace, replicas } = facts;
  const name = `app-${String(index).padStart(5, "0")}`;
  const hash = (index * 2_654_435_761).toString(36).slice(-8);
  const labels = { app: name, "app.kubernetes.io/name": name };
  const spec = podSpec(facts, name);
  const template = { metadata: { labels }, spec };
  const deployment = workload("Deployment", { name, namespace, labels }, { replicas, template });
  const replicaSet = workload(
    "ReplicaSet",
    { name: `${name}-${hash}`, namespace, labels, owner: deployment },
    { replicas, template },
  );
  const pods = Array.from({ length: replicas }, (_, pod): Resource => {
    const podName = `${name}-${hash}-${String(pod).padStart(5, "0")}`;
    return {
      apiVersion: "v1",
      kind: "Pod",
      metadata: metadataOf({ name: podName, namespace, labels, owner: replicaSet }),
      spec: { ...spec, nodeName: `node-${pod % 10}` },
      status: { phase: "Running", podIP: `10.0.${index % 250}.${pod}`, hostIP: "192.168.0.1" },
    };
  });
  return [deployment, replicaSet, ...pods];
}

interface Naming {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner?: Resource;
}

function workload(
  kind: "Deployment" | "ReplicaSet",
  naming: Naming,
  { replicas, template }: { readonly replicas: number; readonly template: unknown },
): Resource {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: metadataOf(naming),
    spec: { replicas, selector: { matchLabels: naming.labels }, template },
    status: { replicas, readyReplicas: replicas },
  };
}

function metadataOf({ name, namespace, labels, owner }: Naming): Resource["metadata"] {
  return {
    name,
    namespace,
    uid: uidOf(namespace, name),
    resourceVersion: "1000",
    creationTimestamp: "2026-11-01T08:00:00Z",
    labels,
    ...(owner !== undefined && { ownerReferences: [ownerReference(owner)] }),
    managedFields: [MANAGED_FIELDS],
  };
}

function ownerReference({ apiVersion, kind, metadata }: Resource): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name ?? "",
    uid: metadata.uid ?? "",
    controller: true,
  };
}

function podSpec({ index, privileged }: DeploymentFacts, name: string): JsonObject {
  return {
    serviceAccountName: "default",
    containers: [
      {
        name: "main",
        image: `registry.example.com/${name}:1.${index % 20}.0`,
        ports: [{ containerPort: 8080, protocol: "TCP" }],
        env: Array.from({ length: 12 }, (_, item) => ({
          name: `SETTING_${item}`,
          value: `value-${item}-of-${name}`,
        })),
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        securityContext: {
          privileged,
          allowPrivilegeEscalation: privileged,
          runAsNonRoot: true,
          seccompProfile: { type: "RuntimeDefault" },
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "data", mountPath: "/data" }],
      },
    ],
    volumes: [{ name: "data", emptyDir: {} }],
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
  };
}

function uidOf(namespace: string, name: string): string {
  return `uid-${namespace}-${name}`;
}

const MANAGED_FIELDS = {
  manager: "kube-controller-manager",
  operation: "Update",
  apiVersion: "v1",
  time: "2026-11-01T08:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1: Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `f:setting-${index}`,
      { ".": {}, "f:value": {}, [`k:{"name":"item-${index}"}`]: {} },
    ]),
  ),
};
