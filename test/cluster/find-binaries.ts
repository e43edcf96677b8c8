import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Where the two servers' programs are. */
export interface Binaries {
  readonly etcd: string;
  readonly apiServer: string;
}

/** The folder into which the programs are built. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache");
  return path.join(cache, "kyverno-mcp", "bin");
}

/** The programs of KUBEBUILDER_ASSETS, else those built earlier; undefined when there are none. */
export function findBinaries(env: NodeJS.ProcessEnv = process.env): Binaries | undefined {
  const assets = env["KUBEBUILDER_ASSETS"];
  const folder = assets || cacheFolder(env);
  const binaries = {
    // `go install` names etcd after the last part of its module's path.
    etcd: path.join(folder, assets ? "etcd" : "server"),
    apiServer: path.join(folder, "kube-apiserver"),
  };
  return isProgram(binaries.etcd) && isProgram(binaries.apiServer) ? binaries : undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
