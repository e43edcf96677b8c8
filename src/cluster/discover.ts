import type { ApiResource } from "../manifest/api-resource.ts";
import { ClusterError } from "./cluster-error.ts";
import type { ClusterConnection, RequestOptions } from "./connect.ts";
import type { DiscoveredGroup } from "./discovery/discovered-group.ts";
import { readGroups } from "./discovery/read-groups.ts";
import { createMemory } from "./discovery/memory.ts";
import { toNotRead, type NotRead } from "./not-read.ts";

/** A resource that the server has. */
export interface DiscoveredResource extends ApiResource {
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  readonly shortNames: readonly string[];
  /** Whether this is the version that kubectl would use: the first of the group's versions that has the resource. */
  readonly preferred: boolean;
}

/** What a server has, and which of its APIs could not be asked. */
export interface Discovery {
  readonly resources: readonly DiscoveredResource[];
  readonly notRead: readonly NotRead[];
}

const discoveries = createMemory<Discovery>();

/** How fresh a discovery has to be. */
export interface DiscoverOptions extends RequestOptions {
  /** Whether what is remembered will do; asked of an older discovery only. By default it does. */
  readonly suffices?: (remembered: Discovery) => boolean;
}

/**
 * What the server has, asked by aggregated discovery v2 where it speaks it and remembered for a minute, for all that use the
 * connection. An API that does not answer is a row of `notRead` and hides none of the others; rejects with a ClusterError
 * only when nothing answers.
 */
export function discover(
  connection: ClusterConnection,
  { suffices = () => true, ...options }: DiscoverOptions = {},
): Promise<Discovery> {
  return discoveries.recall(connection.origin, {
    suffices,
    signal: options.signal,
    // What others may be waiting for is not bound to this caller's signal.
    ask: (signal) => askServer(connection, { ...options, signal }),
    // An API that was down may be back by the next call.
    isKept: ({ notRead }) => notRead.length === 0,
  });
}

/** Makes the next discovery ask the server: it has shown that it no longer has what it had. */
export function forgetDiscovery(connection: ClusterConnection): void {
  discoveries.forget(connection.origin);
}

async function askServer(
  connection: ClusterConnection,
  options: RequestOptions,
): Promise<Discovery> {
  const roots = ["/api", "/apis"] as const;
  const answers = await Promise.allSettled(
    roots.map((root) => readGroups(connection, root, options)),
  );
  const failures = answers.flatMap((answer) =>
    answer.status === "rejected" ? [answer.reason as unknown] : [],
  );
  options.signal?.throwIfAborted();
  if (failures.length === roots.length) throw failures[0];
  const groups = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const { context } = connection;
  return {
    resources: groups.flatMap(resourcesOf),
    notRead: [
      ...failures.map((error) => toNotRead(error, { context, resource: "apis" })),
      ...groups.flatMap(({ name, versions }) =>
        versions.flatMap(({ version, failure }) =>
          failure === undefined
            ? []
            : [apiNotRead(context, name === "" ? version : `${name}/${version}`, failure)],
        ),
      ),
    ],
  };
}

function resourcesOf({ name: group, versions }: DiscoveredGroup): readonly DiscoveredResource[] {
  const seen = new Set<string>();
  return versions.flatMap(({ version, resources }) =>
    resources.map((resource) => {
      const preferred = !seen.has(resource.plural);
      seen.add(resource.plural);
      return { group, version, preferred, ...resource };
    }),
  );
}

function apiNotRead(context: string, resource: string, failure: ClusterError): NotRead {
  return {
    context,
    resource,
    reason: failure.reason,
    message: failure.message,
    hint: `check the API's server: kubectl get apiservice --context ${context}`,
  };
}
