import type { Document } from "../../manifest/document.ts";
import { UserError } from "../../manifest/user-error.ts";
import type { UserInfo } from "../../engine/evaluation.ts";
import { decodeStrict, type Shape } from "./decode-strict.ts";

const USER_INFO_FILE = {
  fields: {
    apiVersion: "string",
    kind: "string",
    metadata: "any",
    roles: { list: "string" },
    clusterRoles: { list: "string" },
    userInfo: {
      fields: {
        username: "string",
        uid: "string",
        groups: { list: "string" },
        extra: { map: { list: "string" } },
      },
    },
  },
} as const satisfies Shape;

/** Who makes the requests of a run, and the roles that classic policies match on. */
export interface RequestUser {
  readonly userInfo: UserInfo;
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
}

/** Reads a `cli.kyverno.io` UserInfo file. */
export function decodeUserInfoFile(document: Document): RequestUser {
  const {
    apiVersion,
    kind,
    userInfo = {},
    roles = [],
    clusterRoles = [],
  } = decodeStrict(document, USER_INFO_FILE);
  if (!apiVersion || !kind)
    throw new UserError(`${document.file}: a user info file needs apiVersion and kind`, {
      hint: "add `apiVersion: cli.kyverno.io/v1alpha1` and `kind: UserInfo`",
    });
  return { userInfo, roles, clusterRoles };
}
