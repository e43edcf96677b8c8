import { readFile } from "node:fs/promises";
import { ClusterError } from "../cluster-error.ts";
import { errorCode } from "../error-code.ts";
import type { ClusterEntry, UserEntry } from "../kubeconfig/entries.ts";
import { authProvider } from "./auth-provider.ts";
import { runExecPlugin, type ExecCredential } from "./exec-plugin.ts";
import type { Identity, TlsIdentity } from "./identity.ts";

/** Hands out the identity of one context. */
export interface IdentitySource {
  /** The identity; obtained at most once at a time, and reused for ten seconds (an exec credential until it expires). */
  readonly get: () => Promise<Identity>;
  /** Forgets what is known if it is what the server refused; by then another request may have obtained something newer. */
  readonly invalidate: (refused: Identity) => void;
  /** Kills a plugin that is running. */
  readonly close: () => void;
}

export interface IdentityOptions {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const REUSE_MS = 10_000;

/** An identity that is being obtained or has been, and how long it may be used without asking again. */
interface Attempt {
  readonly identity: Promise<Identity>;
  readonly until: number;
}

/** A source of the identity that `user` has at `cluster`. */
export function identitySource(options: IdentityOptions): IdentitySource {
  let current: Attempt | undefined;
  let obtained: Identity | undefined;
  let exec: ExecCredential | undefined;
  const end = new AbortController();
  const ask = authProvider(options.user);

  async function obtain(): Promise<Identity> {
    const { user } = options;
    if (user.exec !== undefined && !isFresh(exec)) {
      exec = undefined;
      exec = await runExecPlugin(user.exec, options.cluster, {
        env: options.env,
        signal: end.signal,
      });
    }
    return assemble(options, exec, await ask?.());
  }

  async function settle(attempt: Attempt): Promise<void> {
    try {
      const found = await attempt.identity;
      if (current === attempt) obtained = found;
    } catch {
      if (current === attempt) current = undefined;
    }
  }

  return {
    get: () => {
      if (current !== undefined && Date.now() < current.until) return current.identity;
      const identity = obtain();
      const entry = { identity, until: Date.now() + REUSE_MS };
      current = entry;
      obtained = undefined;
      void settle(entry);
      return identity;
    },
    close: () => {
      end.abort();
    },
    invalidate: (refused) => {
      if (obtained === undefined || !isSame(obtained, refused)) return;
      current = undefined;
      obtained = undefined;
      exec = undefined;
    },
  };
}

/** Whether two identities carry the same credential. */
function isSame(one: Identity, other: Identity): boolean {
  return (
    one.headers["authorization"] === other.headers["authorization"] &&
    String(one.tls.cert) === String(other.tls.cert)
  );
}

function isFresh(credential: ExecCredential | undefined): boolean {
  return credential !== undefined && Date.now() < credential.expiresAt;
}

async function assemble(
  { cluster, user }: IdentityOptions,
  exec: ExecCredential | undefined,
  provided: string | undefined,
): Promise<Identity> {
  const cert = exec?.certificate ?? (await pem(user.certData, user.certFile));
  const key = exec?.key ?? (await pem(user.keyData, user.keyFile));
  const authorization = (await authorizationOf(user, exec)) ?? provided;
  return {
    headers: { ...(authorization !== undefined && { authorization }), ...impersonation(user) },
    tls: { ...(await trust(cluster)), ...(cert && { cert }), ...(key && { key }) },
  };
}

/** `Authorization` of a token file, token, exec credential or password, in client-go's order. */
async function authorizationOf(
  user: UserEntry,
  exec: ExecCredential | undefined,
): Promise<string | undefined> {
  const token = await bearerToken(user);
  if (token !== undefined && user.username !== undefined) {
    throw new ClusterError("unauthorized", `user "${user.name}" has both a token and a password`, {
      hint: "keep one of them in the kubeconfig",
    });
  }
  if (token !== undefined) return `Bearer ${token}`;
  if (exec?.token !== undefined) return `Bearer ${exec.token}`;
  if (user.username === undefined) return undefined;
  const pair = Buffer.from(`${user.username}:${user.password ?? ""}`).toString("base64");
  return `Basic ${pair}`;
}

/** The token file's content, which rotates, before the token; a file that can't be read falls back to the token. */
async function bearerToken({ name, token, tokenFile }: UserEntry): Promise<string | undefined> {
  if (tokenFile === undefined) return token;
  try {
    const text = (await readFile(tokenFile, "utf8")).trim();
    return text === "" ? token : text;
  } catch (error) {
    if (token !== undefined) return token;
    throw unreadable(`token file of user "${name}"`, tokenFile, error);
  }
}

async function trust(cluster: ClusterEntry): Promise<TlsIdentity> {
  const ca = await pem(cluster.caData, cluster.caFile);
  return {
    ...(ca && { ca }),
    ...(cluster.tlsServerName !== undefined && { servername: cluster.tlsServerName }),
    ...(cluster.insecureSkipTlsVerify && { rejectUnauthorized: false }),
  };
}

/** Certificate or key: the kubeconfig's data beats its file, as in client-go. */
async function pem(
  data: string | undefined,
  file: string | undefined,
): Promise<Buffer | undefined> {
  if (data !== undefined) return Buffer.from(data, "base64");
  if (file === undefined) return undefined;
  try {
    return await readFile(file);
  } catch (error) {
    throw unreadable("certificate or key", file, error);
  }
}

function unreadable(what: string, file: string, error: unknown): ClusterError {
  const code = errorCode(error) || "unknown error";
  return new ClusterError("unauthorized", `${file}: the ${what} cannot be read (${code})`, {
    hint: "check the file that the kubeconfig names",
  });
}

/** client-node sends only the user name; without the groups RBAC would answer for somebody else. */
function impersonation({ impersonate }: UserEntry): Record<string, string | readonly string[]> {
  if (impersonate === undefined) return {};
  const { user, uid, groups, extra } = impersonate;
  return {
    ...(user !== undefined && { "impersonate-user": user }),
    ...(uid !== undefined && { "impersonate-uid": uid }),
    ...(groups.length > 0 && { "impersonate-group": groups }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key)}`,
        values,
      ]),
    ),
  };
}
