import { parseDocuments } from "../manifest/parse-documents.ts";
import { formatProblem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { didYouMean } from "./did-you-mean.ts";
import { resolveContext } from "./resolve-context.ts";
import type { Services } from "./services.ts";

/** A policy and where it was found. */
export interface FoundPolicy {
  readonly policy: Policy;
  readonly origin: string;
}

/** The policy that a text is, or that a name stands for: first among the server's sets, then in the cluster. Throws a `UserError` when there is none. */
export async function findPolicy(
  { policy, context }: { readonly policy: string; readonly context?: string | undefined },
  services: Services,
): Promise<FoundPolicy> {
  const text = policy.trim();
  if (/[\n:{]/u.test(text)) return { policy: readOne(text, "policy"), origin: "given as text" };
  const sets = await services.listPolicySets();
  const all = sets.flatMap((set) =>
    set.policies.map((candidate) => ({ set: set.name, candidate })),
  );
  const found = all.find(({ candidate }) => candidate.name === text);
  // A context that the caller names goes first, a context that merely is selected does not.
  const inCluster =
    found === undefined || context !== undefined
      ? await findInCluster(text, context, services)
      : undefined;
  if (inCluster !== undefined) return inCluster;
  if (found !== undefined) {
    return { policy: found.candidate, origin: `built-in set ${found.set}` };
  }
  const names = all.map(({ candidate }) => candidate.name);
  throw new UserError(
    `there is no policy ${JSON.stringify(text.slice(0, 80))}.${didYouMean(text, names)}`,
    {
      hint: "pass a name from list_policies, or the policy itself as YAML",
    },
  );
}

/** The one policy of a text. */
function readOne(text: string, file: string): Policy {
  const { documents, problems } = parseDocuments(text, file);
  const read = readPolicies(documents);
  const [first, ...others] = read.policies;
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const names = read.policies.map(({ name }) => name).join(", ");
    throw new UserError(`the text holds ${read.policies.length} policies: ${names}`, {
      hint: "pass one of them",
    });
  }
  const reasons = [
    ...[...problems, ...read.problems].map(formatProblem),
    ...read.unsupported.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`),
    ...read.rest.map(({ line }) => `the document at line ${line} is no Kyverno policy`),
  ];
  throw new UserError(
    `the text holds no policy that can be explained: ${reasons.slice(0, 3).join("; ") || "it is empty"}`,
    {
      hint: "pass a ValidatingPolicy (policies.kyverno.io) as YAML or JSON, or a name from list_policies",
    },
  );
}

/** Kinds whose policies can be explained, as `plural.group`. */
const CLUSTER_KINDS: ReadonlySet<string> = new Set([
  "validatingpolicies.policies.kyverno.io",
  "clusterpolicies.kyverno.io",
]);
const NAMESPACED_KINDS: ReadonlySet<string> = new Set([
  "namespacedvalidatingpolicies.policies.kyverno.io",
  "policies.kyverno.io",
]);

/** By name, or `namespace/name` for a namespaced policy; undefined when no cluster was named and none is selected. */
async function findInCluster(
  key: string,
  context: string | undefined,
  services: Services,
): Promise<FoundPolicy | undefined> {
  if (context === undefined && services.selection.current() === undefined) return undefined;
  const name = await resolveContext(context, services);
  const [connection, { discover }, { getObject }] = await Promise.all([
    services.connect(name),
    import("../cluster/discover.ts"),
    import("../cluster/look-up-objects.ts"),
  ]);
  const options = { signal: services.signal };
  const { resources } = await discover(connection, options);
  const [namespace, policyName] = key.includes("/") ? key.split("/", 2) : ["", key];
  const plurals: ReadonlySet<string> = namespace === "" ? CLUSTER_KINDS : NAMESPACED_KINDS;
  const kinds = resources.filter(
    ({ group, plural, preferred }) => preferred && plurals.has(`${plural}.${group}`),
  );
  for (const { group, version, plural } of kinds) {
    const address = { apiVersion: `${group}/${version}`, plural, namespace: namespace ?? "" };
    // oxlint-disable-next-line no-await-in-loop -- the first kind that has it
    const found = await getObject(connection, { ...address, name: policyName ?? "" }, options);
    if (found !== null) {
      return {
        policy: readOne(JSON.stringify(found), `${name}/${key}`),
        origin: `cluster ${name}`,
      };
    }
  }
  return undefined;
}
