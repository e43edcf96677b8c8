/** Kinds whose objects own pods, directly or not, as `plural.group`: known so that pods can be folded into them. */
export const OWNER_KINDS: ReadonlySet<string> = new Set([
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "jobs.batch",
  "cronjobs.batch",
]);
