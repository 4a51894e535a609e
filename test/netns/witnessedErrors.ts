import type { EchoCompletion } from 'rxicmp/icmpapi';
import { addressBytes, addressText } from '../lab/address.ts';
import type { WitnessedEcho } from '../lab/witness.ts';

/**
 * By how many milliseconds the round-trip times of requests to one host differ from those that a witness saw.
 *
 * @param echoes from the witness: exactly those requests to the host whose answers are in `told`.
 * @param told the first answer to each request, in the order in which the requests had to leave.
 */
export function witnessedErrors(
  echoes: readonly WitnessedEcho[],
  destination: string,
  told: readonly Pick<EchoCompletion, 'roundTripTime'>[],
): number[] {
  const text = addressText(addressBytes(destination));
  const seen = echoes.filter((echo) => echo.destination === text);
  if (seen.length !== told.length) throw new Error(`the witness saw ${seen.length} of ${told.length} requests`);
  return told.map(({ roundTripTime }, i) => {
    const { sentAt, answeredAt } = seen[i]!;
    if (answeredAt === null) throw new Error(`the witness saw no answer to request ${i} of ${destination}`);
    return roundTripTime! - Number(answeredAt - sentAt) / 1e6;
  });
}
