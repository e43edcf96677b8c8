import type { ClusterConnection } from "../src/cluster/connect.ts";
import type { Kubeconfig } from "../src/cluster/load-kubeconfig.ts";
import { createScanStore } from "../src/app/scan-store.ts";
import { createSelection, type Services } from "../src/app/services.ts";
import { UserError } from "../src/manifest/user-error.ts";

/** A kubeconfig with these contexts; the first is current. */
export function fakeKubeconfig(...names: readonly string[]): Kubeconfig {
  return {
    contexts: names.map((name, index) => ({
      name,
      cluster: name,
      user: name,
      namespace: undefined,
      isCurrent: index === 0,
    })),
    currentContext: names[0],
    searched: ["/home/someone/.kube/config"],
    clusters: new Map(
      names.map((name) => [
        name,
        {
          name,
          server: `https://admin:hunter22@${name}.example:6443`,
          insecureSkipTlsVerify: false,
          disableCompression: false,
          raw: {},
        },
      ]),
    ),
    users: new Map(),
  };
}

/** Services without a cluster, a policy set or a network; override what a test is about. */
export function fakeServices(overrides: Partial<Services> = {}): Services {
  return {
    loadKubeconfig: () => Promise.resolve(fakeKubeconfig()),
    connect: (context) => Promise.reject(new UserError(`${context}: connection refused`)),
    listPolicySets: () => Promise.resolve([]),
    loadPolicySet: (name) => Promise.reject(new UserError(`there is no policy set ${name}`)),
    loadFrameworks: () => Promise.resolve([]),
    selection: createSelection(true),
    scans: createScanStore(),
    ...overrides,
  };
}

function unused(): Promise<never> {
  return Promise.reject(new Error("not part of this test"));
}

/** A connection that only knows its version, or whose `version` fails or hangs. */
export function fakeConnection(
  context: string,
  version: ClusterConnection["version"],
): ClusterConnection {
  const connection: ClusterConnection = {
    context,
    server: `https://${context}.example:6443`,
    namespace: undefined,
    origin: {},
    get: unused,
    getBytes: unused,
    until: () => connection,
    version,
    close: () => Promise.resolve(),
  };
  return connection;
}
