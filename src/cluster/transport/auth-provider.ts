import type { RequestOptions } from "node:https";
import { ClusterError } from "../cluster-error.ts";
import type { UserEntry } from "../kubeconfig/entries.ts";

/**
 * Asks client-node for the `Authorization` of a user with an `auth-provider` (oidc, gcp, azure), whose refresh rules it knows.
 * Refreshed tokens stay in memory. The package takes 300 ms to import, so only these users pay for it.
 */
export function authProvider(user: UserEntry): (() => Promise<string>) | undefined {
  if (user.authProvider === undefined) return undefined;
  // client-node writes refreshed tokens into this object; a new KubeConfig each time makes it read the expiry from the token.
  const provider = structuredClone(user.authProvider);

  return async () => {
    const { KubeConfig } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromOptions({
      clusters: [{ name: "cluster", server: "https://unused.invalid", skipTLSVerify: true }],
      users: [{ name: user.name, authProvider: provider }],
      contexts: [{ name: "context", cluster: "cluster", user: user.name }],
      currentContext: "context",
    });
    const headers: Record<string, string> = {};
    const options: RequestOptions = { headers };
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw refusal(user, error instanceof Error ? error.message : String(error));
    }
    const authorization = headers["Authorization"];
    if (authorization === undefined) throw refusal(user, "its token has expired or is missing");
    return authorization;
  };
}

function refusal(user: UserEntry, what: string): ClusterError {
  return new ClusterError(
    "unauthorized",
    `auth-provider of user "${user.name}" gave no credential: ${what.slice(0, 200)}`,
    { hint: "log in again with the provider's tool" },
  );
}
