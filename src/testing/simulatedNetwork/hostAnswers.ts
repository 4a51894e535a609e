import type { Dice } from './dice.ts';
import type { HostBehaviour } from '../scenario.ts';
import type { SimulatedAnswer } from './simulatedAnswer.ts';

/**
 * What a host answers to its nth request, from 0.
 * @param host its address, and what draws its numbers.
 */
export function hostAnswers(
  { address, dice }: { readonly address: string; readonly dice: Dice },
  behaviour: HostBehaviour,
  n: number,
): readonly SimulatedAnswer[] {
  const { latency = 1, loss = 0, silent = false, refuse, refused = 1, routers = [] } = behaviour;
  if (silent || dice.isOne(loss, n, 'loss')) return [];
  const delay = dice.latency(latency, n);
  if (delay === null) return [];
  const { ttl: initialTtl = 64, distance = routers.length + 1 } = behaviour;
  const ttl = initialTtl - (distance - 1);
  if (refuse && dice.isOne(refused, n, 'refused')) {
    const { type, code, from, mtu = null } = refuse;
    return [{ delay, from, ttl, error: { type, code, mtu }, truncateTo: Infinity, corrupt: null }];
  }
  const { copied = 1, copies = behaviour.copied === undefined ? 1 : 2, reordered = 1, reorderBy = 0 } = behaviour;
  const { truncated = 1, truncateTo = Infinity, corrupted = 1, corrupt = null } = behaviour;
  const later = dice.isOne(reordered, n, 'reordered') ? reorderBy : 0;
  const reply = (copy: number): SimulatedAnswer => ({
    delay: later + copy * delay,
    from: address,
    ttl,
    error: null,
    truncateTo: dice.isOne(truncated, n, 'truncated') ? truncateTo : Infinity,
    corrupt: dice.isOne(corrupted, n, 'corrupted') ? corrupt : null,
  });
  if (copies === 1 || !dice.isOne(copied, n, 'copied')) return [reply(1)];
  return Array.from({ length: copies }, (_, i) => reply(i + 1));
}
