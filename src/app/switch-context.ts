import { askVersion } from "./list-contexts.ts";
import { knownContext } from "./resolve-context.ts";
import type { Services } from "./services.ts";

/** What became of a selection. */
export interface SwitchedContext {
  readonly context: string;
  /** Whether later calls of this session use it without naming it. */
  readonly selected: boolean;
  readonly previous?: string;
  readonly reachable?: boolean;
  readonly version?: string;
  readonly problem?: string;
  readonly hint: string;
}

/** Selects a context for this session, in memory only; says whether its cluster answers. Throws a `UserError` for a name that is not in the kubeconfig. */
export async function switchContext(
  { context }: { readonly context: string },
  services: Services,
): Promise<SwitchedContext> {
  const kubeconfig = await services.loadKubeconfig();
  const name = knownContext(context, kubeconfig);
  const previous = services.selection.current() ?? kubeconfig.currentContext;
  const reach = await askVersion(name, services);
  services.selection.select(name);
  const selected = services.selection.isKept;
  return {
    context: name,
    selected,
    ...(selected && previous !== undefined && previous !== name && { previous }),
    ...reach,
    hint: selected
      ? "cluster tools of this session use it unless a call passes context; no file was changed"
      : `nothing was selected: this HTTP server keeps no session between calls, so pass context=${JSON.stringify(name)} to each cluster tool`,
  };
}
