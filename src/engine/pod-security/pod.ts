/** A field of a Kubernetes object; an empty YAML value (`hostPort:`) is as good as none. */
type Unset<Type> = Type | null | undefined;

/** What the Pod Security Standards look at in a Pod or a pod template. */
export interface Pod {
  readonly annotations: Readonly<Record<string, string | null>>;
  readonly spec: PodSpec;
  /** Init, ordinary and ephemeral containers in this order, as the checks visit them. */
  readonly containers: readonly PlacedContainer[];
}

export interface PodSpec {
  readonly hostNetwork?: Unset<boolean>;
  readonly hostPID?: Unset<boolean>;
  readonly hostIPC?: Unset<boolean>;
  readonly os?: Unset<{ readonly name?: Unset<string> }>;
  readonly securityContext?: Unset<PodSecurityContext>;
  readonly volumes?: Unset<readonly Unset<Volume>[]>;
  readonly initContainers?: Unset<readonly Unset<Container>[]>;
  readonly containers?: Unset<readonly Unset<Container>[]>;
  readonly ephemeralContainers?: Unset<readonly Unset<Container>[]>;
}

/** What pods and containers can both say about security. */
interface SharedSecurityContext {
  readonly runAsNonRoot?: Unset<boolean>;
  readonly runAsUser?: Unset<number>;
  readonly seccompProfile?: Unset<{ readonly type?: Unset<string> }>;
  readonly appArmorProfile?: Unset<{ readonly type?: Unset<string> }>;
  readonly seLinuxOptions?: Unset<SeLinuxOptions>;
  readonly windowsOptions?: Unset<{ readonly hostProcess?: Unset<boolean> }>;
}

export interface PodSecurityContext extends SharedSecurityContext {
  readonly sysctls?: Unset<readonly Unset<{ readonly name?: Unset<string> }>[]>;
}

export interface SecurityContext extends SharedSecurityContext {
  readonly privileged?: Unset<boolean>;
  readonly allowPrivilegeEscalation?: Unset<boolean>;
  readonly procMount?: Unset<string>;
  readonly capabilities?: Unset<Capabilities>;
}

export interface Capabilities {
  readonly add?: Unset<readonly Unset<string>[]>;
  readonly drop?: Unset<readonly Unset<string>[]>;
}

export interface SeLinuxOptions {
  readonly type?: Unset<string>;
  readonly user?: Unset<string>;
  readonly role?: Unset<string>;
}

export interface Container {
  readonly name?: Unset<string>;
  readonly image?: Unset<string>;
  readonly securityContext?: Unset<SecurityContext>;
  readonly ports?: Unset<readonly Unset<{ readonly hostPort?: Unset<number> }>[]>;
  readonly livenessProbe?: Unset<Handler>;
  readonly readinessProbe?: Unset<Handler>;
  readonly startupProbe?: Unset<Handler>;
  readonly lifecycle?: Unset<{
    readonly postStart?: Unset<Handler>;
    readonly preStop?: Unset<Handler>;
  }>;
}

/** What a probe or a lifecycle hook calls. */
export interface Handler {
  readonly httpGet?: Unset<{ readonly host?: Unset<string> }>;
  readonly tcpSocket?: Unset<{ readonly host?: Unset<string> }>;
}

/** A volume: its name, and its source under the name of the source's type. */
export interface Volume {
  readonly name?: Unset<string>;
  readonly hostPath?: Unset<{ readonly path?: Unset<string> }>;
  readonly [source: string]: unknown;
}

type ContainerList = "initContainers" | "containers" | "ephemeralContainers";

/** A container and where in the pod it stands. */
export interface PlacedContainer {
  readonly container: Container;
  /** The container's, looked up once for all checks. */
  readonly context: Unset<SecurityContext>;
  readonly list: ContainerList;
  readonly index: number;
}

const LISTS: readonly ContainerList[] = ["initContainers", "containers", "ephemeralContainers"];

/** A pod ready for the checks; `spec` and `annotations` have to have the types of Kubernetes' API. */
export function podOf(spec: PodSpec, annotations: Pod["annotations"]): Pod {
  const containers: PlacedContainer[] = [];
  for (const list of LISTS) {
    const listed = spec[list];
    if (listed === undefined || listed === null) continue;
    for (let index = 0; index < listed.length; index += 1) {
      const container = listed[index] ?? {};
      containers.push({ container, context: container.securityContext, list, index });
    }
  }
  return { annotations, spec, containers };
}

/** Rules made for Linux don't hold for pods that say they run on Windows. */
export function isWindowsPod({ spec }: Pod): boolean {
  return spec.os?.name === "windows";
}
