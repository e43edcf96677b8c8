import type { Activation } from "../../cel/compile-expression.ts";
import type { CelHost } from "../../cel/host.ts";
import { LazyObject, LazyValue } from "../../cel/lazy-object.ts";
import { podTemplateRequests } from "../autogen/pod-templates.ts";
import type { Request } from "../evaluation.ts";
import { requestMap } from "../expressions/request-map.ts";
import { slotsOf, type ValidatingSlots } from "../expressions/validating-environment.ts";
import { evaluateValidating, type Verdict } from "./evaluate-validating.ts";
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

type Slots = Omit<ValidatingSlots, "variables">;

/** Variables are evaluated when first read, once per request, and see the same slots. */
export function activate(program: ValidatingProgram, request: Request, host: CelHost): Activation {
  const slots = program.isForJson ? jsonSlots(request) : kubernetesSlots(request);
  if (program.variables.size === 0) {
    return { slots: slotsOf({ ...slots, variables: NO_VARIABLES }), host };
  }
  const variables = new LazyValue(() => {
    const fields = [...program.variables].map(
      ([name, variable]) => [name, () => variable.evaluate(activation)] as const,
    );
    return new LazyObject(Object.fromEntries(fields));
  });
  const activation: Activation = { slots: slotsOf({ ...slots, variables }), host };
  return activation;
}

/** An absent object is an empty map for expressions, but null in `request`. */
function kubernetesSlots(request: Request): Slots {
  return {
    object: request.object ?? ABSENT_OBJECT,
    oldObject: request.oldObject ?? ABSENT_OBJECT,
    request: new LazyValue(() => requestMap(request)),
    namespaceObject: request.namespaceObject,
    exceptions: NO_EXCEPTIONS,
  };
}

/** In JSON mode there is only the object. */
function jsonSlots({ object, oldObject }: Request): Slots {
  return {
    object: object ?? oldObject,
    oldObject: null,
    request: null,
    namespaceObject: null,
    exceptions: NO_EXCEPTIONS,
  };
}
