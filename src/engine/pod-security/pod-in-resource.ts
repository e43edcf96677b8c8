import { isMapping } from "../../manifest/path.ts";
import type { Resource } from "../../manifest/resource.ts";
import { decodingError, type GoObject } from "./decode/decode-object.ts";
import { podOf, type Pod, type PodSpec } from "./pod.ts";

/** The pod that an object is or would make, or why Kyverno sees none. */
export type PodInResource =
  | {
      readonly ok: true;
      readonly pod: Pod;
      /** Where the object keeps the pod's spec. */
      readonly specPath: string;
    }
  | { readonly ok: false; readonly message: string };

interface Reader {
  readonly type: GoObject;
  readonly specPath: string;
  readonly read: (resource: Resource) => { readonly spec: unknown; readonly metadata: unknown };
}

const CONTROLLER: Reader = {
  type: "Deployment",
  specPath: "spec.template.spec",
  read: ({ spec }) => {
    const template = fieldOf(spec, "template");
    return { spec: fieldOf(template, "spec"), metadata: fieldOf(template, "metadata") };
  },
};

/** Only the kind counts, whatever the API group. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  [
    "Pod",
    {
      type: "Pod",
      specPath: "spec",
      read: (pod: Resource) => ({ spec: pod["spec"], metadata: pod.metadata }),
    },
  ],
  ["DaemonSet", CONTROLLER],
  ["Deployment", CONTROLLER],
  ["Job", CONTROLLER],
  ["StatefulSet", CONTROLLER],
  ["ReplicaSet", CONTROLLER],
  ["ReplicationController", CONTROLLER],
  [
    "CronJob",
    {
      type: "CronJob",
      specPath: "spec.jobTemplate.spec.template.spec",
      read: ({ spec }: Resource) => {
        const job = fieldOf(spec, "jobTemplate");
        const template = fieldOf(fieldOf(job, "spec"), "template");
        // Kyverno looks at the annotations of the Job, not at those of its pods.
        return { spec: fieldOf(template, "spec"), metadata: fieldOf(job, "metadata") };
      },
    },
  ],
]);

/** Reads the pod as Kyverno does; values of a wrong type anywhere in the object are an error. */
export function podIn(resource: Resource): PodInResource {
  const reader = READERS.get(resource.kind);
  if (reader === undefined) return { ok: false, message: "could not find correct resource type" };
  const message = decodingError(reader.type, resource);
  if (message !== undefined) return { ok: false, message };
  const { spec, metadata } = reader.read(resource);
  const annotations = fieldOf(metadata, "annotations");
  return {
    ok: true,
    pod: podOf(isPodSpec(spec) ? spec : {}, isTextMap(annotations) ? annotations : {}),
    specPath: reader.specPath,
  };
}

/** The decoder has seen to the types of what is there. */
function isPodSpec(value: unknown): value is PodSpec {
  return isMapping(value);
}

function isTextMap(value: unknown): value is Pod["annotations"] {
  return isMapping(value);
}

function fieldOf(value: unknown, key: string): unknown {
  return isMapping(value) ? value[key] : undefined;
}
