export { createServices, type ServiceOptions } from "./app/create-services.ts";
export { scan, type ScanRequest } from "./app/scan.ts";
export type { Services } from "./app/services.ts";
export { compilePolicy } from "./engine/compile-policy.ts";
export type {
  CompiledPolicy,
  InvalidPolicy,
  PolicyCompilation,
  PolicyResponse,
  Request,
} from "./engine/evaluation.ts";
export { offlineHost } from "./engine/offline-host.ts";
export { requestFor } from "./engine/request-for.ts";
export { loadDocuments } from "./manifest/load-documents.ts";
export { parseDocuments } from "./manifest/parse-documents.ts";
export type { Problem } from "./manifest/problem.ts";
export { resourcesOf } from "./manifest/resources-of.ts";
export { UserError } from "./manifest/user-error.ts";
export type { Policy } from "./policy/policy.ts";
export { listPolicySets, loadPolicySet, type PolicySet } from "./policy/policy-sets.ts";
export { readPolicies } from "./policy/read-policies.ts";
export type { Outcome, RuleResult } from "./results/rule-result.ts";
export type { Summary } from "./results/summary.ts";
