/** A CEL type as the checker sees it. `opaque` covers optional_type(T) and library types such as net.IP; `object` a type with declared fields. */
export type CelType =
  | { readonly kind: "dyn" }
  | { readonly kind: "error" }
  | { readonly kind: "primitive"; readonly name: PrimitiveName }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  | { readonly kind: "opaque"; readonly name: string; readonly parameters: readonly CelType[] }
  | { readonly kind: "object"; readonly name: string }
  | { readonly kind: "type"; readonly of: CelType }
  | { readonly kind: "parameter"; readonly name: string };

export type PrimitiveName =
  | "bool"
  | "int"
  | "uint"
  | "double"
  | "string"
  | "bytes"
  | "null"
  | "any"
  | "timestamp"
  | "duration";

/** A type with declared fields: selecting any other field does not compile. */
export interface ObjectType {
  readonly name: string;
  readonly fields: Readonly<Record<string, CelType>>;
}
