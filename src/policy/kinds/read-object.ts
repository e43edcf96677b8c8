import type { Document } from "../../manifest/document.ts";
import type { Problem } from "../../manifest/problem.ts";
import type { PolicyIdentity } from "../policy-identity.ts";
import {
  anything,
  mapOf,
  object,
  text,
  type Shape,
  type ShapeIssue,
  type Unread,
} from "./shape.ts";

/** A policy, or why its document is none. */
export type ReadPolicy<T> =
  | { readonly ok: true; readonly policy: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type ReadObject<T> =
  | {
      readonly ok: true;
      readonly kind: string;
      readonly identity: PolicyIdentity;
      readonly spec: T;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Kubernetes' ObjectMeta; what is unknown here is the API server's business. */
interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: Unread;
  readonly deletionGracePeriodSeconds?: Unread;
  readonly deletionTimestamp?: Unread;
  readonly finalizers?: Unread;
  readonly generateName?: Unread;
  readonly generation?: Unread;
  readonly managedFields?: Unread;
  readonly ownerReferences?: Unread;
  readonly resourceVersion?: Unread;
  readonly selfLink?: Unread;
  readonly uid?: Unread;
}

const metadata = object<Metadata>(
  {
    name: text(),
    namespace: text(),
    labels: mapOf(text()),
    annotations: mapOf(text()),
    creationTimestamp: anything,
    deletionGracePeriodSeconds: anything,
    deletionTimestamp: anything,
    finalizers: anything,
    generateName: anything,
    generation: anything,
    managedFields: anything,
    ownerReferences: anything,
    resourceVersion: anything,
    selfLink: anything,
    uid: anything,
  },
  ["name"],
);

/** More mistakes than anybody corrects at a time. */
const MAX_ISSUES = 20;

/** Reads an object of the common form, with `spec` of the given shape; the first issues become problems with their places. */
export function readObject<T extends object>(document: Document, spec: Shape<T>): ReadObject<T> {
  interface Whole {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: Metadata;
    readonly spec: T;
    readonly status?: Unread;
  }
  const whole = object<Whole>(
    { apiVersion: text(), kind: text(), metadata, spec, status: anything },
    ["apiVersion", "kind", "metadata", "spec"],
  );
  const issues: ShapeIssue[] = [];
  const read = whole(document.value, [], issues);
  if (read === undefined) {
    const problems = issues.slice(0, MAX_ISSUES).map((issue) => problemOf(issue, document));
    return { ok: false, problems };
  }
  const { name = "", namespace, labels = {}, annotations = {} } = read.metadata;
  const identity: PolicyIdentity = {
    apiVersion: read.apiVersion,
    name,
    ...(namespace !== undefined && { namespace }),
    labels,
    annotations,
    place: { file: document.file, line: document.line },
  };
  return { ok: true, kind: read.kind, identity, spec: read.spec };
}

function problemOf({ path, message, hint, atKey }: ShapeIssue, document: Document): Problem {
  const at = document.locate(path, atKey === true ? "key" : "value");
  return { message, at, ...(hint !== undefined && { hint }) };
}
