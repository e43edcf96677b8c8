import type { JsonObject } from "../../manifest/resource.ts";

/** A cluster of a kubeconfig; file names are absolute. */
export interface ClusterEntry {
  readonly name: string;
  readonly server: string;
  readonly caFile?: string | undefined;
  readonly caData?: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string | undefined;
  readonly proxyUrl?: string | undefined;
  readonly disableCompression: boolean;
  /** The entry as written: what an exec plugin with `provideClusterInfo` is told of it. */
  readonly raw: JsonObject;
}

/** A user of a kubeconfig: everything kubectl reads of it; file names are absolute. */
export interface UserEntry {
  readonly name: string;
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly certFile?: string | undefined;
  readonly certData?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly keyData?: string | undefined;
  readonly impersonate?:
    | {
        readonly user?: string | undefined;
        readonly uid?: string | undefined;
        readonly groups: readonly string[];
        readonly extra: Readonly<Record<string, readonly string[]>>;
      }
    | undefined;
  readonly exec?: ExecEntry | undefined;
  readonly authProvider?: JsonObject | undefined;
}

/** How to run a credential plugin. */
export interface ExecEntry {
  readonly apiVersion: string;
  /** Absolute when the kubeconfig wrote a path, else looked up in PATH. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string;
  readonly installHint?: string | undefined;
}

/** A context as written. */
export interface ContextEntry {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string | undefined;
}

/** What one kubeconfig file says. */
export interface KubeconfigFile {
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly currentContext?: string | undefined;
}
