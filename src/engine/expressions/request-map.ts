import type { CelValue } from "../../cel/values.ts";
import type { Request, UserInfo } from "../evaluation.ts";
import { withIntegers } from "./with-integers.ts";

const MAPS = new WeakMap<Request, CelValue>();

/**
 * The CEL value of `request`, made once per request: Kubernetes' AdmissionRequest as a map without its empty fields. Its
 * objects have whole numbers as ints, because Kyverno writes the request as JSON and reads it again.
 */
export function requestMap(request: Request): CelValue {
  const known = MAPS.get(request);
  if (known !== undefined) return known;
  const map = makeRequestMap(request);
  MAPS.set(request, map);
  return map;
}

function makeRequestMap({ apiResource, ...request }: Request): CelValue {
  const { group, version, subresource } = apiResource;
  const kind = { group, version, kind: apiResource.kind };
  const resource = { group, version, resource: apiResource.plural };
  let object: CelValue | undefined;
  let oldObject: CelValue | undefined;
  return {
    uid: "",
    kind,
    resource,
    requestKind: kind,
    requestResource: resource,
    ...(subresource ? { subResource: subresource, requestSubResource: subresource } : {}),
    ...(request.name === "" ? {} : { name: request.name }),
    ...(request.namespace === "" ? {} : { namespace: request.namespace }),
    operation: request.operation,
    userInfo: userInfoMap(request.userInfo),
    /** Copied only when an expression reads it. */
    get object(): CelValue {
      object ??= withIntegers(request.object);
      return object;
    },
    get oldObject(): CelValue {
      oldObject ??= withIntegers(request.oldObject);
      return oldObject;
    },
    dryRun: false,
    options: null,
  };
}

function userInfoMap({ username, uid, groups = [], extra = {} }: UserInfo): CelValue {
  return {
    ...(username ? { username } : {}),
    ...(uid ? { uid } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}
