import koffi from 'koffi';

const FIELDS = [
  'arena',
  'ordblks',
  'smblks',
  'hblks',
  'hblkhd',
  'usmblks',
  'fsmblks',
  'uordblks',
  'fordblks',
  'keepcost',
];

let mallinfo2: (() => { readonly uordblks: number; readonly hblkhd: number }) | null = null;

/** Bytes that native code of this process has allocated and not freed. V8's heap is none of it. */
export function allocated(): number {
  if (mallinfo2 === null) {
    koffi.struct('mallinfo2', Object.fromEntries(FIELDS.map((name) => [name, 'size_t'])));
    mallinfo2 = koffi.load(null).func('mallinfo2 mallinfo2()') as never;
  }
  const { uordblks, hblkhd } = mallinfo2!();
  return Number(uordblks) + Number(hblkhd);
}
