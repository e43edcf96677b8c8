import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A cluster, its users and a context for each of them. */
export interface KubeconfigCluster {
  readonly server: string;
  /** PEM; without it https is not verified. */
  readonly ca?: string;
  /** `tls-server-name` and `proxy-url`, as kubeconfig has them. */
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  /** Contexts by name: the user as kubeconfig writes it, and the context's namespace. */
  readonly contexts: Readonly<
    Record<
      string,
      { readonly user?: Readonly<Record<string, unknown>>; readonly namespace?: string }
    >
  >;
}

/** A kubeconfig in a new folder. */
export interface WrittenKubeconfig {
  readonly file: string;
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** The kubeconfig's text: JSON, which kubectl reads too; the first context is the current one. */
export function kubeconfigText(clusters: readonly KubeconfigCluster[]): string {
  const contexts = clusters.flatMap((cluster, index) =>
    Object.entries(cluster.contexts).map(([name, entry]) => ({ name, index, ...entry })),
  );
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": contexts[0]?.name,
      clusters: clusters.map(({ server, ca, tlsServerName, proxyUrl }, index) => ({
        name: `cluster-${index}`,
        cluster: {
          server,
          ...(tlsServerName !== undefined && { "tls-server-name": tlsServerName }),
          ...(proxyUrl !== undefined && { "proxy-url": proxyUrl }),
          ...(ca === undefined
            ? server.startsWith("https:") && { "insecure-skip-tls-verify": true }
            : { "certificate-authority-data": Buffer.from(ca).toString("base64") }),
        },
      })),
      users: contexts.map(({ name, user }) => ({ name, user: user ?? {} })),
      contexts: contexts.map(({ name, index, namespace }) => ({
        name,
        context: {
          cluster: `cluster-${index}`,
          user: name,
          ...(namespace !== undefined && { namespace }),
        },
      })),
    },
    null,
    2,
  );
}

/** Writes a kubeconfig for `clusters` into a new temporary folder. */
export async function writeKubeconfig(
  clusters: readonly KubeconfigCluster[],
): Promise<WrittenKubeconfig> {
  const folder = await mkdtemp(path.join(tmpdir(), "kyverno-mcp-test-"));
  const file = path.join(folder, "config");
  await writeFile(file, kubeconfigText(clusters));
  return { file, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
