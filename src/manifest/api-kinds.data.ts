/**
 * Written by scripts/generate-api-kinds.ts from the sources of Kubernetes 1.30 to 1.36: group version → kinds, each as
 * `plural=Kind`, with `!` after cluster-scoped kinds.
 */
export const API_KINDS: Readonly<Record<string, string>> = {
  "admissionregistration.k8s.io/v1":
    "mutatingadmissionpolicies=MutatingAdmissionPolicy! mutatingadmissionpolicybindings=MutatingAdmissionPolicyBinding! mutatingwebhookconfigurations=MutatingWebhookConfiguration! validatingadmissionpolicies=ValidatingAdmissionPolicy! validatingadmissionpolicybindings=ValidatingAdmissionPolicyBinding! validatingwebhookconfigurations=ValidatingWebhookConfiguration!",
  "admissionregistration.k8s.io/v1alpha1":
    "mutatingadmissionpolicies=MutatingAdmissionPolicy! mutatingadmissionpolicybindings=MutatingAdmissionPolicyBinding! validatingadmissionpolicies=ValidatingAdmissionPolicy! validatingadmissionpolicybindings=ValidatingAdmissionPolicyBinding!",
  "admissionregistration.k8s.io/v1beta1":
    "mutatingadmissionpolicies=MutatingAdmissionPolicy! mutatingadmissionpolicybindings=MutatingAdmissionPolicyBinding! mutatingwebhookconfigurations=MutatingWebhookConfiguration! validatingadmissionpolicies=ValidatingAdmissionPolicy! validatingadmissionpolicybindings=ValidatingAdmissionPolicyBinding! validatingwebhookconfigurations=ValidatingWebhookConfiguration!",
  "apiextensions.k8s.io/v1": "customresourcedefinitions=CustomResourceDefinition!",
  "apiextensions.k8s.io/v1beta1": "customresourcedefinitions=CustomResourceDefinition!",
  "apiregistration.k8s.io/v1": "apiservices=APIService!",
  "apiregistration.k8s.io/v1beta1": "apiservices=APIService!",
  "apps/v1":
    "controllerrevisions=ControllerRevision daemonsets=DaemonSet deployments=Deployment replicasets=ReplicaSet statefulsets=StatefulSet",
  "apps/v1beta1":
    "controllerrevisions=ControllerRevision deployments=Deployment statefulsets=StatefulSet",
  "apps/v1beta2":
    "controllerrevisions=ControllerRevision daemonsets=DaemonSet deployments=Deployment replicasets=ReplicaSet statefulsets=StatefulSet",
  "authentication.k8s.io/v1": "selfsubjectreviews=SelfSubjectReview! tokenreviews=TokenReview!",
  "authentication.k8s.io/v1alpha1": "selfsubjectreviews=SelfSubjectReview!",
  "authentication.k8s.io/v1beta1":
    "selfsubjectreviews=SelfSubjectReview! tokenreviews=TokenReview!",
  "authorization.k8s.io/v1":
    "localsubjectaccessreviews=LocalSubjectAccessReview selfsubjectaccessreviews=SelfSubjectAccessReview! selfsubjectrulesreviews=SelfSubjectRulesReview! subjectaccessreviews=SubjectAccessReview!",
  "authorization.k8s.io/v1beta1":
    "localsubjectaccessreviews=LocalSubjectAccessReview selfsubjectaccessreviews=SelfSubjectAccessReview! selfsubjectrulesreviews=SelfSubjectRulesReview! subjectaccessreviews=SubjectAccessReview!",
  "autoscaling/v1": "horizontalpodautoscalers=HorizontalPodAutoscaler",
  "autoscaling/v2": "horizontalpodautoscalers=HorizontalPodAutoscaler",
  "autoscaling/v2beta1": "horizontalpodautoscalers=HorizontalPodAutoscaler",
  "autoscaling/v2beta2": "horizontalpodautoscalers=HorizontalPodAutoscaler",
  "batch/v1": "cronjobs=CronJob jobs=Job",
  "batch/v1beta1": "cronjobs=CronJob",
  "certificates.k8s.io/v1": "certificatesigningrequests=CertificateSigningRequest!",
  "certificates.k8s.io/v1alpha1":
    "clustertrustbundles=ClusterTrustBundle! podcertificaterequests=PodCertificateRequest",
  "certificates.k8s.io/v1beta1":
    "certificatesigningrequests=CertificateSigningRequest! clustertrustbundles=ClusterTrustBundle! podcertificaterequests=PodCertificateRequest",
  "coordination.k8s.io/v1": "leases=Lease",
  "coordination.k8s.io/v1alpha1": "leasecandidates=LeaseCandidate",
  "coordination.k8s.io/v1alpha2": "leasecandidates=LeaseCandidate",
  "coordination.k8s.io/v1beta1": "leasecandidates=LeaseCandidate leases=Lease",
  "discovery.k8s.io/v1": "endpointslices=EndpointSlice",
  "discovery.k8s.io/v1beta1": "endpointslices=EndpointSlice",
  "events.k8s.io/v1": "events=Event",
  "events.k8s.io/v1beta1": "events=Event",
  "extensions/v1beta1":
    "daemonsets=DaemonSet deployments=Deployment ingresses=Ingress networkpolicies=NetworkPolicy replicasets=ReplicaSet",
  "flowcontrol.apiserver.k8s.io/v1":
    "flowschemas=FlowSchema! prioritylevelconfigurations=PriorityLevelConfiguration!",
  "flowcontrol.apiserver.k8s.io/v1beta1":
    "flowschemas=FlowSchema! prioritylevelconfigurations=PriorityLevelConfiguration!",
  "flowcontrol.apiserver.k8s.io/v1beta2":
    "flowschemas=FlowSchema! prioritylevelconfigurations=PriorityLevelConfiguration!",
  "flowcontrol.apiserver.k8s.io/v1beta3":
    "flowschemas=FlowSchema! prioritylevelconfigurations=PriorityLevelConfiguration!",
  "internal.apiserver.k8s.io/v1alpha1": "storageversions=StorageVersion!",
  "kyverno.io/v1": "clusterpolicies=ClusterPolicy! policies=Policy",
  "kyverno.io/v1beta1": "updaterequests=UpdateRequest",
  "kyverno.io/v2":
    "cleanuppolicies=CleanupPolicy clustercleanuppolicies=ClusterCleanupPolicy! globalcontextentries=GlobalContextEntry! policyexceptions=PolicyException updaterequests=UpdateRequest",
  "kyverno.io/v2alpha1": "globalcontextentries=GlobalContextEntry!",
  "kyverno.io/v2beta1":
    "cleanuppolicies=CleanupPolicy clustercleanuppolicies=ClusterCleanupPolicy! clusterpolicies=ClusterPolicy! globalcontextentries=GlobalContextEntry! policies=Policy policyexceptions=PolicyException",
  "metrics.k8s.io/v1alpha1": "nodes=NodeMetrics! pods=PodMetrics",
  "metrics.k8s.io/v1beta1": "nodes=NodeMetrics! pods=PodMetrics",
  "networking.k8s.io/v1":
    "ingressclasses=IngressClass! ingresses=Ingress ipaddresses=IPAddress! networkpolicies=NetworkPolicy servicecidrs=ServiceCIDR!",
  "networking.k8s.io/v1alpha1": "ipaddresses=IPAddress! servicecidrs=ServiceCIDR!",
  "networking.k8s.io/v1beta1":
    "ingressclasses=IngressClass! ingresses=Ingress ipaddresses=IPAddress! servicecidrs=ServiceCIDR!",
  "node.k8s.io/v1": "runtimeclasses=RuntimeClass!",
  "node.k8s.io/v1alpha1": "runtimeclasses=RuntimeClass!",
  "node.k8s.io/v1beta1": "runtimeclasses=RuntimeClass!",
  "openreports.io/v1alpha1": "clusterreports=ClusterReport! reports=Report",
  "policies.kyverno.io/v1":
    "deletingpolicies=DeletingPolicy! generatingpolicies=GeneratingPolicy! imagevalidatingpolicies=ImageValidatingPolicy! mutatingpolicies=MutatingPolicy! namespaceddeletingpolicies=NamespacedDeletingPolicy namespacedgeneratingpolicies=NamespacedGeneratingPolicy namespacedimagevalidatingpolicies=NamespacedImageValidatingPolicy namespacedmutatingpolicies=NamespacedMutatingPolicy namespacedvalidatingpolicies=NamespacedValidatingPolicy policyexceptions=PolicyException validatingpolicies=ValidatingPolicy!",
  "policies.kyverno.io/v1alpha1":
    "deletingpolicies=DeletingPolicy! generatingpolicies=GeneratingPolicy! imagevalidatingpolicies=ImageValidatingPolicy! mutatingpolicies=MutatingPolicy! policyexceptions=PolicyException validatingpolicies=ValidatingPolicy!",
  "policies.kyverno.io/v1beta1":
    "deletingpolicies=DeletingPolicy! generatingpolicies=GeneratingPolicy! imagevalidatingpolicies=ImageValidatingPolicy! mutatingpolicies=MutatingPolicy! namespaceddeletingpolicies=NamespacedDeletingPolicy namespacedgeneratingpolicies=NamespacedGeneratingPolicy namespacedimagevalidatingpolicies=NamespacedImageValidatingPolicy namespacedmutatingpolicies=NamespacedMutatingPolicy namespacedvalidatingpolicies=NamespacedValidatingPolicy policyexceptions=PolicyException validatingpolicies=ValidatingPolicy!",
  "policy/v1": "poddisruptionbudgets=PodDisruptionBudget",
  "policy/v1beta1": "poddisruptionbudgets=PodDisruptionBudget",
  "rbac.authorization.k8s.io/v1":
    "clusterrolebindings=ClusterRoleBinding! clusterroles=ClusterRole! rolebindings=RoleBinding roles=Role",
  "rbac.authorization.k8s.io/v1alpha1":
    "clusterrolebindings=ClusterRoleBinding! clusterroles=ClusterRole! rolebindings=RoleBinding roles=Role",
  "rbac.authorization.k8s.io/v1beta1":
    "clusterrolebindings=ClusterRoleBinding! clusterroles=ClusterRole! rolebindings=RoleBinding roles=Role",
  "reports.kyverno.io/v1":
    "clusterephemeralreports=ClusterEphemeralReport! ephemeralreports=EphemeralReport",
  "resource.k8s.io/v1":
    "deviceclasses=DeviceClass! resourceclaims=ResourceClaim resourceclaimtemplates=ResourceClaimTemplate resourceslices=ResourceSlice!",
  "resource.k8s.io/v1alpha2":
    "podschedulingcontexts=PodSchedulingContext resourceclaimparameters=ResourceClaimParameters resourceclaims=ResourceClaim resourceclaimtemplates=ResourceClaimTemplate resourceclasses=ResourceClass! resourceclassparameters=ResourceClassParameters resourceslices=ResourceSlice!",
  "resource.k8s.io/v1alpha3":
    "deviceclasses=DeviceClass! devicetaintrules=DeviceTaintRule! podschedulingcontexts=PodSchedulingContext resourceclaims=ResourceClaim resourceclaimtemplates=ResourceClaimTemplate resourcepoolstatusrequests=ResourcePoolStatusRequest! resourceslices=ResourceSlice!",
  "resource.k8s.io/v1beta1":
    "deviceclasses=DeviceClass! resourceclaims=ResourceClaim resourceclaimtemplates=ResourceClaimTemplate resourceslices=ResourceSlice!",
  "resource.k8s.io/v1beta2":
    "deviceclasses=DeviceClass! devicetaintrules=DeviceTaintRule! resourceclaims=ResourceClaim resourceclaimtemplates=ResourceClaimTemplate resourceslices=ResourceSlice!",
  "scheduling.k8s.io/v1": "priorityclasses=PriorityClass!",
  "scheduling.k8s.io/v1alpha1": "priorityclasses=PriorityClass! workloads=Workload",
  "scheduling.k8s.io/v1alpha2": "podgroups=PodGroup workloads=Workload",
  "scheduling.k8s.io/v1beta1": "priorityclasses=PriorityClass!",
  "storage.k8s.io/v1":
    "csidrivers=CSIDriver! csinodes=CSINode! csistoragecapacities=CSIStorageCapacity storageclasses=StorageClass! volumeattachments=VolumeAttachment! volumeattributesclasses=VolumeAttributesClass!",
  "storage.k8s.io/v1alpha1":
    "csistoragecapacities=CSIStorageCapacity volumeattachments=VolumeAttachment! volumeattributesclasses=VolumeAttributesClass!",
  "storage.k8s.io/v1beta1":
    "csidrivers=CSIDriver! csinodes=CSINode! csistoragecapacities=CSIStorageCapacity storageclasses=StorageClass! volumeattachments=VolumeAttachment! volumeattributesclasses=VolumeAttributesClass!",
  "storagemigration.k8s.io/v1alpha1": "storageversionmigrations=StorageVersionMigration!",
  "storagemigration.k8s.io/v1beta1": "storageversionmigrations=StorageVersionMigration!",
  v1: "bindings=Binding componentstatuses=ComponentStatus! configmaps=ConfigMap endpoints=Endpoints events=Event limitranges=LimitRange namespaces=Namespace! nodes=Node! persistentvolumeclaims=PersistentVolumeClaim persistentvolumes=PersistentVolume! pods=Pod podtemplates=PodTemplate replicationcontrollers=ReplicationController resourcequotas=ResourceQuota secrets=Secret serviceaccounts=ServiceAccount services=Service",
  "wgpolicyk8s.io/v1alpha1": "clusterpolicyreports=ClusterPolicyReport! policyreports=PolicyReport",
  "wgpolicyk8s.io/v1alpha2": "clusterpolicyreports=ClusterPolicyReport! policyreports=PolicyReport",
  "wgpolicyk8s.io/v1beta1": "clusterpolicyreports=ClusterPolicyReport! policyreports=PolicyReport",
};
