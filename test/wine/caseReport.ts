/** What a program in Windows' node.exe tells about its cases, one JSON text a line, as it goes. */
export type CaseReport =
  | { readonly plan: readonly { readonly name: string; readonly pending: string | null; readonly limit: number }[] }
  | { readonly start: number }
  | { readonly end: number; readonly error: ReportedError | null }
  | { readonly done: true };

export interface ReportedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}
