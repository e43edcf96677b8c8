import { readFile } from "node:fs/promises";
import path from "node:path";
import { formatProblem } from "../../manifest/problem.ts";
import { parseDocuments } from "../../manifest/parse-documents.ts";
import { UserError } from "../../manifest/user-error.ts";
import { errorCode } from "../error-code.ts";
import type {
  ClusterEntry,
  ContextEntry,
  ExecEntry,
  KubeconfigFile,
  UserEntry,
} from "./entries.ts";
import { readFields, type FieldReader } from "./read-fields.ts";

/** Reads one kubeconfig; undefined when the file does not exist; any other fault is a UserError that names the file. */
export async function readKubeconfigFile(file: string): Promise<KubeconfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT") return undefined;
    throw new UserError(`${file}: the kubeconfig cannot be read (${code})`, {
      hint: "check the file's permissions, or name another one in KUBECONFIG",
      cause: error,
    });
  }
  return parseKubeconfig(text, path.resolve(file));
}

/** Reads a kubeconfig's text; relative file names in it count from the folder of `file`, as in kubectl. */
export function parseKubeconfig(text: string, file: string): KubeconfigFile {
  const { documents, problems } = parseDocuments(text, file);
  const problem = problems.find(({ level }) => level !== "warning");
  if (problem !== undefined) {
    throw new UserError(formatProblem(problem), {
      hint: "correct the kubeconfig; `kubectl config view` shows how it is read",
    });
  }
  const root = readFields(documents[0]?.value, file, "");
  const absolute = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : path.resolve(path.dirname(file), name);
  return {
    clusters: named(root, "clusters", (item, name) => readCluster(item, name, absolute)),
    users: named(root, "users", (item, name) => readUser(item, name, absolute)),
    contexts: named(root, "contexts", readContext),
    currentContext: root.text("current-context"),
  };
}

type Absolute = (name: string | undefined) => string | undefined;

/** A list of `{name, KIND: {...}}` by name; client-go refuses a name that stands twice in one file. */
function named<T>(
  root: FieldReader,
  key: string,
  read: (item: FieldReader, name: string) => T,
): ReadonlyMap<string, T> {
  const entries = new Map<string, T>();
  for (const item of root.objects(key)) {
    const name = item.text("name");
    if (name === undefined) throw item.fail("name", "is missing");
    if (entries.has(name)) throw item.fail("name", `"${name}" stands twice`);
    entries.set(name, read(item.object(key.slice(0, -1)) ?? readFields({}, "", ""), name));
  }
  return entries;
}

function readCluster(item: FieldReader, name: string, absolute: Absolute): ClusterEntry {
  return {
    name,
    server: item.text("server") ?? "",
    insecureSkipTlsVerify: item.flag("insecure-skip-tls-verify"),
    disableCompression: item.flag("disable-compression"),
    raw: item.raw,
    caFile: absolute(item.text("certificate-authority")),
    caData: item.text("certificate-authority-data"),
    tlsServerName: item.text("tls-server-name"),
    proxyUrl: item.text("proxy-url"),
  };
}

function readUser(item: FieldReader, name: string, absolute: Absolute): UserEntry {
  const exec = item.object("exec");
  return {
    name,
    token: item.text("token"),
    tokenFile: absolute(item.text("tokenFile")),
    username: item.text("username"),
    password: item.text("password"),
    certFile: absolute(item.text("client-certificate")),
    certData: item.text("client-certificate-data"),
    keyFile: absolute(item.text("client-key")),
    keyData: item.text("client-key-data"),
    impersonate: readImpersonation(item),
    exec: exec === undefined ? undefined : readExec(exec, absolute),
    authProvider: item.object("auth-provider")?.raw,
  };
}

function readImpersonation(item: FieldReader): UserEntry["impersonate"] {
  const groups = item.texts("as-groups");
  const extra = item.object("as-user-extra");
  const names = { user: item.text("as"), uid: item.text("as-uid") };
  if (names.user === undefined && names.uid === undefined && groups.length === 0 && !extra) {
    return undefined;
  }
  const keys = Object.keys(extra?.raw ?? {});
  return {
    ...names,
    groups,
    extra: Object.fromEntries(keys.map((key) => [key, extra?.texts(key) ?? []])),
  };
}

function readExec(item: FieldReader, absolute: Absolute): ExecEntry {
  const command = item.text("command");
  if (command === undefined) throw item.fail("command", "is missing");
  const isPath = command.includes("/") || command.includes(path.sep);
  return {
    apiVersion: item.text("apiVersion") ?? "client.authentication.k8s.io/v1",
    command: isPath ? (absolute(command) ?? command) : command,
    args: item.texts("args"),
    env: Object.fromEntries(
      item.objects("env").map((pair) => [pair.text("name") ?? "", pair.text("value") ?? ""]),
    ),
    provideClusterInfo: item.flag("provideClusterInfo"),
    interactiveMode: item.text("interactiveMode") ?? "IfAvailable",
    installHint: item.text("installHint"),
  };
}

function readContext(item: FieldReader, name: string): ContextEntry {
  return {
    name,
    cluster: item.text("cluster") ?? "",
    user: item.text("user") ?? "",
    namespace: item.text("namespace"),
  };
}
