import { connect, type ClusterConnection, type ConnectOptions } from "../../src/cluster/connect.ts";
import { loadKubeconfig } from "../../src/cluster/load-kubeconfig.ts";
import type { FakeApiServer } from "./start-fake-api-server.ts";
import { writeKubeconfig } from "./write-kubeconfig.ts";

/** A connection to the fake, as `admin` unless told otherwise; `user` is written into a kubeconfig as it stands. */
export async function connectToFake(
  server: Pick<FakeApiServer, "url">,
  options: ConnectOptions & {
    readonly user?: Readonly<Record<string, unknown>>;
    readonly ca?: string;
    readonly tlsServerName?: string;
    readonly proxyUrl?: string;
    readonly namespace?: string;
    readonly context?: string;
  } = {},
): Promise<ClusterConnection> {
  const { user = { token: "admin-token" }, namespace, context = "fake", ...others } = options;
  const { ca, tlsServerName, proxyUrl, ...rest } = others;
  const written = await writeKubeconfig([
    {
      server: server.url,
      ...(ca !== undefined && { ca }),
      ...(tlsServerName !== undefined && { tlsServerName }),
      ...(proxyUrl !== undefined && { proxyUrl }),
      contexts: { [context]: { user, ...(namespace !== undefined && { namespace }) } },
    },
  ]);
  try {
    const env = { KUBECONFIG: written.file };
    const kubeconfig = await loadKubeconfig({ env, homeDir: written.folder });
    return connect(kubeconfig, context, { env: {}, timeoutMs: 5000, ...rest });
  } finally {
    await written.remove();
  }
}
