export const doors: Readonly<Record<string, string>>;
export function specifier(name: string): string;
export function built(source: string): string;
export const sourcePattern: string;
