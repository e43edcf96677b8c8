import type { Pod, SeLinuxOptions } from "../pod.ts";
import {
  forbiddenField,
  forbiddenIn,
  nameOf,
  quotedList,
  settersText,
  sortedSet,
  type FieldError,
  type Violation,
} from "../violation.ts";
import type { Check, CheckPod } from "./check.ts";

const TYPES_1_0 = ["", "container_t", "container_init_t", "container_kvm_t"];
const TYPES_1_31 = [...TYPES_1_0, "container_engine_t"];

/** No custom SELinux user or role, and only types made for containers. https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
export const seLinuxOptions: Check = {
  id: "seLinuxOptions",
  level: "baseline",
  revisions: [
    { sinceMinor: 0, check: checkTypes(TYPES_1_0) },
    { sinceMinor: 31, check: checkTypes(TYPES_1_31) },
  ],
};

type Part = "type" | "user" | "role";

function checkTypes(allowed: readonly string[]): CheckPod {
  const types: ReadonlySet<string> = new Set(allowed);

  function badParts(options: SeLinuxOptions | null | undefined): readonly Part[] {
    if (options === undefined || options === null) return [];
    const bad: Part[] = [];
    if (!types.has(options.type ?? "")) bad.push("type");
    if ((options.user ?? "") !== "") bad.push("user");
    if ((options.role ?? "") !== "") bad.push("role");
    return bad;
  }

  return ({ spec, containers }: Pod): Violation | undefined => {
    const ofPod = spec.securityContext?.seLinuxOptions;
    const podParts = badParts(ofPod);
    const bad = containers.filter(({ context }) => badParts(context?.seLinuxOptions).length > 0);
    if (podParts.length === 0 && bad.length === 0) return undefined;
    const errors: FieldError[] = podParts.map((part) =>
      forbiddenField(`spec.securityContext.seLinuxOptions.${part}`, ofPod?.[part] ?? ""),
    );
    for (const place of bad) {
      const options = place.context?.seLinuxOptions;
      for (const part of badParts(options))
        errors.push(
          forbiddenIn(place, `securityContext.seLinuxOptions.${part}`, options?.[part] ?? ""),
        );
    }
    return {
      reason: "seLinuxOptions",
      detail: () => detailOf(settersText(podParts.length > 0, bad.map(nameOf)), errors),
      errors,
    };
  };
}

function detailOf(setters: string, errors: readonly FieldError[]): string {
  const ofPart = (part: Part): readonly FieldError[] =>
    errors.filter(({ field }) => field.endsWith(`.${part}`));
  const types = sortedSet(ofPart("type").map(({ badValue }) => String(badValue ?? "")));
  const data: string[] = [];
  if (types.length > 0) data.push(`${types.length === 1 ? "type" : "types"} ${quotedList(types)}`);
  if (ofPart("user").length > 0) data.push("user may not be set");
  if (ofPart("role").length > 0) data.push("role may not be set");
  return `${setters} set forbidden securityContext.seLinuxOptions: ${data.join("; ")}`;
}
