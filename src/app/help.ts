import { UserError } from "../manifest/user-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Services } from "./services.ts";

/** What help can be asked about. */
export const HELP_TOPICS = ["overview", "installation", "troubleshooting", "policy-sets"] as const;

/** A page to read as it stands, in Markdown. */
export interface HelpPage {
  readonly topic: string;
  readonly page: string;
  readonly topics: readonly string[];
}

/** The help page of a topic, or of one policy set by its name. Throws a `UserError` with the nearest topic for any other word. */
export async function help(
  { topic = "overview" }: { readonly topic?: string },
  services: Pick<Services, "listPolicySets">,
): Promise<HelpPage> {
  const topics: readonly string[] = HELP_TOPICS;
  const wanted = topic
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/gu, "-");
  const page = PAGES.get(wanted) ?? (await describeSets(wanted, services));
  return { topic: wanted, page, topics };
}

/** All sets in short, or one set policy by policy. */
async function describeSets(
  topic: string,
  { listPolicySets }: Pick<Services, "listPolicySets">,
): Promise<string> {
  const sets = await listPolicySets();
  if (topic === "policy-sets") {
    return [
      "# Policy sets",
      "",
      ...sets.map(
        ({ name, title, summary, policies }) =>
          `- **${name}** (${policies.length} policies): ${title}. ${summary}`,
      ),
      "",
      "Pass their names as policySets to apply_policies or check_manifests; help with a set's name as topic, or list_policies with policySet, lists its policies.",
    ].join("\n");
  }
  const set = sets.find(({ name }) => name === topic);
  if (set === undefined) {
    const known = [...HELP_TOPICS, ...sets.map(({ name }) => name)];
    throw new UserError(
      `there is no help on ${JSON.stringify(topic)}.${didYouMean(topic, known)}`,
      {
        hint: `call help with one of the topics ${known.join(", ")}`,
      },
    );
  }
  return [
    `# ${set.title} (${set.name})`,
    "",
    set.summary,
    "",
    ...set.policies.map(({ name, annotations }) => {
      const title = annotations["policies.kyverno.io/title"] ?? name;
      const severity = annotations["policies.kyverno.io/severity"] ?? "medium";
      return `- **${name}** (${severity}): ${title}`;
    }),
    ...set.parameters.map(
      ({ name, type, default: value, description }) =>
        `- parameter **${name}** (${type}, default ${JSON.stringify(value)}): ${description}`,
    ),
    "",
    `Ask explain_policy for any of them, or scan with policySets "${set.name}".`,
  ].join("\n");
}

const OVERVIEW = `# kyverno-mcp

Checks Kubernetes objects against Kyverno policies with an engine of its own. It reads clusters and text; it never writes to a cluster or a file, and Kyverno need not run in the cluster.

| I want to | call |
|---|---|
| see what is wrong in a cluster | apply_policies |
| see more rows of a scan, or the reports in a cluster (Kyverno, Gatekeeper, others) | show_violations |
| scan with the policies installed in the cluster | apply_policies, policySets "cluster" |
| check YAML before it is applied | check_manifests |
| know what a policy does, or why it failed something | explain_policy |
| see which policies exist | list_policies |
| see or choose the cluster | list_contexts, switch_context |

Every totals line covers everything that was scanned; the rows are a page of it. "complete": false says that something was not read, and not_read says what and why.`;

const INSTALLATION = `# Installation

## This server
- On this machine (stdio): in a clone run \`npm ci\`, then let the MCP client start \`node PATH/dist/cli.js\`. Example entry: {"mcpServers": {"kyverno": {"command": "node", "args": ["PATH/dist/cli.js"]}}}. Node 22.19 or newer.
- Over HTTP: \`kyverno-mcp serve --http 8080\` serves http://127.0.0.1:8080/mcp. To listen beyond this machine give a bearer token: \`--http 0.0.0.0:8080 --auth-token-file FILE\` (or KYVERNO_MCP_TOKEN) and \`--allow-host NAME\` for the name that callers use.
- Clusters come from KUBECONFIG or ~/.kube/config; inside a pod, from its service account. Read access is enough: get and list on what is to be scanned.

## Kyverno in a cluster (not needed for scans; needed to enforce at admission)
1. \`helm repo add kyverno https://kyverno.github.io/kyverno/ && helm repo update\`
2. \`helm install kyverno kyverno/kyverno --namespace kyverno --create-namespace\` (production: at least 3 replicas of the admission controller: \`--set admissionController.replicas=3\`)
3. \`kubectl -n kyverno get pods\` shows the admission, background, cleanup and reports controllers running.
4. Apply policies with \`kubectl apply -f\`, first with validationActions [Audit]; look at the reports; then change to [Deny].`;

const TROUBLESHOOTING = `# Troubleshooting

## This server
- "no cluster is configured": no kubeconfig was found where the server runs. Set KUBECONFIG for the server's process (the MCP client's env entry), not for your shell.
- "complete": false with reason forbidden: the identity may not list that kind. \`kubectl auth can-i list KIND -n NAMESPACE\` shows it; ask for a Role with get and list. The rows you got are right, the rest is unknown.
- timeout or unreachable: list_contexts says which clusters answer. VPN, proxy (HTTPS_PROXY, NO_PROXY) and expired credentials are the usual causes.
- A policy matched nothing: its kinds or namespaces are not in what was scanned; explain_policy says what it matches.
- Scan handle unknown: handles live in the server's memory for an hour; run the scan again.
- HTTP 401: send Authorization: Bearer TOKEN. HTTP 403 for Host or Origin: start the server with --allow-host or --allow-origin for that name.

## Kyverno in the cluster
- A policy is not Ready: \`kubectl get validatingpolicies.policies.kyverno.io\` (or clusterpolicies) and read status.conditions; an expression that does not compile is named there. explain_policy shows the same error without a cluster.
- Nothing is blocked: validationActions is Audit (or validationFailureAction: Audit), the namespace is excluded in the webhook's namespaceSelector, or the failure policy ignores errors.
- Everything is blocked: the webhook's service has no endpoints and failurePolicy is Fail. \`kubectl -n kyverno get pods,endpoints\`; as a last resort remove the webhook configurations, Kyverno writes them again.
- No reports: the reports controller is off, or background scanning is disabled for the policy. show_violations without a handle says which report APIs exist; apply_policies scans without them.
- ClusterPolicy and Policy (kyverno.io/v1) are deprecated since Kyverno 1.17: write ValidatingPolicy (policies.kyverno.io/v1) instead.`;

const PAGES: ReadonlyMap<string, string> = new Map([
  ["overview", OVERVIEW],
  ["installation", INSTALLATION],
  ["troubleshooting", TROUBLESHOOTING],
]);
