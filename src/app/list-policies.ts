import { objectsAt, textAt, textsAt } from "../cluster/json-fields.ts";
import type { Resource } from "../manifest/resource.ts";
import { UserError } from "../manifest/user-error.ts";
import { SEVERITIES } from "../policy/policy-identity.ts";
import type { PolicySet } from "../policy/policy-sets.ts";
import { cleanText } from "../results/clean-text.ts";
import type { SizeOf } from "../results/fit-summary.ts";
import { describeMatches } from "./describe-matches.ts";
import { didYouMean } from "./did-you-mean.ts";
import { notReadyReason } from "./not-ready-reason.ts";
import { pageRows } from "./page-rows.ts";
import { resolveContext } from "./resolve-context.ts";
import type { Services } from "./services.ts";

/** Which policies to list. */
export interface ListPoliciesInput {
  readonly source: "built-in" | "cluster";
  /** Only the policies of this set; built-in only. */
  readonly policySet?: string | undefined;
  readonly context?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Characters that the answer takes at most, as `sizeOf` counts them. */
  readonly budget: number;
  readonly sizeOf?: SizeOf | undefined;
}

/** A policy as lists show it. */
export interface PolicyRow {
  readonly policy: string;
  readonly kind: string;
  readonly severity: string;
  readonly category?: string;
  readonly title?: string;
  readonly matches: string;
  /** What happens when it fails: `Audit`, `Deny`, `Warn`, `Enforce`. */
  readonly actions?: string;
  /** Why it should be written anew. */
  readonly deprecated?: string;
  /** Only when the cluster says that it is not in force. */
  readonly not_ready?: string;
}

/** Policies that exist: sets and policies that come with the server, or what a cluster has. */
export interface PolicyList {
  readonly source: string;
  readonly context?: string;
  readonly complete: boolean;
  readonly not_read?: readonly {
    readonly resource: string;
    readonly reason: string;
    readonly message: string;
  }[];
  readonly sets?: readonly SetRow[];
  /** What can be set on the chosen set. */
  readonly parameters?: readonly ParameterRow[];
  readonly total: number;
  readonly by_kind?: Readonly<Record<string, number>>;
  /** PolicyExceptions of a cluster, and what they exempt from. */
  readonly exceptions?: readonly ExceptionRow[];
  /** Exceptions that are not shown. */
  readonly exceptions_omitted?: number;
  readonly policies: readonly PolicyRow[];
  readonly shown: number;
  readonly next_cursor?: string;
  readonly hint?: string;
}

interface SetRow {
  readonly set: string;
  readonly policies: number;
  readonly title: string;
  /** Other sets that are part of it. */
  readonly includes?: string;
}

interface ExceptionRow {
  readonly exception: string;
  /** Names of policies, with rules where it names some. */
  readonly exempts_from: string;
}

interface ParameterRow {
  readonly parameter: string;
  readonly type: string;
  readonly default: string;
  readonly description: string;
}

/** Lists policies, most severe first. Throws a `UserError` for an unknown set or context. */
export function listPolicies(input: ListPoliciesInput, services: Services): Promise<PolicyList> {
  if (input.source === "built-in") return listBuiltIn(input, services);
  if (input.policySet !== undefined) {
    throw new UserError("policySet names a set that comes with the server, not one of a cluster", {
      hint: 'leave policySet out, or use source "built-in"',
    });
  }
  return listOfCluster(input, services);
}

async function listBuiltIn(input: ListPoliciesInput, services: Services): Promise<PolicyList> {
  const sets = await services.listPolicySets();
  const chosen = input.policySet === undefined ? sets : [findSet(input.policySet, sets)];
  const byName = new Map(
    chosen.flatMap((set) => set.policies).map((policy) => [policy.name, policy]),
  );
  const rows = [...byName.values()].map((policy) =>
    toRow({
      kind: policy.kind,
      name: policy.name,
      namespace: policy.namespace,
      annotations: policy.annotations,
      spec: policy.spec,
    }),
  );
  return {
    source: "built-in",
    complete: true,
    sets: chosen.map(({ name, title, policies, includes }) => ({
      set: name,
      policies: policies.length,
      title,
      ...(includes.length > 0 && { includes: includes.join(", ") }),
    })),
    ...(input.policySet !== undefined && { parameters: chosen.flatMap(parameterRows) }),
    ...page(rows, input, { source: input.source, set: input.policySet }),
  };
}

