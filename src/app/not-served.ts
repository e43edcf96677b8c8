import type { Discovery } from "../cluster/discover.ts";
import type { CompiledPolicy } from "../engine/evaluation.ts";
import { mayMatch } from "../pipeline/object-scanner.ts";

const NAMES_SHOWN = 3;

/** A warning about policies that have nothing to look at because the cluster lacks their kinds; none while part of what it serves is unknown. */
export function notServed(
  { resources, notRead }: Discovery,
  policies: readonly { readonly compiled: CompiledPolicy }[],
): readonly string[] {
  if (notRead.length > 0) return [];
  const idle = policies
    .map(({ compiled }) => compiled)
    .filter((policy) => !resources.some((resource) => mayMatch(policy, resource)));
  if (idle.length === 0) return [];
  const names = [...new Set(idle.flatMap(namesOf))].toSorted();
  const more = names.length - NAMES_SHOWN;
  const shown = names.slice(0, NAMES_SHOWN).join(", ");
  const who = idle.length === 1 ? "1 policy is" : `${idle.length} policies are`;
  return [
    `${who} about kinds that the cluster does not serve: ${shown}${more > 0 ? ` and ${more} more` : ""}`,
  ];
}

/** What a policy is about, as `plural.group` or, where it is written so, as a kind. */
function namesOf({ targets }: CompiledPolicy): readonly string[] {
  return targets.flatMap(({ groups, resources, kinds = [] }) =>
    groups.flatMap((group) =>
      [...resources, ...kinds].map((name) => (group === "" ? name : `${name}.${group}`)),
    ),
  );
}
