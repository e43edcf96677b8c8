import type { CelType, ObjectType, PrimitiveName } from "../../cel/types.ts";

/** Any value. */
export const DYN: CelType = { kind: "dyn" };

/** A type with declared fields. */
export function objectType(name: string): CelType {
  return { kind: "object", name };
}

/** A list of these. */
export function listOf(element: CelType): CelType {
  return { kind: "list", element };
}

function primitive(name: PrimitiveName): CelType {
  return { kind: "primitive", name };
}

function mapOf(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}

/** The CEL type `string`. */
export const STRING = primitive("string");
const BOOL = primitive("bool");
const INT = primitive("int");
const TIMESTAMP = primitive("timestamp");

/** The type of `request`: Kubernetes' AdmissionRequest, and Kyverno's `object` and `oldObject` in it. */
export const REQUEST_TYPE = objectType("kubernetes.AdmissionRequest");
/** The type of `namespaceObject`; fields that it does not list do not compile. */
export const NAMESPACE_TYPE = objectType("kubernetes.Namespace");

const KIND_TYPE = objectType("kubernetes.GroupVersionKind");
const RESOURCE_TYPE = objectType("kubernetes.GroupVersionResource");

/** The declared types of admission (k8s.io/apiserver's BuildRequestType and BuildNamespaceType, and Kyverno's additions). */
export const ADMISSION_TYPES: readonly ObjectType[] = [
  {
    name: "kubernetes.AdmissionRequest",
    fields: {
      kind: KIND_TYPE,
      resource: RESOURCE_TYPE,
      subResource: STRING,
      requestKind: KIND_TYPE,
      requestResource: RESOURCE_TYPE,
      requestSubResource: STRING,
      name: STRING,
      namespace: STRING,
      operation: STRING,
      userInfo: objectType("kubernetes.UserInfo"),
      dryRun: BOOL,
      options: DYN,
      object: DYN,
      oldObject: DYN,
    },
  },
  {
    name: "kubernetes.GroupVersionKind",
    fields: { group: STRING, version: STRING, kind: STRING },
  },
  {
    name: "kubernetes.GroupVersionResource",
    fields: { group: STRING, version: STRING, resource: STRING },
  },
  {
    name: "kubernetes.UserInfo",
    fields: {
      username: STRING,
      uid: STRING,
      groups: listOf(STRING),
      extra: mapOf(STRING, listOf(STRING)),
    },
  },
  {
    name: "kubernetes.Namespace",
    fields: {
      metadata: objectType("kubernetes.NamespaceMetadata"),
      spec: objectType("kubernetes.NamespaceSpec"),
      status: objectType("kubernetes.NamespaceStatus"),
    },
  },
  {
    name: "kubernetes.NamespaceMetadata",
    fields: {
      name: STRING,
      generateName: STRING,
      namespace: STRING,
      labels: mapOf(STRING, STRING),
      annotations: mapOf(STRING, STRING),
      UID: STRING,
      creationTimestamp: TIMESTAMP,
      deletionGracePeriodSeconds: INT,
      deletionTimestamp: TIMESTAMP,
      generation: INT,
      resourceVersion: STRING,
      finalizers: listOf(STRING),
    },
  },
  { name: "kubernetes.NamespaceSpec", fields: { finalizers: listOf(STRING) } },
  {
    name: "kubernetes.NamespaceStatus",
    fields: { conditions: listOf(objectType("kubernetes.NamespaceCondition")), phase: STRING },
  },
  {
    name: "kubernetes.NamespaceCondition",
    fields: {
      status: STRING,
      type: STRING,
      lastTransitionTime: TIMESTAMP,
      message: STRING,
      reason: STRING,
    },
  },
];
