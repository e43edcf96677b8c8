import type { Resource } from "../src/manifest/resource.ts";
import { generatePods } from "./generate-pods.ts";

/** Objects of a cluster's usual mixture: of ten, four pods, two controllers, one of Services and Ingresses, one of ConfigMaps and Secrets, two of accounts and their rights; and a namespace for each team. The same `count` gives the same objects. */
export function generateObjects(count: number): Resource[] {
  const namespaces = ["kube-system", ...Array.from({ length: 40 }, (_, n) => `team-${n}`)];
  const pods = generatePods(Math.ceil(count * 0.4));
  const rest = Array.from({ length: count - pods.length - namespaces.length }, (_, index) =>
    other(index, pods[index % pods.length]),
  );
  return [...namespaces.map(namespace), ...pods, ...rest];
}

function namespace(name: string): Resource {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    // With a uid it is a real cluster's: policies that look other objects up do so then.
    metadata: { name, uid: `uid-${name}`, labels: { "kubernetes.io/metadata.name": name } },
  };
}

interface Body {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

type Make = (index: number, pod: Resource | undefined) => Body;

const MAKERS: readonly Make[] = [
  (index, pod) => controller("apps/v1", "Deployment", index, pod),
  (index, pod) => controller("apps/v1", index % 2 === 0 ? "StatefulSet" : "DaemonSet", index, pod),
  (index) =>
    index % 3 === 0
      ? ingress(index)
      : {
          apiVersion: "v1",
          kind: "Service",
          spec: { type: "ClusterIP", selector: { app: `app-${index}` }, ports: [{ port: 80 }] },
        },
  (index) =>
    index % 2 === 0
      ? { apiVersion: "v1", kind: "ConfigMap", data: { "app.yaml": "log: info\n".repeat(40) } }
      : { apiVersion: "v1", kind: "Secret", type: "Opaque", data: { password: "c2VjcmV0" } },
  (index) => role(index),
  (index) => binding(index),
];

function other(index: number, pod: Resource | undefined): Resource {
  const made = MAKERS[index % MAKERS.length]?.(index, pod) ?? role(index);
  return {
    ...made,
    metadata: {
      name: `object-${index}`,
      namespace: `team-${index % 40}`,
      labels: { "app.kubernetes.io/name": `app-${index}` },
    },
  };
}

function controller(
  apiVersion: string,
  kind: string,
  index: number,
  pod: Resource | undefined,
): Body {
  const labels = { app: `app-${index}` };
  return {
    apiVersion,
    kind,
    spec: {
      replicas: index % 4,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod?.["spec"] },
    },
  };
}

function ingress(index: number): Body {
  const host = `app-${index}.example.com`;
  const backend = { service: { name: `object-${index}`, port: { number: 80 } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    spec: {
      ...(index % 2 === 0 && { tls: [{ hosts: [host], secretName: "tls" }] }),
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
    },
  };
}

function role(index: number): Body {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    rules: [
      { apiGroups: [""], resources: ["configmaps", "services"], verbs: ["get", "list", "watch"] },
      {
        apiGroups: ["apps"],
        resources: [index % 10 === 0 ? "*" : "deployments"],
        verbs: ["get", "patch"],
      },
    ],
  };
}

function binding(index: number): Body {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    roleRef: {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Role",
      name: `object-${index - 1}`,
    },
    subjects: [
      {
        kind: "ServiceAccount",
        name: index % 8 === 0 ? "default" : `app-${index}`,
        namespace: `team-${index % 40}`,
      },
    ],
  };
}