function parameterRows({ parameters }: PolicySet): readonly ParameterRow[] {
  return parameters.map(({ name, type, default: value, description }) => ({
    parameter: name,
    type,
    default: String(value),
    description,
  }));
}

function findSet(name: string, sets: readonly PolicySet[]): PolicySet {
  const found = sets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const names = sets.map((set) => set.name);
  throw new UserError(`there is no policy set ${JSON.stringify(name)}.${didYouMean(name, names)}`, {
    hint: `pass one of the sets: ${names.join(", ")}`,
  });
}

async function listOfCluster(input: ListPoliciesInput, services: Services): Promise<PolicyList> {
  const context = await resolveContext(input.context, services);
  const [connection, { discover }, { listResources }] = await Promise.all([
    services.connect(context),
    import("../cluster/discover.ts"),
    import("../cluster/list-resources.ts"),
  ]);
  const options = services.signal === undefined ? {} : { signal: services.signal };
  const { resources, notRead } = await discover(connection, options);
  const kinds = resources.filter(
    ({ group, kind, preferred }) =>
      preferred &&
      (POLICY_KINDS.get(group)?.has(kind) === true ||
        (kind === EXCEPTION && POLICY_KINDS.has(group))),
  );
  const unread = notRead.filter(({ resource }) =>
    /(?:^|\.)kyverno\.io(?:\/|$)|^apis$/u.test(resource),
  );
  const rows: PolicyRow[] = [];
  const exceptions: ExceptionRow[] = [];
  for await (const listed of listResources(connection, kinds, options)) {
    if (listed.apiResource.kind === EXCEPTION)
      exceptions.push(...listed.resources.map(toExceptionRow));
    else rows.push(...listed.resources.map(fromCluster));
    unread.push(...listed.notRead);
    services.onProgress?.({ done: rows.length, message: `listing ${listed.apiResource.plural}` });
  }
  const absent = unread.length === 0 && !kinds.some(({ group }) => group.endsWith("kyverno.io"));
  return {
    source: "cluster",
    context,
    complete: unread.length === 0,
    ...(unread.length > 0 && {
      not_read: unread
        .slice(0, 10)
        .map(({ resource, reason, message }) => ({ resource, reason, message })),
    }),
    by_kind: countBy(rows.map(({ kind }) => kind)),
    ...(exceptions.length > 0 && { exceptions: exceptions.slice(0, EXCEPTIONS_SHOWN) }),
    ...(exceptions.length > EXCEPTIONS_SHOWN && {
      exceptions_omitted: exceptions.length - EXCEPTIONS_SHOWN,
    }),
    ...page(rows, input, { source: input.source, context }),
    ...(absent && {
      hint: `no Kyverno policy kind is installed in ${context}: neither kyverno.io nor policies.kyverno.io; apply_policies checks it with the server's own sets all the same`,
    }),
  };
}

const EXCEPTION = "PolicyException";
const EXCEPTIONS_SHOWN = 6;
const EXCEPTION_LENGTH = 80;

const DEPRECATED = "deprecated since Kyverno 1.17: write a";

/** The kinds of Kyverno 1.19 that hold policies, and Kubernetes' own, by API group, and what to write instead of the deprecated ones. */
const POLICY_KINDS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    "policies.kyverno.io",
    new Map(
      ["Validating", "Mutating", "Generating", "Deleting", "ImageValidating"].flatMap((type) => [
        [`${type}Policy`, ""],
        [`Namespaced${type}Policy`, ""],
      ]),
    ),
  ],
  [
    "admissionregistration.k8s.io",
    new Map([
      ["ValidatingAdmissionPolicy", ""],
      ["MutatingAdmissionPolicy", ""],
    ]),
  ],
  [
    "kyverno.io",
    new Map([
      ["ClusterPolicy", `${DEPRECATED} policies.kyverno.io kind`],
      ["Policy", `${DEPRECATED} Namespaced policies.kyverno.io kind`],
      ["ClusterCleanupPolicy", `${DEPRECATED} DeletingPolicy`],
      ["CleanupPolicy", `${DEPRECATED} NamespacedDeletingPolicy`],
    ]),
  ],
]);

