import type { CelHost } from "../cel/host.ts";
import { CelError, CelPending, type CelResult, type CelValue } from "../cel/values.ts";
import type { ApiCall, ContextAnswer, ContextSource } from "../engine/context-source.ts";
import { secretValuesIn } from "../results/redact-secrets.ts";
import type { Fetch } from "./object-scanner.ts";

/** What a policy asks of the world beside its object: plain data that crosses threads. */
export type Lookup =
  | {
      readonly verb: "get" | "list";
      readonly apiVersion: string;
      readonly plural: string;
      readonly namespace: string;
      readonly name: string;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly verb: "path"; readonly path: string };

/** What a lookup brought: a value, or an error in Kyverno's words. */
export type LookupAnswer =
  | { readonly kind: "value"; readonly value: CelValue }
  | { readonly kind: "error"; readonly message: string };

/** Answers lookups in their order; rejects only when nobody wants the answers any more. */
export type SendLookups = (lookups: readonly Lookup[]) => Promise<readonly LookupAnswer[]>;

/** Lookups of policies: what is known is answered at once, all else is pending until `fetch` has brought it. */
export interface Lookups {
  readonly host: CelHost;
  /** The same for classic policies. */
  readonly contextSource: ContextSource;
  readonly fetch: Fetch;
  /** What was brought and must never be shown: the data of Secrets. */
  readonly secrets: () => readonly string[];
}

type Answer = (lookup: Lookup) => CelResult;

/** Sends each lookup once, whatever the number of objects that ask, and those of one moment together. */
export function createLookups(send: SendLookups): Lookups {
  const known = new Map<string, CelResult>();
  const asked = new Map<unknown, Lookup>();
  const sendSoon = together(send);
  const sent = new Map<string, Promise<void>>();
  let secrets: readonly string[] = [];

  const answer: Answer = (lookup) => {
    const found = known.get(lookupKey(lookup));
    if (found !== undefined) return found;
    asked.set(lookup, lookup);
    return new CelPending(lookup);
  };
  const fetchOne = async (key: string, lookup: Lookup): Promise<void> => {
    const found = await sendSoon(lookup);
    const values = found.kind === "value" ? secretValuesIn(found.value) : [];
    if (values.length > 0) {
      secrets = [...new Set([...secrets, ...values])].toSorted((a, b) => b.length - a.length);
    }
    known.set(key, found.kind === "value" ? found.value : new CelError(found.message));
  };
  return {
    host: hostFor(answer),
    contextSource: contextSourceFor(answer),
    secrets: () => secrets,
    fetch: async (needs) => {
      const fresh = needs.flatMap((need) => asked.get(need) ?? []);
      asked.clear();
      const requests = fresh.flatMap((lookup) => {
        const key = lookupKey(lookup);
        if (known.has(key)) return [];
        const request = sent.get(key) ?? fetchOne(key, lookup);
        sent.set(key, request);
        return [request];
      });
      await Promise.all(requests);
      return requests.length > 0;
    },
  };
}

/** The same text for the same lookup. */
export function lookupKey(lookup: Lookup): string {
  if (lookup.verb === "path") return lookup.path;
  const { verb, apiVersion, plural, namespace, name, labels } = lookup;
  return JSON.stringify([verb, apiVersion, plural, namespace, name, labels]);
}

/** Collects what is asked for until the code that asks has run, and sends it in one piece. */
function together(send: SendLookups): (lookup: Lookup) => Promise<LookupAnswer> {
  let batch: Lookup[] = [];
  let sending: Promise<readonly LookupAnswer[]> | undefined;
  return async (lookup) => {
    const place = batch.push(lookup) - 1;
    sending ??= Promise.resolve().then(() => {
      const lookups = batch;
      batch = [];
      sending = undefined;
      return send(lookups);
    });
    const answers = await sending;
    return answers[place] ?? { kind: "error", message: "the lookup was not answered" };
  };
}

function hostFor(answer: Answer): CelHost {
  return {
    getResource: (apiVersion, plural, namespace, name) =>
      answer({ verb: "get", apiVersion, plural, namespace, name, labels: {} }),
    listResources: (apiVersion, plural, namespace, labels) =>
      answer({ verb: "list", apiVersion, plural, namespace, name: "", labels }),
    getImageData: () => new CelError("image data is not read in a scan"),
    getGlobalContext: () => new CelError("global context entries are not read in a scan"),
    sendHttp: () => new CelError("HTTP calls are not made in a scan"),
    now: () => BigInt(Date.now()) * 1_000_000n,
    random: Math.random,
  };
}

function contextSourceFor(answer: Answer): ContextSource {
  return {
    getConfigMap: (name, namespace) => {
      const address = { apiVersion: "v1", plural: "configmaps", namespace, name, labels: {} };
      const found = contextAnswer(answer({ verb: "get", ...address }));
      return found.kind === "value" && found.value === null
        ? { kind: "error", message: `configmaps "${name}" not found` }
        : found;
    },
    callApi: (call) => callApi(call, answer),
    getGlobalReference: () => ({
      kind: "error",
      message: "global context entries are not read in a scan",
    }),
    getImageData: () => ({ kind: "error", message: "image data is not read in a scan" }),
  };
}

/** A scan only reads: everything but GET requests to the API server is refused. */
function callApi({ method, urlPath, service }: ApiCall, answer: Answer): ContextAnswer {
  if (service !== undefined) return { kind: "error", message: "services are not called in a scan" };
  if (method !== "GET" || urlPath === undefined)
    return { kind: "error", message: `${method} requests are not made in a scan` };
  const path = urlPath.startsWith("/") ? urlPath : `/${urlPath}`;
  return contextAnswer(answer({ verb: "path", path }));
}

function contextAnswer(result: CelResult): ContextAnswer {
  if (result instanceof CelPending) return { kind: "pending", lookup: result.lookup };
  if (result instanceof CelError) return { kind: "error", message: result.message };
  return { kind: "value", value: result };
}
