import type { Operation, UserInfo } from "../engine/evaluation.ts";
import { parseDocuments } from "../manifest/parse-documents.ts";
import { UserError } from "../manifest/user-error.ts";
import type { Summary } from "../results/summary.ts";
import { type AnswerRequest, answerScan, continueScan } from "./answer-scan.ts";
import { choosePolicies, type PolicyWish, unreadable } from "./choose-policies.ts";
import { decodeValuesFile, readValues, type Values } from "./kyverno-files/values-file.ts";
import { groupedAs } from "./prepare-policies.ts";
import { scanManifests } from "./scan-manifests.ts";
import type { Services } from "./services.ts";

/** Manifests as text, what happens to them, and what to check with. */
export interface CheckManifestsInput extends PolicyWish, AnswerRequest {
  readonly manifests: string;
  /** What the values say when left out, CREATE when they say nothing. */
  readonly operation?: Operation | undefined;
  /** The objects before an UPDATE. */
  readonly oldManifests?: string | undefined;
  readonly userInfo?: UserInfo | undefined;
  /** A Kyverno values file as text. */
  readonly values?: string | undefined;
  readonly cursor?: string | undefined;
}

/** Checks manifests as if they were sent to an API server; needs no cluster. Throws a `UserError` when nothing could be read. */
export async function checkManifests(
  input: CheckManifestsInput,
  services: Services,
): Promise<Summary> {
  if (input.cursor !== undefined) return continueScan(input.cursor, input, services.scans);
  const values = input.values === undefined ? undefined : readValuesText(input.values);
  const operation = input.operation ?? values?.operationFor("", "") ?? "CREATE";
  if (input.oldManifests !== undefined && operation !== "UPDATE") throw misplacedOld(operation);
  const given = parseDocuments(input.manifests, "manifests");
  if (given.documents.length === 0) throw unreadable("manifests", given.problems);
  const old = parseDocuments(input.oldManifests ?? "", "oldManifests");
  const policies = await choosePolicies(input, services);
  const scan = await scanManifests(
    {
      documents: given.documents,
      problems: [...given.problems, ...old.problems],
      policies,
      operation,
      oldDocuments: old.documents,
      ...(input.userInfo !== undefined && { userInfo: input.userInfo }),
      ...(values !== undefined && { values }),
    },
    services,
  );
  return withAdvice(answerScan(groupedAs(scan, policies), input, services.scans));
}

function misplacedOld(operation: Operation): UserError {
  return new UserError(`oldManifests is for operation UPDATE, not ${operation}`, {
    hint:
      operation === "DELETE"
        ? "pass the objects that are deleted as manifests"
        : 'pass operation "UPDATE", or leave oldManifests out',
  });
}

function readValuesText(text: string): Values {
  const { documents, problems } = parseDocuments(text, "values");
  const [document] = documents;
  if (document === undefined) throw unreadable("values", problems);
  return readValues(decodeValuesFile(document));
}

/** What to do about violations, where the answer has no other hint. */
function withAdvice(summary: Summary): Summary {
  if (summary.totals.violations === 0 || summary.hint !== undefined) return summary;
  return {
    ...summary,
    hint: "correct the manifests as the messages say and check again; explain_policy with a row's policy and the manifest shows why it fails",
  };
}
