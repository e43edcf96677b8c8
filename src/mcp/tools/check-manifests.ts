import { z } from "zod";
import { answerSize } from "../budget.ts";
import { defineTool } from "../define-tool.ts";
import {
  cursor,
  exceptions,
  framework,
  limit,
  manifestText,
  parameters,
  policies,
  policySets,
  severity,
} from "../tool-inputs.ts";

const userInfo = z
  .strictObject({
    username: z.string().max(253).optional(),
    groups: z.array(z.string().max(253)).max(100).optional(),
  })
  .optional()
  .meta({
    description: "who asks, for policies that look at it",
    examples: [{ username: "system:serviceaccount:ci:deployer", groups: ["system:masters"] }],
  });

/** `check_manifests`: manifests as text, before anything is applied. */
export const checkManifestsTool = defineTool({
  name: "check_manifests",
  title: "Check manifests",
  description:
    "Checks Kubernetes manifests (YAML or JSON text) against policies as if they were sent to an API server, and answers with the same summary as apply_policies. Needs no cluster. Use it before applying something and after every correction.",
  access: "nothing-outside",
  input: z.strictObject({
    manifests: manifestText(
      "the manifests themselves; several documents separated by ---",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: nginx}]}",
    ),
    policySets,
    parameters,
    policies,
    exceptions,
    operation: z
      .enum(["CREATE", "UPDATE", "DELETE"])
      .optional()
      .meta({ description: "what happens to the manifests; default CREATE", examples: ["UPDATE"] }),
    oldManifests: manifestText(
      "the objects before an UPDATE",
      "apiVersion: v1\nkind: Pod\n…",
    ).optional(),
    userInfo,
    values: manifestText(
      "a Kyverno values file (kind Values): context of classic policies, namespaces' labels",
      "apiVersion: cli.kyverno.io/v1alpha1\nkind: Values\nglobalValues: {}",
    ).optional(),
    severity,
    framework,
    limit,
    cursor,
  }),
  spellings: {
    manifest: "manifests",
    resources: "manifests",
    resource: "manifests",
    yaml: "manifests",
    policySet: "policySets",
    policy: "policies",
    exception: "exceptions",
    gitBranch: null,
  },
  async run(input, services) {
    const { checkManifests } = await import("../../app/check-manifests.ts");
    const { userInfo: user } = input;
    const summary = await checkManifests(
      {
        ...input,
        userInfo: user && {
          ...(user.username !== undefined && { username: user.username }),
          ...(user.groups !== undefined && { groups: user.groups }),
        },
        ...answerSize(input.limit),
      },
      services,
    );
    return { facts: { ...summary } };
  },
});
