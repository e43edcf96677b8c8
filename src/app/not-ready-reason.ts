import { objectAt, objectsAt, textAt } from "../cluster/json-fields.ts";

/** What `status.conditionStatus.ready` (CEL kinds) or the Ready condition (kyverno.io kinds) says against a policy of a cluster; undefined when nothing. */
export function notReadyReason(status: unknown): string | undefined {
  const celStatus = objectAt(status, "conditionStatus");
  const ready = objectsAt(status, "conditions").find(
    (condition) => textAt(condition, "type") === "Ready",
  );
  if (celStatus["ready"] !== false && textAt(ready, "status") !== "False") return undefined;
  const reasons = [
    textAt(celStatus, "message"),
    textAt(ready, "message"),
    textAt(ready, "reason"),
    "the cluster says that it is not ready",
  ];
  return reasons.find((reason) => reason !== "");
}
