import type { MatchBlock } from "../../../policy/cluster-policy.ts";

/** Kinds that Kyverno generates rules for, as rules name them; Pod is there because the annotation may name it. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  DaemonSet: "apps/v1/DaemonSet",
  Deployment: "apps/v1/Deployment",
  Job: "batch/v1/Job",
  StatefulSet: "apps/v1/StatefulSet",
  ReplicaSet: "apps/v1/ReplicaSet",
  ReplicationController: "v1/ReplicationController",
  CronJob: "batch/v1/CronJob",
  Pod: "v1/Pod",
};

/** The kind whose pod template lies one level deeper and which therefore has rules of its own. */
export const CRON_JOB = "CronJob";

/** Kinds that rules are generated for when no annotation says otherwise. */
export const POD_CONTROLLERS: readonly string[] = Object.keys(FULL_NAMES).filter(
  (kind) => kind !== "Pod",
);

/** `group/version/Kind` of a pod controller; other kinds stay as they are. */
export function fullKindName(kind: string): string {
  return Object.hasOwn(FULL_NAMES, kind) ? (FULL_NAMES[kind] ?? kind) : kind;
}

/** Whether kinds name Pod or a pod controller by the bare name. */
export function namesPodKind(kinds: readonly string[]): boolean {
  return kinds.some((kind) => Object.hasOwn(FULL_NAMES, kind));
}

const VERSION = /^(?:v\d(?:(?:alpha|beta)\d)?|\*)$/;

/** Whether some selector means Pod, in whatever version and group and with whatever subresource (Kyverno's ContainsKind). */
export function selectsPod(kinds: readonly string[]): boolean {
  return kinds.some((selector) => kindOf(selector) === "Pod");
}

function kindOf(selector: string): string {
  const parts = selector.split("/");
  const [first = ""] = parts;
  const skipped = VERSION.test(first) ? 1 : 2;
  const rest = parts.length <= 2 && !VERSION.test(first) ? parts : parts.slice(skipped);
  const withSubresource = rest.join("/").replace(".", "/").split("/");
  return withSubresource.length > 2 ? withSubresource.join("/") : (withSubresource[0] ?? "");
}

/** Every kind that the filters of a block name. */
export function kindsOf({ resources, all = [], any = [] }: MatchBlock = {}): readonly string[] {
  const filters = [{ resources }, ...all, ...any];
  return filters.flatMap((filter) => filter.resources?.kinds ?? []);
}
