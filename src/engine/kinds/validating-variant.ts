import type { Activation } from "../../cel/compile-expression.ts";
import type { CelHost } from "../../cel/host.ts";
import { LazyObject, LazyValue } from "../../cel/lazy-object.ts";
import { podTemplateRequests } from "../autogen/pod-templates.ts";
import type { Request } from "../evaluation.ts";
import { requestMap } from "../expressions/request-map.ts";
import { evaluateValidating, type Verdict } from "./evaluate-validating.ts";
import { PolicyVariables } from "./policy-variables.ts";
import type { ValidatingProgram } from "./validating-program.ts";

/** How a variant that matches a request comes to its verdict. */
export type Evaluate = (program: ValidatingProgram, request: Request, host: CelHost) => Verdict;

/** Evaluates the program on the request itself. */
export const evaluateOnRequest: Evaluate = (program, request, host) =>
  evaluateValidating(program, activate(program, request, host));

/** Evaluates the program on each pod template in the object as on a Pod; the first that does not pass decides. */
export const evaluateOnPodTemplates: Evaluate = (program, request, host) => {
  const templates = podTemplateRequests(request);
  if (templates.length === 0) {
    const { apiVersion = "", kind = "" } = request.object ?? request.oldObject ?? {};
    const message = `extraction mode: no pod template found in ${apiVersion}/${kind}`;
    return { kind: "error", message, index: 0 };
  }
  let last: Verdict = { kind: "skip" };
  for (const template of templates) {
    const verdict = evaluateOnRequest(program, template.request, host);
    if (verdict.kind === "skip") continue;
    if (verdict.kind !== "pass") return atTemplate(verdict, template.path);
    last = verdict;
  }
  return last;
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
const NO_EXCEPTIONS = Object.freeze({
  allowedImages: Object.freeze([]),
  allowedValues: Object.freeze([]),
});
const NO_VARIABLES = new LazyObject({});

/** What the program's expressions see of a request. */
export function activate(program: ValidatingProgram, request: Request, host: CelHost): Activation {
  const slots: unknown[] = program.isForJson ? jsonSlots(request) : kubernetesSlots(request);
  const activation: Activation = { slots, host };
  const { variables } = program;
  slots.push(variables.size === 0 ? NO_VARIABLES : new PolicyVariables(variables, activation));
  return activation;
}

/** In the order of `VALIDATING_SLOTS`. An absent object is an empty map for expressions, but null in `request`. */
function kubernetesSlots(request: Request): unknown[] {
  return [
    request.object ?? ABSENT_OBJECT,
    request.oldObject ?? ABSENT_OBJECT,
    new LazyValue(() => requestMap(request)),
    request.namespaceObject,
    NO_EXCEPTIONS,
  ];
}

/** In JSON mode there is only the object. */
function jsonSlots({ object, oldObject }: Request): unknown[] {
  return [object ?? oldObject, null, null, null, NO_EXCEPTIONS];
}
