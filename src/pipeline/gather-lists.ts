import type { TallyPart } from "../results/tally-part.ts";
import type { ListPage } from "./scan-page.ts";
import type { TaskLine } from "./scan-pool.ts";
import type { TaskResult } from "./scan-task.ts";

/** A page and where it belongs. */
export interface GatheredPage extends ListPage {
  /** The same for all pages of one list. */
  readonly list: string;
  /** Whether the list begins anew: what its earlier pages counted comes again. */
  readonly restarts: boolean;
  /** An estimate of the bytes of the list's later pages. */
  readonly behind: number;
}

/** Collects what pages of lists counted. */
export interface ListGatherer {
  /** Resolves when there is room for the next page, not when this one is done; rejects when an earlier one failed. */
  readonly add: (page: GatheredPage) => Promise<void>;
  /** Resolves when all pages are done. */
  readonly finish: () => Promise<readonly TallyPart[]>;
}

/** Scans pages as they come; `onDone` is told what became of each, with the objects counted so far. */
export function gatherLists(
  { room, scan }: TaskLine,
  onDone: (page: GatheredPage, result: TaskResult, objects: number) => void,
): ListGatherer {
  const parts = new Map<string, TallyPart[]>();
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let objects = 0;

  const run = async (page: GatheredPage, collected: TallyPart[]): Promise<void> => {
    try {
      const result = await scan(page, page.behind);
      if (result.kind === "part") {
        collected.push(result.part);
        objects += result.objects;
      }
      onDone(page, result, objects);
    } catch (error) {
      failure ??= { error };
    }
  };
  return {
    add: async (page) => {
      if (failure !== undefined) throw failure.error;
      const known = page.restarts ? undefined : parts.get(page.list);
      const collected = known ?? [];
      parts.set(page.list, collected);
      const started = run(page, collected).finally(() => running.delete(started));
      running.add(started);
      await room();
    },
    finish: async () => {
      while (running.size > 0) {
        // oxlint-disable-next-line no-await-in-loop -- until none is left
        await Promise.all(running);
      }
      if (failure !== undefined) throw failure.error;
      return [...parts.values()].flat();
    },
  };
}
