import type { Activation } from "../../cel/compile-expression.ts";
import type { CelHost } from "../../cel/host.ts";
import { LazyObject, LazyValue } from "../../cel/lazy-object.ts";
import type { CelError } from "../../cel/values.ts";
import type { CelException } from "../../policy/policy-exception.ts";
import { podTemplateRequests } from "../autogen/pod-templates.ts";
import type { Request } from "../evaluation.ts";
import { requestMap } from "../expressions/request-map.ts";
import {
  evaluateExceptions,
  NO_ALLOWANCES,
  NO_ATTRIBUTE,
  type Allowances,
} from "./evaluate-exceptions.ts";
import { evaluateValidating } from "./evaluate-validating.ts";
import type { Verdict } from "./verdict.ts";
import { PolicyVariables } from "./policy-variables.ts";
import type { ValidatingProgram } from "./validating-program.ts";

/** How a variant that matches a request comes to its verdict. */
export type Evaluate = (program: ValidatingProgram, request: Request, host: CelHost) => Verdict;

/** Evaluates the program on the request itself. */
export const evaluateOnRequest: Evaluate = (program, request, host) => {
  const { exceptions, ignoresConditionErrors } = program;
  if (exceptions.length === 0) {
    return evaluateValidating(program, activate(program, request, host));
  }
  const before = activate(program, request, host, NO_ATTRIBUTE);
  const outcome = evaluateExceptions(exceptions, before, ignoresConditionErrors);
  return "kind" in outcome
    ? outcome
    : evaluateValidating(program, activate(program, request, host, outcome));
};

/** Evaluates the program on each pod template in the object as on a Pod; the first that does not pass decides. */
export const evaluateOnPodTemplates: Evaluate = (program, request, host) => {
  const templates = podTemplateRequests(request);
  if (templates.length === 0) {
    const { apiVersion = "", kind = "" } = request.object ?? request.oldObject ?? {};
    const message = `extraction mode: no pod template found in ${apiVersion}/${kind}`;
    return { kind: "error", message, index: 0 };
  }
  let last: Verdict | undefined;
  const exempting: CelException[] = [];
  for (const template of templates) {
    const verdict = evaluateOnRequest(program, template.request, host);
    if (verdict.kind === "exempt") exempting.push(...verdict.exceptions);
    else if (verdict.kind === "pass") last = verdict;
    else if (verdict.kind !== "skip") return atTemplate(verdict, template.path);
  }
  if (last !== undefined) return last;
  return exempting.length > 0 ? { kind: "exempt", exceptions: exempting } : { kind: "skip" };
};

function atTemplate(verdict: Verdict, path: string): Verdict {
  if (verdict.kind === "broken") {
    return { ...verdict, message: `pod template at ${path}: ${verdict.message}` };
  }
  return verdict.kind === "fail" || verdict.kind === "error"
    ? { ...verdict, message: `${verdict.message} (pod template at ${path})` }
    : verdict;
}

const ABSENT_OBJECT = Object.freeze({});
const NO_VARIABLES = new LazyObject({});

/** What the program's expressions see of a request. */
export function activate(
  program: ValidatingProgram,
  request: Request,
  host: CelHost,
  exceptions: Allowances | CelError = NO_ALLOWANCES,
): Activation {
  const slots: unknown[] = program.isForJson ? jsonSlots(request) : kubernetesSlots(request);
  const activation: Activation = { slots, host };
  const { variables } = program;
  slots.push(
    exceptions,
    variables.size === 0 ? NO_VARIABLES : new PolicyVariables(variables, activation),
  );
  return activation;
}

/** The first of `VALIDATING_SLOTS`. An absent object is an empty map for expressions, but null in `request`. */
function kubernetesSlots(request: Request): unknown[] {
  return [
    request.object ?? ABSENT_OBJECT,
    request.oldObject ?? ABSENT_OBJECT,
    new LazyValue(() => requestMap(request)),
    request.namespaceObject,
  ];
}

/** In JSON mode there is only the object. */
function jsonSlots({ object, oldObject }: Request): unknown[] {
  return [object ?? oldObject, null, null, null];
}
