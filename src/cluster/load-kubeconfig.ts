import path from "node:path";
import { UserError } from "../manifest/user-error.ts";
import type { ClusterEntry, KubeconfigFile, UserEntry } from "./kubeconfig/entries.ts";
import { readInClusterConfig, SERVICE_ACCOUNT_FOLDER } from "./kubeconfig/in-cluster.ts";
import { readKubeconfigFile } from "./kubeconfig/read-file.ts";

/** A context of the kubeconfig. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  /** Namespace that kubectl uses when none is named. */
  readonly namespace: string | undefined;
  readonly isCurrent: boolean;
}

/** The merged kubeconfig; without any file all of it is empty. */
export interface Kubeconfig {
  readonly contexts: readonly KubeContext[];
  /** As written: it may name a context that does not exist. */
  readonly currentContext: string | undefined;
  /** Files looked at, whether they exist or not; for "where did you look" in messages. */
  readonly searched: readonly string[];
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

export interface LoadKubeconfigOptions {
  /** Files named by a flag: each must exist, and KUBECONFIG is not looked at. */
  readonly paths?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDir: string;
  /** Where a pod's service account is mounted; the kubelet's place by default. */
  readonly serviceAccountFolder?: string;
}

/**
 * Reads the kubeconfig by kubectl's rules: KUBECONFIG's files (missing ones skipped) or ~/.kube/config; the first file that
 * names a cluster, user, context or the current context wins. Without any context: the pod's service account when there is
 * one. No file at all is no error. Never writes.
 */
export async function loadKubeconfig(options: LoadKubeconfigOptions): Promise<Kubeconfig> {
  const { env, homeDir, paths = [] } = options;
  const fromEnv = (env["KUBECONFIG"] ?? "").split(path.delimiter).filter((file) => file !== "");
  const fallback = fromEnv.length > 0 ? fromEnv : [path.join(homeDir, ".kube", "config")];
  const searched = [...new Set(paths.length > 0 ? paths : fallback)];
  const read = await Promise.all(searched.map(readKubeconfigFile));
  const missing = searched[read.indexOf(undefined)];
  if (paths.length > 0 && missing !== undefined) {
    throw new UserError(`${missing}: there is no such kubeconfig`, {
      hint: "name an existing file, or leave the flag out to use KUBECONFIG or ~/.kube/config",
    });
  }
  const files = read.filter((file) => file !== undefined);
  if (paths.length === 0 && files.every(({ contexts }) => contexts.size === 0)) {
    const folder = options.serviceAccountFolder ?? SERVICE_ACCOUNT_FOLDER;
    const inCluster = await readInClusterConfig(env, folder);
    if (inCluster !== undefined) files.push(inCluster);
  }
  return merge(files, searched);
}

function merge(files: readonly KubeconfigFile[], searched: readonly string[]): Kubeconfig {
  // Later entries of a Map win, and kubectl lets the first file win.
  const backwards = files.toReversed();
  const clusters = new Map(backwards.flatMap((file) => [...file.clusters]));
  const users = new Map(backwards.flatMap((file) => [...file.users]));
  const contexts = new Map(backwards.flatMap((file) => [...file.contexts]));
  const currentContext = files.find((file) => file.currentContext !== undefined)?.currentContext;
  const names = [...new Set(files.flatMap((file) => [...file.contexts.keys()]))];
  return {
    contexts: names.flatMap((name) => {
      const context = contexts.get(name);
      if (context === undefined) return [];
      const { cluster, user, namespace } = context;
      return [{ name, cluster, user, namespace, isCurrent: name === currentContext }];
    }),
    currentContext,
    searched,
    clusters,
    users,
  };
}
