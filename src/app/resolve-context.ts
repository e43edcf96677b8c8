import type { Kubeconfig } from "../cluster/load-kubeconfig.ts";
import { UserError } from "../manifest/user-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Services } from "./services.ts";

const NAMES_SHOWN = 10;

/**
 * The context a call looks at: the one it names, else the one this session selected, else the kubeconfig's current
 * one, else the only one there is. Throws a `UserError` that lists the contexts when none of these exists.
 */
export async function resolveContext(
  requested: string | undefined,
  { loadKubeconfig, selection }: Pick<Services, "loadKubeconfig" | "selection">,
): Promise<string> {
  const kubeconfig = await loadKubeconfig();
  const selected = requested ?? selection.current() ?? kubeconfig.currentContext;
  if (selected !== undefined) return knownContext(selected, kubeconfig);
  const [only, ...others] = kubeconfig.contexts;
  if (only === undefined) throw noContexts(kubeconfig);
  if (others.length === 0) return only.name;
  throw new UserError(`no context was named and the kubeconfig has no current one`, {
    hint: `pass one of the contexts: ${listNames(kubeconfig)}`,
  });
}

/** The contexts a scan is about, each once: those it names, every one of the kubeconfig, or `resolveContext`'s when it names none. */
export async function chosenContexts(
  wanted: readonly string[] | "all",
  services: Pick<Services, "loadKubeconfig" | "selection">,
): Promise<readonly string[]> {
  if (wanted !== "all" && wanted.length === 0) return [await resolveContext(undefined, services)];
  const kubeconfig = await services.loadKubeconfig();
  if (wanted === "all") {
    if (kubeconfig.contexts.length === 0) return [await resolveContext(undefined, services)];
    return kubeconfig.contexts.map(({ name }) => name);
  }
  return [...new Set(wanted)].map((name) => knownContext(name, kubeconfig));
}

/** The name if the kubeconfig has such a context; else a `UserError` that names the nearest. */
export function knownContext(name: string, kubeconfig: Kubeconfig): string {
  if (kubeconfig.contexts.length === 0) throw noContexts(kubeconfig);
  const names = kubeconfig.contexts.map((context) => context.name);
  if (names.includes(name)) return name;
  throw new UserError(
    `there is no context ${JSON.stringify(name)} in the kubeconfig.${didYouMean(name, names)}`,
    { hint: `pass one of the contexts: ${listNames(kubeconfig)}` },
  );
}

function noContexts({ searched }: Kubeconfig): UserError {
  return new UserError(`no cluster is configured: no context found in ${searched.join(", ")}`, {
    hint: "set KUBECONFIG or write ~/.kube/config and call again; check_manifests and explain_policy need no cluster",
  });
}

function listNames({ contexts }: Kubeconfig): string {
  const names = contexts.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = contexts.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
