import type { Metrics } from 'rxicmp/metrics';

/** What a scrape gets, as bytes. */
export async function exposedBytes(metrics: Metrics<never>, accept?: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of metrics.expose(accept).chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What a scrape gets, as text. */
export async function exposedText(metrics: Metrics<never>, accept?: string): Promise<string> {
  return new TextDecoder().decode(await exposedBytes(metrics, accept));
}
