import type { Resource } from "../src/manifest/resource.ts";

/** Pods as clusters have them, 3.5 KB of YAML each: two or three containers, probes, volumes, some careless ones. The same `count` gives the same pods. */
export function generatePods(count: number): Resource[] {
  return Array.from({ length: count }, (_, index) => pod(index));
}

function pod(index: number): Resource {
  const isCareless = index % 5 === 0;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `app-${index}`,
      namespace: `team-${index % 40}`,
      labels: {
        app: `app-${index}`,
        tier: index % 2 === 0 ? "web" : "batch",
        version: `1.${index % 10}.0`,
      },
      annotations: {
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "9090",
        "team.example/contact": `team-${index % 40}@example.org`,
      },
    },
    spec: {
      serviceAccountName: `app-${index % 40}`,
      hostNetwork: isCareless && index % 3 === 0,
      securityContext: isCareless
        ? {}
        : { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      initContainers: [container("prepare", index, isCareless)],
      containers: ["app", ...(index % 2 === 0 ? ["proxy"] : [])].map((name) =>
        container(name, index, isCareless),
      ),
      volumes: [
        { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
        {
          name: "config",
          configMap: { name: `app-${index}`, items: [{ key: "app.yaml", path: "app.yaml" }] },
        },
        ...(isCareless ? [{ name: "host", hostPath: { path: "/var/log" } }] : []),
      ],
      tolerations: [
        {
          key: "node.kubernetes.io/not-ready",
          operator: "Exists",
          effect: "NoExecute",
          tolerationSeconds: 300,
        },
      ],
    },
  };
}

function container(name: string, index: number, isCareless: boolean): object {
  return {
    name,
    image: `registry.example/team-${index % 40}/${name}:1.${index % 10}.0`,
    args: ["--config", "/etc/app/app.yaml", "--log-level", "info"],
    env: [
      { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "LOG_FORMAT", value: "json" },
      { name: "CACHE_SIZE", value: "128" },
    ],
    ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
    resources: {
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { cpu: "500m", memory: "256Mi" },
    },
    securityContext: isCareless
      ? { privileged: index % 10 === 0 }
      : {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
    livenessProbe: {
      httpGet: { path: "/healthz", port: 8080 },
      periodSeconds: 10,
      timeoutSeconds: 2,
    },
    readinessProbe: {
      httpGet: { path: "/readyz", port: 8080 },
      periodSeconds: 5,
      timeoutSeconds: 2,
    },
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "config", mountPath: "/etc/app", readOnly: true },
    ],
  };
}
