/** What a value becomes on its way through JSON. */
export type Json<T> = T extends string | number | boolean | null
  ? T
  : T extends (...args: never[]) => unknown
    ? never
    : T extends object
      ? { readonly [Key in keyof T]: Json<T[Key]> }
      : never;
