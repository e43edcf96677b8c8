import { delimiter } from "node:path";
import type { ClusterConnection, ConnectOptions } from "../cluster/connect.ts";
import type { Kubeconfig } from "../cluster/load-kubeconfig.ts";
import { createScanStore } from "./scan-store.ts";
import { createSelection, type Services } from "./services.ts";

/** Where this process finds clusters, and whether its calls share a session. */
export interface ServiceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Files named by a flag; KUBECONFIG or ~/.kube/config when empty. */
  readonly kubeconfigPaths?: readonly string[];
  /** Folders of policy sets, or sets, beside those that ship; KYVERNO_MCP_POLICY_SETS names more. */
  readonly policySetPaths?: readonly string[];
  /** True where one process serves one client (stdio, the command line). */
  readonly keepsSelection: boolean;
  /** How long requests to clusters may take and how much they may bring, where it is not the usual. */
  readonly requestLimits?: Omit<ConnectOptions, "env">;
}

interface CachedConnection {
  readonly connection: ClusterConnection;
  /** What the kubeconfig said when it was opened. */
  readonly origin: string;
}

/** The real services: nothing is loaded or connected before a use-case asks, so that starting costs nothing. */
export function createServices(options: ServiceOptions): Services {
  const { env, homeDir, kubeconfigPaths = [], keepsSelection } = options;
  const connections = new Map<string, CachedConnection>();

  const loadKubeconfig = async (): Promise<Kubeconfig> => {
    const cluster = await import("../cluster/load-kubeconfig.ts");
    return cluster.loadKubeconfig({ env, homeDir, paths: kubeconfigPaths });
  };
  const connect = async (context: string): Promise<ClusterConnection> => {
    const [kubeconfig, cluster] = await Promise.all([
      loadKubeconfig(),
      import("../cluster/connect.ts"),
    ]);
    const origin = describeOrigin(kubeconfig, context);
    const cached = connections.get(context);
    if (cached?.origin === origin) return cached.connection;
    const connection = cluster.connect(kubeconfig, context, { ...options.requestLimits, env });
    connections.set(context, { connection, origin });
    // Calls that still use the old one end with an error and can be repeated.
    await cached?.connection.close();
    return connection;
  };
  return {
    loadKubeconfig,
    connect,
    ...policySetServices(options),
    selection: createSelection(keepsSelection),
    scans: createScanStore(),
  };
}

function policySetServices({
  env,
  policySetPaths = [],
}: ServiceOptions): Pick<Services, "listPolicySets" | "loadPolicySet" | "loadFrameworks"> {
  const more = (env["KYVERNO_MCP_POLICY_SETS"] ?? "")
    .split(delimiter)
    .filter((path) => path !== "");
  const open = async () => {
    const sets = await import("../policy/policy-sets.ts");
    return { sets, roots: [sets.SHIPPED_SETS, ...policySetPaths, ...more] };
  };
  return {
    listPolicySets: remember(async () => {
      const { sets, roots } = await open();
      return sets.listPolicySets({ roots });
    }),
    loadPolicySet: remember(async (name) => {
      const { sets, roots } = await open();
      return sets.loadPolicySet(name, { roots });
    }),
    loadFrameworks: remember(async () => {
      const [{ roots }, frameworks] = await Promise.all([
        open(),
        import("../policy/frameworks.ts"),
      ]);
      return frameworks.loadFrameworks(roots);
    }),
  };
}

/** Sets do not change while the program runs: what was loaded is kept, so that the same policies are compiled once. What failed is tried again. */
function remember<Loaded, Keys extends readonly [] | readonly [string]>(
  load: (...key: Keys) => Promise<Loaded>,
): (...key: Keys) => Promise<Loaded> {
  const loaded = new Map<string | undefined, Promise<Loaded>>();
  return async (...key) => {
    const loading = loaded.get(key[0]) ?? load(...key);
    loaded.set(key[0], loading);
    try {
      return await loading;
    } catch (error) {
      loaded.delete(key[0]);
      throw error;
    }
  };
}

/** Changes when the kubeconfig's entries for the context change; never shown, it may hold credentials. */
function describeOrigin({ contexts, clusters, users }: Kubeconfig, name: string): string {
  const context = contexts.find((candidate) => candidate.name === name);
  return JSON.stringify([
    context,
    clusters.get(context?.cluster ?? ""),
    users.get(context?.user ?? ""),
  ]);
}
