export const crossCache: string;
export function installZig(): Promise<string>;
