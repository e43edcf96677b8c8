/** A kind of policy that Kyverno's loader knows: its group, its kind and the versions it is served in. */
export interface PolicyKind {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly string[];
}

const CEL_KINDS = [
  "ValidatingPolicy",
  "MutatingPolicy",
  "GeneratingPolicy",
  "DeletingPolicy",
  "ImageValidatingPolicy",
];

/** Every policy kind that the Kyverno CLI 1.19 loads, and the bindings of admission policies. */
export const POLICY_KINDS: readonly PolicyKind[] = [
  ...kindsOf("kyverno.io", ["v1", "v2beta1"], ["ClusterPolicy", "Policy"]),
  ...kindsOf("kyverno.io", ["v2", "v2beta1"], ["ClusterCleanupPolicy", "CleanupPolicy"]),
  ...kindsOf("policies.kyverno.io", ["v1", "v1beta1", "v1alpha1"], CEL_KINDS),
  ...kindsOf(
    "policies.kyverno.io",
    ["v1", "v1beta1"],
    CEL_KINDS.map((kind) => `Namespaced${kind}`),
  ),
  ...kindsOf(
    "admissionregistration.k8s.io",
    ["v1", "v1beta1", "v1alpha1"],
    [
      "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding",
      "MutatingAdmissionPolicy",
      "MutatingAdmissionPolicyBinding",
    ],
  ),
];

function kindsOf(
  group: string,
  versions: readonly string[],
  kinds: readonly string[],
): readonly PolicyKind[] {
  return kinds.map((kind) => ({ group, kind, versions }));
}
