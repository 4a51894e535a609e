// Writes a Parquet file for each batch of replies, for DuckDB, pandas and the like.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type EchoReply, sweep } from 'rxicmp';
import { recordTo, type Sink } from 'rxicmp/sinks';
import { lastValueFrom } from 'rxjs';

const folder = await mkdtemp(join(tmpdir(), 'rxicmp-'));
const files: string[] = [];

const sink: Sink<EchoReply> = {
  async write(replies) {
    const columnData = [
      { name: 'target', type: 'STRING' as const, data: replies.map(({ target }) => target) },
      { name: 'sentAt', type: 'TIMESTAMP' as const, data: replies.map(({ sentAt }) => new Date(sentAt)) },
      { name: 'status', type: 'STRING' as const, data: replies.map(({ status }) => status) },
      { name: 'rtt', type: 'DOUBLE' as const, data: replies.map(({ rtt }) => rtt ?? undefined) },
    ];
    const file = join(folder, `${files.length}.parquet`);
    await writeFile(file, new Uint8Array(parquetWriteBuffer({ columnData })));
    files.push(file);
  },
  async close() {},
};
await lastValueFrom(sweep('127.0.0.0/29', { hostsOnly: true }).pipe(recordTo(sink, { batch: 3, every: 60_000 })));

for (const file of files) {
  const { buffer } = new Uint8Array(await readFile(file));
  const rows = await parquetReadObjects({ file: buffer });
  console.log(rows.map(({ status }) => status).join(', '));
}
await rm(folder, { recursive: true });

// Output:
// success, success, success
// success, success, success
