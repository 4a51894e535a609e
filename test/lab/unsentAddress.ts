/** The lab's routes that refuse, by the errno that a socket gets. */
export const refusingRoutes = { EHOSTUNREACH: 'unreachable', ENETUNREACH: 'throw', EACCES: 'prohibit' } as const;

export type Unsent = keyof typeof refusingRoutes;

/** An address of the lab that this system refuses to send to. */
export function unsentAddress(family: 4 | 6, error: Unsent): string {
  const n = Object.keys(refusingRoutes).indexOf(error);
  return family === 4 ? `198.19.253.${n}` : `2001:db8:fffd::${n}`;
}
