import { parseDocuments } from "../manifest/parse-documents.ts";
import { formatPosition, formatProblem, type Problem } from "../manifest/problem.ts";
import { UserError } from "../manifest/user-error.ts";
import { SEVERITIES, type Severity } from "../policy/policy-identity.ts";
import type { ParameterValues } from "../policy/set-parameters.ts";
import { type ClusterPolicies, prepareWithCluster } from "./cluster-policies.ts";
import type { PreparedPolicies } from "./prepare-policies.ts";
import { DEFAULT_POLICY_SET } from "./scan.ts";
import type { Services } from "./services.ts";

/** What to check with, as a tool's caller says it. */
export interface PolicyWish {
  /** Names of sets; `pod-security` when neither sets nor policies are given. */
  readonly policySets?: readonly string[] | undefined;
  /** Kyverno policies as YAML or JSON text. */
  readonly policies?: string | undefined;
  /** Values for parameters of the sets, in place of their defaults. */
  readonly parameters?: ParameterValues | undefined;
  /** Id of the framework that the answer is grouped by. */
  readonly framework?: string | undefined;
  /** PolicyExceptions as YAML or JSON text. */
  readonly exceptions?: string | undefined;
  /** Leaves out policies that are less severe. */
  readonly severity?: Severity | undefined;
}

/** Reads and compiles the wished policies, with those `found` in a cluster where the set `cluster` is named. Throws a `UserError` for an unknown set, or when no policy of the text can be used. */
export async function choosePolicies(
  { policySets = [], policies: text, exceptions = "", severity, ...more }: PolicyWish,
  services: Services,
  found?: ClusterPolicies,
): Promise<PreparedPolicies> {
  const wanted = policySets.length === 0 && text === undefined ? [DEFAULT_POLICY_SET] : policySets;
  const { documents, problems } = parseDocuments(text ?? "", "policies");
  const given = parseDocuments(exceptions, "exceptions");
  const errors = [...problems, ...given.problems].filter(({ level }) => level !== "warning");
  if (wanted.length === 0 && documents.length === 0) throw unreadable("policies", errors);
  const choice = { policySets: wanted, documents, exceptions: given.documents, ...more };
  const prepared = await prepareWithCluster(choice, found, services);
  const unread = errors.map(({ message, at }) => ({
    context: "",
    resource: formatPosition(at),
    reason: "unreadable",
    message,
  }));
  const refused = prepared.notRead.map((row) => ({ ...row, message: shortenRefusal(row.message) }));
  const all = { ...prepared, notRead: [...unread, ...refused] };
  if (all.policies.length === 0) throw unusable(all);
  return severity === undefined ? all : atLeast(all, severity);
}

/** Kyverno's refusal without what an answer has no room for: its preamble and the expression, which the compiler repeats. */
function shortenRefusal(text: string): string {
  return text
    .replace(/^failed to compile policy \S+ \(\[?<nil>: .*?: failed to compile policy, /u, "")
    .replaceAll(/: Invalid value: "(?:[^"\\]|\\.)*": /gu, ": ");
}

/** The error for a text in which nothing could be read. */
export function unreadable(argument: string, problems: readonly Problem[]): UserError {
  const reasons = problems.slice(0, 3).map(formatProblem).join("; ");
  return new UserError(
    problems.length === 0
      ? `${argument} has no YAML or JSON document in it`
      : `${argument} could not be read: ${reasons}`,
    {
      hint: `pass the text itself as ${argument}, not a file name; several documents are separated by ---`,
    },
  );
}

function unusable({ notRead }: PreparedPolicies): UserError {
  const reasons = notRead
    .slice(0, 3)
    .map(({ resource, reason, message }) => `${resource}: ${reason}: ${message}`)
    .join("; ");
  return new UserError(`none of the policies can be evaluated: ${reasons}`, {
    hint: "correct the policy and call again; explain_policy shows what it says",
  });
}

function atLeast(prepared: PreparedPolicies, severity: Severity): PreparedPolicies {
  const worst = new Set(SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1));
  const policies = prepared.policies.filter(({ facts }) => worst.has(facts.severity));
  if (policies.length > 0) return { ...prepared, policies };
  throw new UserError(`no policy is of severity ${severity} or worse`, {
    hint: "leave severity out, or name other policies",
  });
}
