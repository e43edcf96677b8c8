import { overload, type CelFunction, type CelLibrary } from "../define-functions.ts";
import { CelError } from "../values.ts";

const AUTHORIZER = "kubernetes.authorization.Authorizer";
const PATH = "kubernetes.authorization.PathCheck";
const GROUP = "kubernetes.authorization.GroupCheck";
const RESOURCE = "kubernetes.authorization.ResourceCheck";
const DECISION = "kubernetes.authorization.Decision";

// oxfmt-ignore
/**
 * Kubernetes' authorizer functions. They are declared in every environment of Kyverno, but no environment has a value
 * of their types: what matters is that calling one on anything else compiles or not as it does there.
 */
export const authorizerLibrary: CelLibrary = {
  name: "k8s.authorizer",
  functions: [
    declare(AUTHORIZER, "path",           ["string"],           PATH),
    declare(AUTHORIZER, "group",          ["string"],           GROUP),
    declare(AUTHORIZER, "serviceAccount", ["string", "string"], AUTHORIZER),
    declare(GROUP,      "resource",       ["string"],           RESOURCE),
    declare(RESOURCE,   "subresource",    ["string"],           RESOURCE),
    declare(RESOURCE,   "namespace",      ["string"],           RESOURCE),
    declare(RESOURCE,   "name",           ["string"],           RESOURCE),
    declare(RESOURCE,   "fieldSelector",  ["string"],           RESOURCE),
    declare(RESOURCE,   "labelSelector",  ["string"],           RESOURCE),
    declare(PATH,       "check",          ["string"],           DECISION),
    declare(RESOURCE,   "check",          ["string"],           DECISION),
    declare(DECISION,   "errored",        [],                   "bool"),
    declare(DECISION,   "error",          [],                   "string"),
    declare(DECISION,   "allowed",        [],                   "bool"),
    declare(DECISION,   "reason",         [],                   "string"),
  ],
};

function declare(
  receiver: string,
  name: string,
  args: readonly string[],
  returns: string,
): CelFunction {
  return overload(receiver, name, args, returns, () => NO_AUTHORIZER);
}

const NO_AUTHORIZER = new CelError("there is no authorizer to ask");
