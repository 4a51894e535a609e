export const doors: Readonly<Record<string, string>>;
export function specifier(name: string): string;
export function fileName(name: string): string;
export function filesOf(
  name: string,
): Readonly<Record<'types' | 'typesOfModule' | 'commonJs' | 'moduleOfNode' | 'module', string>>;
export const sourcePattern: string;
