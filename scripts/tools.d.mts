export function installTools(lane: string): string;
export function npm(folder: string, ...args: readonly string[]): string;
