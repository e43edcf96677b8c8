import { SEVERITIES, type Severity } from "../policy/policy-identity.ts";
import type { Violation } from "../results/violation.ts";

/** Which rows are wanted; texts may have `*` in them, and kinds any case. */
export interface ViolationFilter {
  readonly namespaces?: readonly string[] | undefined;
  readonly excludeNamespaces?: readonly string[] | undefined;
  readonly policy?: string | undefined;
  readonly rule?: string | undefined;
  /** This severity and worse. */
  readonly severity?: Severity | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  /** Some tool that reported it; only rows of reports have one. */
  readonly source?: string | undefined;
}

/** Tools whose results are about images' vulnerabilities or what happened at run time, not about policies. */
const NOT_ABOUT_POLICIES = /vulnerab|exposed ?secret|falco|tracee/iu;

/** Whether a row of reports is about policies; scanners write into the same reports, and far more. */
export function isAboutPolicies({ source }: Pick<Violation, "source">): boolean {
  return source === undefined || source.split(", ").some((tool) => !NOT_ABOUT_POLICIES.test(tool));
}

/** A test of rows, compiled once. */
export function violationFilter(filter: ViolationFilter): (violation: Violation) => boolean {
  const isInNamespace = anyOf(filter.namespaces);
  const isExcluded =
    (filter.excludeNamespaces ?? []).length === 0 ? () => false : anyOf(filter.excludeNamespaces);
  const isPolicy = like(filter.policy);
  const isRule = like(filter.rule);
  const isKind = like(filter.kind);
  const isName = like(filter.name);
  const isSource = like(filter.source);
  const severities =
    filter.severity === undefined
      ? SEVERITIES
      : SEVERITIES.slice(0, SEVERITIES.indexOf(filter.severity) + 1);
  return ({ namespace, policy, rule, kind, name, severity, source = "" }) =>
    isInNamespace(namespace) &&
    !isExcluded(namespace) &&
    severities.includes(severity) &&
    isPolicy(policy) &&
    isRule(rule) &&
    isKind(kind) &&
    isName(name) &&
    source.split(", ").some(isSource);
}

function anyOf(patterns: readonly string[] = []): (text: string) => boolean {
  if (patterns.length === 0) return () => true;
  const tests = patterns.map(like);
  return (text) => tests.some((matches) => matches(text));
}

/** Whole-text match in any letter case; `*` stands for any run of characters. */
function like(pattern: string | undefined): (text: string) => boolean {
  if (pattern === undefined || pattern === "*") return () => true;
  const parts = pattern.toLowerCase().split("*");
  return (text) => matchesParts(text.toLowerCase(), parts);
}

/** The pieces between stars in order, the first at the start and the last at the end: linear, whatever the pattern. */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const [first = "", ...others] = parts;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let position = first.length;
  for (const part of others) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return position <= text.length - last.length;
}