/** `policyRefs` in policies.kyverno.io, `exceptions` in kyverno.io. */
function toExceptionRow({ metadata, ...resource }: Resource): ExceptionRow {
  const spec = resource["spec"];
  const refs = objectsAt(spec, "policyRefs").map((ref) => textAt(ref, "name"));
  const classic = objectsAt(spec, "exceptions").map((exception) => {
    const rules = textsAt(exception, "ruleNames").filter((rule) => rule !== "*");
    const policy = textAt(exception, "policyName");
    return rules.length === 0 ? policy : `${policy} (${rules.join(", ")})`;
  });
  return {
    exception: `${metadata.namespace ?? ""}/${metadata.name ?? ""}`,
    exempts_from: cleanText([...refs, ...classic].join(", "), EXCEPTION_LENGTH),
  };
}

interface PolicySource {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: unknown;
}

function toRow({ kind, name, namespace, annotations, spec }: PolicySource): PolicyRow {
  const category = annotations["policies.kyverno.io/category"];
  const title = annotations["policies.kyverno.io/title"];
  return {
    policy: namespace === undefined ? name : `${namespace}/${name}`,
    kind,
    severity: annotations["policies.kyverno.io/severity"] ?? "medium",
    ...(category !== undefined && { category }),
    ...(title !== undefined && { title }),
    matches: describeMatches(spec),
  };
}

function fromCluster(resource: Resource): PolicyRow {
  const { kind, metadata } = resource;
  const row = toRow({
    kind,
    name: metadata.name ?? "",
    namespace: metadata.namespace,
    annotations: metadata.annotations ?? {},
    spec: resource["spec"],
  });
  const group = resource.apiVersion.split("/")[0] ?? "";
  const deprecated = POLICY_KINDS.get(group)?.get(kind) ?? "";
  const actions = actionsOf(resource["spec"]);
  const notReady = notReadyReason(resource["status"]);
  return {
    ...row,
    ...(actions !== "" && { actions }),
    ...(deprecated !== "" && { deprecated }),
    ...(notReady !== undefined && { not_ready: notReady }),
  };
}

function actionsOf(spec: unknown): string {
  const actions = textsAt(spec, "validationActions");
  return actions.length > 0 ? actions.join(", ") : textAt(spec, "validationFailureAction");
}

/** Characters for everything beside the rows: sets, kinds, hint. */
const HEAD = 2500;

type PageFacts = Pick<PolicyList, "total" | "policies" | "shown" | "next_cursor" | "hint">;

function page(
  rows: readonly PolicyRow[],
  { limit, cursor, budget, sizeOf }: ListPoliciesInput,
  key: unknown,
): PageFacts {
  const ordered = rows.toSorted(
    (a, b) => rank(a) - rank(b) || compareText(a.kind, b.kind) || compareText(a.policy, b.policy),
  );
  const { rows: policies, nextCursor } = pageRows(ordered, {
    limit,
    cursor,
    budget: budget - HEAD,
    sizeOf,
    key,
  });
  return {
    total: rows.length,
    policies,
    shown: policies.length,
    ...(nextCursor !== undefined && {
      next_cursor: nextCursor,
      hint: "pass next_cursor as cursor for the next rows; explain_policy tells what one policy does",
    }),
  };
}

/** Unknown severities come last. */
function rank({ severity }: PolicyRow): number {
  const index = SEVERITIES.findIndex((known) => known === severity);
  return index === -1 ? SEVERITIES.length : index;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts = Object.entries(Object.groupBy(names, (name) => name));
  return Object.fromEntries(counts.map(([name, list]) => [name, list?.length ?? 0]));
}
