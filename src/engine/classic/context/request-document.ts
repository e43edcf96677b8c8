import type { CelHost } from "../../../cel/host.ts";
import type { Request } from "../../evaluation.ts";
import { rootDocument, type ContextDocument } from "../context-document.ts";
import { imageContext } from "./image-context.ts";
import { withNamedValues } from "./named-values.ts";

const SERVICE_ACCOUNT = "system:serviceaccount:";

/**
 * The context document of a request, as Kyverno's CLI builds one: what nobody knows (`request.name`, the user) is not
 * there at all. Lookups that the answer waits for are collected in `needs`.
 */
export function requestDocument(
  request: Request,
  host: CelHost,
  needs: unknown[],
): ContextDocument {
  const { object, oldObject, operation, values, contextSource = {} } = request;
  const root: Readonly<Record<string, unknown>> = {
    request: {
      ...(object !== null && { object }),
      ...(oldObject !== null && { oldObject }),
      operation,
      ...((object ?? oldObject)?.metadata.namespace !== undefined && {
        namespace: request.namespace,
      }),
      ...userFields(request),
    },
    ...serviceAccount(request),
  };
  const variables = values?.variables ?? {};
  return rootDocument(
    Object.keys(variables).length === 0
      ? root
      : // The operation is the request's, which an old object is looked at with another one.
        withNamedValues(root, { ...variables, "request.operation": operation }),
    {
      environment: host,
      source: contextSource,
      isDelete: operation === "DELETE",
      loadImages: once(() => imageContext(object ?? oldObject)),
      mergedImages: new Set(),
      needs,
      limit: Number.POSITIVE_INFINITY,
      entryCount: 0,
    },
  );
}

function userFields(request: Request): Readonly<Record<string, unknown>> {
  if (!hasUser(request)) return {};
  const { username, uid, groups = [], extra = {} } = request.userInfo;
  const { roles = [], clusterRoles = [] } = request;
  return {
    ...(roles.length > 0 && { roles }),
    ...(clusterRoles.length > 0 && { clusterRoles }),
    userInfo: {
      ...(username && { username }),
      ...(uid && { uid }),
      ...(groups.length > 0 && { groups }),
      ...(Object.keys(extra).length > 0 && { extra }),
    },
  };
}

function serviceAccount(request: Request): Readonly<Record<string, unknown>> {
  if (!hasUser(request)) return {};
  const { username = "" } = request.userInfo;
  const isAccount = username.startsWith(SERVICE_ACCOUNT);
  const [serviceAccountNamespace = "", serviceAccountName = ""] = isAccount
    ? username.slice(SERVICE_ACCOUNT.length).split(":")
    : [];
  return { serviceAccountNamespace, serviceAccountName };
}

function hasUser({ userInfo, roles = [], clusterRoles = [] }: Request): boolean {
  return Object.keys(userInfo).length + roles.length + clusterRoles.length > 0;
}

function once(make: () => unknown): () => unknown {
  let made = false;
  let value: unknown;
  return () => {
    if (!made) value = make();
    made = true;
    return value;
  };
}
