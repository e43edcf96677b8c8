import type { PlacedContainer } from "./pod.ts";

/** What a field holds that it must not; absent where Kyverno names no value. */
export type BadValue = string | boolean | number | readonly string[];

/** One field that breaks a rule. */
export interface FieldError {
  /** From the pod's root: `spec.containers[0].securityContext.privileged`. */
  readonly field: string;
  /** A required field is missing; a forbidden one is set. */
  readonly kind: "forbidden" | "required";
  readonly badValue?: BadValue;
  /** The name of the container that the field belongs to. */
  readonly container?: string;
}

/** How a pod breaks a control of the Pod Security Standards, in Kubernetes' words. */
export interface Violation {
  readonly reason: string;
  /** Names the containers and values; only reports show it, so it is made when asked for. */
  readonly detail: () => string;
  readonly errors: readonly FieldError[];
}

/** A field of the pod itself that is set as it must not be; the empty text counts as no value. */
export function forbiddenField(field: string, badValue: BadValue = ""): FieldError {
  return badValue === "" ? { field, kind: "forbidden" } : { field, kind: "forbidden", badValue };
}

/** A field of a container that is set as it must not be. */
export function forbiddenIn(place: PlacedContainer, path: string, badValue: BadValue): FieldError {
  const field = fieldIn(place, path);
  const container = nameOf(place);
  return badValue === ""
    ? { field, kind: "forbidden", container }
    : { field, kind: "forbidden", badValue, container };
}

/** A field that a container has to have. */
export function requiredIn(place: PlacedContainer, path: string): FieldError {
  return { field: fieldIn(place, path), kind: "required", container: nameOf(place) };
}

/** The container's name; empty where it has none. */
export function nameOf({ container }: PlacedContainer): string {
  return container.name ?? "";
}

/** `container "a"`, or `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${names.length === 1 ? "container" : "containers"} ${quotedList(names)}`;
}

/** `"a", "b"`, without escapes. */
export function quotedList(texts: readonly string[]): string {
  return texts.map((text) => `"${text}"`).join(", ");
}

/** Each text once, in the order of Go's sorted sets. */
export function sortedSet(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)].toSorted((left, right) => {
    if (left === right) return 0;
    return left < right ? -1 : 1;
  });
}

/** Joins who broke a rule: the pod itself, its containers. */
export function settersText(podIsBad: boolean, containers: readonly string[]): string {
  const setters = podIsBad ? ["pod"] : [];
  if (containers.length > 0) setters.push(containersText(containers));
  return setters.join(" and ");
}

function fieldIn({ list, index }: PlacedContainer, path: string): string {
  return `spec.${list}[${index}].${path}`;
}
