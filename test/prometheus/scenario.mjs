/** Upper bounds of classic buckets, in milliseconds: fewer than the default, for the sake of Prometheus. */
export const BOUNDS = [0.5, 5, 10, 20, 50, 100, 200, 500];

/** How many targets there are. */
export const COUNT = 10_000;

/** What target `i` does. Every number that Prometheus has to find follows from this. */
export function behaviourOf(i) {
  switch (i % 10) {
    case 6:
      return { latency: 20, loss: { every: 4 } };
    case 7:
      return { silent: true };
    case 8:
      return { refuse: { type: 3, code: 1, from: '198.51.100.1' } };
    case 9:
      return { latency: 200 };
    default:
      return { latency: 1 + (i % 100) };
  }
}

/** Nothing is sent to these addresses: the network is simulated. */
export const addressOf = (i) => `198.18.${i >> 8}.${i & 255}`;

export const scenario = {
  hosts: Array.from({ length: COUNT }, (_, i) => ({ address: addressOf(i), ...behaviourOf(i) })),
};
