import type { Pod } from "../pod.ts";
import { forbiddenField, quotedList, type Violation } from "../violation.ts";
import type { Check } from "./check.ts";

/** No volumes from the node's file system. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const hostPathVolumes: Check = {
  id: "hostPathVolumes",
  level: "baseline",
  revisions: [{ sinceMinor: 0, check }],
};

function check({ spec }: Pod): Violation | undefined {
  const volumes = spec.volumes ?? [];
  if (!volumes.some((volume) => volume?.hostPath)) return undefined;
  const bad = volumes.flatMap((volume, index) => (volume?.hostPath ? [{ ...volume, index }] : []));
  return {
    reason: "hostPath volumes",
    detail: () =>
      `${bad.length === 1 ? "volume" : "volumes"} ${quotedList(bad.map(({ name }) => name ?? ""))}`,
    errors: bad.map(({ hostPath, index }) =>
      forbiddenField(`spec.volumes[${index}].hostPath`, hostPath?.path ?? ""),
    ),
  };
}
