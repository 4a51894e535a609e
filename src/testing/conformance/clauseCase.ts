import type { DriverFeature } from '../../icmpapi/icmpapi.ts';
import type { ConformanceAddresses } from './fixture.ts';
import type { Session } from './session.ts';

/** What a case cannot do without. */
export type Need =
  DriverFeature | `address: ${keyof ConformanceAddresses}` | `fixture: ${'names' | 'block' | 'uncaught' | 'contexts'}`;

/** One case of a clause, before it is bound to a driver. */
export interface ClauseCase {
  readonly name: string;
  readonly needs?: readonly Need[];
  /** Only this family has what the case is about. */
  readonly family?: 4 | 6;
  /** Takes seconds on a real network. */
  readonly slow?: boolean;
  readonly run: (session: Session) => Promise<void> | void;
}
