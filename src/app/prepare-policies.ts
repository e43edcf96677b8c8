import { compilePolicy } from "../engine/compile-policy.ts";
import type { CompiledPolicy, PolicyCompilation } from "../engine/evaluation.ts";
import type { ScanPolicy } from "../pipeline/object-scanner.ts";
import type { Document } from "../manifest/document.ts";
import { formatPosition, type Place } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import type { PolicyException } from "../policy/policy-exception.ts";
import { readExceptions } from "../policy/read-exceptions.ts";
import { policyKey } from "../policy/policy-identity.ts";
import { findFramework, type Framework } from "../policy/frameworks.ts";
import type { Policy } from "../policy/policy.ts";
import type { PolicySet } from "../policy/policy-sets.ts";
import { readPolicies } from "../policy/read-policies.ts";
import { type ParameterValues, withParameters } from "../policy/set-parameters.ts";
import type { NotRead, Scan } from "../results/scan.ts";
import { hasSupportedPart, missingFeatures } from "./policy-features.ts";
import type { Services } from "./services.ts";

/** What to check with: sets by name, and policies that the user brought. */
export interface PolicyChoice {
  readonly policySets: readonly string[];
  /** Values for parameters of the sets, in place of their defaults. */
  readonly parameters?: ParameterValues | undefined;
  /** Id of the framework that the answer is grouped by. */
  readonly framework?: string | undefined;
  readonly documents?: readonly Document[];
  /** Documents with policy exceptions. */
  readonly exceptions?: readonly Document[];
}

/** Compiled policies and what can't be said because some could not be used. */
export interface PreparedPolicies {
  readonly policySets: readonly string[];
  readonly policies: readonly PreparedPolicy[];
  /** What the policies were compiled with. */
  readonly exceptions: readonly PolicyException[];
  /** What the answer is grouped by. */
  readonly framework: Framework | undefined;
  /** Policies that were asked for and can't be evaluated: a scan with one is not complete. */
  readonly notRead: readonly NotRead[];
  readonly warnings: readonly string[];
}

export type PreparedPolicy = ScanPolicy;

/** Policy sets are loaded once and shared, so what they compile to is too. */
const compilations = new WeakMap<Policy, PolicyCompilation>();

/** Loads, reads and compiles the chosen policies. Throws a `UserError` for an unknown set, parameter or framework, or when there is nothing to check with. */
export async function preparePolicies(
  choice: PolicyChoice,
  services: Pick<Services, "loadPolicySet" | "loadFrameworks">,
): Promise<PreparedPolicies> {
  const sets = await Promise.all(choice.policySets.map((name) => services.loadPolicySet(name)));
  const framework = await frameworkOf(choice, services);
  const read = readPolicies(choice.documents ?? []);
  const chosen = uniquePolicies([...policiesOf(sets, choice.parameters), ...read.policies]);
  if (chosen.length === 0 && read.unsupported.length === 0 && read.problems.length === 0) {
    throw new UserError("there is no policy to check with", {
      hint: "name a policy set such as pod-security, or give Kyverno policies as YAML",
    });
  }
  const exceptions = readExceptions(choice.exceptions ?? []);
  const notRead: NotRead[] = [
    ...exceptions.problems.map(({ message, at }) =>
      unusable(formatPlace(at), "invalid exception", message),
    ),
    ...exceptions.rest.map(({ file, line }) =>
      unusable(`${file}:${line}`, "not an exception", "the document is no PolicyException"),
    ),
    ...read.unsupported.map(({ kind, name, reason, place }) =>
      unusable(`${kind} ${name}`, "unsupported policy", `${reason} (${formatPlace(place)})`),
    ),
    ...read.problems
      .filter(({ level }) => level !== "warning")
      .map(({ message, at }) => unusable(formatPlace(at), "invalid policy", message)),
    ...read.rest.map(({ file, line }) =>
      unusable(`${file}:${line}`, "not a policy", "the document is no Kyverno policy"),
    ),
  ];
  const policies: PreparedPolicy[] = [];
  for (const policy of chosen) {
    for (const feature of missingFeatures(policy))
      notRead.push(
        unusable(policyKey(policy), "unsupported policy", `not supported yet: ${feature}`),
      );
    if (missingFeatures(policy).length > 0 && !hasSupportedPart(policy)) continue;
    const compilation = compileOnce(policy, exceptions.exceptions);
    if (compilation.ok) policies.push(withFacts(compilation.policy));
    else notRead.push(unusable(policyKey(policy), "invalid policy", compilation.invalid.text));
  }
  const warnings = read.problems
    .filter(({ level }) => level === "warning")
    .map(({ message, at }) => `${formatPlace(at)}: ${message}`);
  return {
    policySets: choice.policySets,
    policies,
    exceptions: exceptions.exceptions,
    framework,
    notRead,
    warnings,
  };
}

async function frameworkOf(
  { framework }: PolicyChoice,
  { loadFrameworks }: Pick<Services, "loadFrameworks">,
): Promise<Framework | undefined> {
  return framework === undefined ? undefined : findFramework(framework, await loadFrameworks());
}

function policiesOf(sets: readonly PolicySet[], values: ParameterValues = {}): readonly Policy[] {
  return withParameters(
    sets.flatMap((set) => set.policies),
    sets.flatMap((set) => set.parameters),
    values,
  );
}

/** The scan, to be summed up by the framework that was asked for too. */
export function groupedAs(scan: Scan, { framework }: PreparedPolicies): Scan {
  return framework === undefined ? scan : { ...scan, framework };
}

/** With exceptions a policy compiles to something else. */
function compileOnce(policy: Policy, exceptions: readonly PolicyException[]): PolicyCompilation {
  if (exceptions.length > 0) return compilePolicy(policy, exceptions);
  const known = compilations.get(policy) ?? compilePolicy(policy);
  compilations.set(policy, known);
  return known;
}

/** Sets may share policies; the first of a kind, namespace and name counts. */
function uniquePolicies(policies: readonly Policy[]): readonly Policy[] {
  const byKey = new Map<string, Policy>();
  for (const policy of policies) {
    const key = `${policy.kind} ${policyKey(policy)}`;
    if (!byKey.has(key)) byKey.set(key, policy);
  }
  return [...byKey.values()];
}

function withFacts(compiled: CompiledPolicy): PreparedPolicy {
  const { source, severity, category } = compiled;
  return {
    compiled,
    facts: {
      key: policyKey(source),
      // Kyverno leaves the severity empty where the annotation is missing; our answers order by it.
      severity: severity ?? "medium",
      title: source.annotations["policies.kyverno.io/title"] ?? source.name,
      category,
    },
  };
}

function unusable(resource: string, reason: string, message: string): NotRead {
  return { context: "", resource, reason, message };
}

function formatPlace(at: Place): string {
  const place = formatPosition(at);
  return at.path === undefined ? place : `${place}: ${at.path}`;
}
