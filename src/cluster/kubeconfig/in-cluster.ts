import { access, readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import path from "node:path";
import type { KubeconfigFile } from "./entries.ts";

/** Where the kubelet mounts a pod's service account. */
export const SERVICE_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

const NAME = "in-cluster";

/** The pod's own cluster and service account as client-go's InClusterConfig finds them; undefined outside a pod. */
export async function readInClusterConfig(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<KubeconfigFile | undefined> {
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  const tokenFile = path.join(folder, "token");
  if (!host || !port || !(await exists(tokenFile))) return undefined;
  const caFile = path.join(folder, "ca.crt");
  const namespace = await readFile(path.join(folder, "namespace"), "utf8").catch(() => "");
  const cluster = {
    name: NAME,
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    ...((await exists(caFile)) && { caFile }),
    insecureSkipTlsVerify: false,
    disableCompression: false,
    raw: {},
  };
  const context = {
    name: NAME,
    cluster: NAME,
    user: NAME,
    ...(namespace.trim() !== "" && { namespace: namespace.trim() }),
  };
  return {
    clusters: new Map([[NAME, cluster]]),
    users: new Map([[NAME, { name: NAME, tokenFile }]]),
    contexts: new Map([[NAME, context]]),
    currentContext: NAME,
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
