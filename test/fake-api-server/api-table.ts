import type { ApiResource } from "../../src/manifest/api-resource.ts";

/** A resource that the fake serves; `custom` ones are written as a CRD's lists are. */
export interface ServedResource extends ApiResource {
  readonly custom?: boolean;
}

const row = (
  group: string,
  version: string,
  kind: string,
  plural: string,
  namespaced = true,
): ServedResource => ({ group, version, kind, plural, namespaced });

/** What the fake serves unless told otherwise: the kinds that scans meet most, and one custom resource. */
export const SERVED_RESOURCES: readonly ServedResource[] = [
  row("", "v1", "ConfigMap", "configmaps"),
  row("", "v1", "Namespace", "namespaces", false),
  row("", "v1", "Pod", "pods"),
  row("", "v1", "Secret", "secrets"),
  row("", "v1", "Service", "services"),
  row("apps", "v1", "DaemonSet", "daemonsets"),
  row("apps", "v1", "Deployment", "deployments"),
  row("apps", "v1", "ReplicaSet", "replicasets"),
  row("apps", "v1", "StatefulSet", "statefulsets"),
  row("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  row("autoscaling", "v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  row("batch", "v1", "CronJob", "cronjobs"),
  row("batch", "v1", "Job", "jobs"),
  row("networking.k8s.io", "v1", "Ingress", "ingresses"),
  row("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
  row("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false),
  row("rbac.authorization.k8s.io", "v1", "Role", "roles"),
  { ...row("example.com", "v1", "Widget", "widgets"), custom: true },
];
