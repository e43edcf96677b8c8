import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createServices, type ServiceOptions } from "../../src/app/create-services.ts";
import { scan, type ScanRequest } from "../../src/app/scan.ts";
import type { Services } from "../../src/app/services.ts";
import type { Resource } from "../../src/manifest/resource.ts";
import type { Summary } from "../../src/results/summary.ts";
import { generateObjects } from "../fake-api-server/generate-objects.ts";
import { tlsFile } from "../fake-api-server/start-fake-api-server.ts";
import type { Fakes } from "../fake-api-server/use-fakes.ts";
import { type KubeconfigCluster, writeKubeconfig } from "../fake-api-server/write-kubeconfig.ts";

/** 620 pods of 155 Deployments, 16 of them privileged, in 4 namespaces, and 3 Widgets. */
export const OBJECTS: readonly Resource[] = [
  ...generateObjects({ pods: 620, namespaces: 4 }),
  ...["a", "b", "c"].map((name) => ({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name, namespace: "team-000" },
    spec: { size: 1 },
  })),
];
/** What the policies find in them: privileged Deployments with their pods folded in, and every Widget. */
export const PRIVILEGED = 16;
export const WIDGETS = 3;

const POLICIES = ["pods", "widgets"].map((plural) => ({
  apiVersion: "policies.kyverno.io/v1",
  kind: "ValidatingPolicy",
  metadata: { name: `judge-${plural}`, annotations: { "policies.kyverno.io/severity": "high" } },
  spec: {
    ...(plural === "pods" && { autogen: { podControllers: { controllers: ["deployments"] } } }),
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: [plural === "pods" ? "" : "example.com"],
          apiVersions: ["v1"],
          operations: ["CREATE"],
          resources: [plural],
        },
      ],
    },
    validations: [
      {
        expression:
          plural === "pods"
            ? "object.spec.containers.all(c, c.?securityContext.?privileged.orValue(false) != true)"
            : "object.spec.size > 1",
        message: `bad ${plural}`,
      },
    ],
  },
}));

/** Limits short enough for tests; their proportions are those of the real ones. */
const LIMITS = { timeoutMs: 3000, firstAnswerMs: 700, idleMs: 500, maxBodyBytes: 8 * 1024 * 1024 };

/** A context named `faulty` for a cluster over TLS; what is not given is in order. */
export function faultyCluster(
  server: string,
  more: Partial<KubeconfigCluster> & { readonly user?: Readonly<Record<string, unknown>> } = {},
): KubeconfigCluster {
  const { user = { token: "admin-token" }, ...rest } = more;
  return { server, ca: tlsFile("ca.crt"), contexts: { faulty: { user } }, ...rest };
}

/** Services that know these clusters; their connections end with the test. */
export async function servicesFor(
  fakes: Fakes,
  clusters: readonly KubeconfigCluster[],
  options: Partial<ServiceOptions> = {},
): Promise<Services> {
  const { file, folder, remove } = await writeKubeconfig(clusters);
  fakes.onEnd(remove);
  const services = createServices({
    env: { KUBECONFIG: file },
    homeDir: folder,
    keepsSelection: true,
    requestLimits: LIMITS,
    ...options,
  });
  return {
    ...services,
    connect: async (context) => {
      const connection = await services.connect(context);
      fakes.onEnd(connection.close);
      return connection;
    },
  };
}

/** Scans contexts with the two policies above. */
export async function scanFleet(
  fakes: Fakes,
  services: Services,
  request: Partial<ScanRequest> = {},
): Promise<Summary> {
  const file = path.join(await fakes.folder(), "policies.json");
  await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: POLICIES }));
  return scan(
    {
      paths: [],
      readStdin: () => Promise.resolve(new Uint8Array()),
      policySets: [],
      policyPaths: [file],
      exceptionPaths: [],
      contexts: ["faulty", "healthy"],
      filter: {},
      ...request,
    },
    services,
  );
}
