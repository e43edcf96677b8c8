import type { Resource } from "../../../manifest/resource.ts";
import type { Request } from "../../evaluation.ts";
import type { MatchFacts } from "./match-facts.ts";

/** Whether one filter of a match or exclude block describes the resource of a request. */
export type FilterTest = (resource: Resource, request: Request, facts: MatchFacts) => boolean;
