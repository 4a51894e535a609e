/** One thing on a line of a diagram: a value, or how the stream ends. */
export interface Mark {
  /** Milliseconds from the subscription. */
  readonly at: number;
  /** What stands in the marble, or in the box of a value that is no reply. */
  readonly text: string;
  /** What it is, for the colour and for the legend: a status of a reply, a state, `value`, `complete`, `error`. */
  readonly kind: string;
  /** The same in words, for people who hear the picture. */
  readonly words: string;
}

export interface Line {
  /** The program text whose stream this is. */
  readonly code: string;
  readonly marks: readonly Mark[];
}

export interface Diagram {
  readonly name: string;
  /** The lines from above to below: sources first. The last one is the result, and its program text stands in a box. */
  readonly lines: readonly Line[];
  /** How many milliseconds the time axis has. */
  readonly duration: number;
}

const WIDTH = 720;
const LEFT = 28;
const RIGHT = 40;
const RADIUS = 11;
const LANE = 26;

/** Colours on which white text is readable, and which differ clearly on a light and on a dark page. */
const colours: Readonly<Record<string, string>> = {
  success: '#1a7f37',
  up: '#1a7f37',
  normal: '#1a7f37',
  'timed-out': '#cf222e',
  down: '#cf222e',
  raised: '#9a6700',
  refused: '#9a6700',
  'not-sent': '#57606a',
  'not-resolved': '#57606a',
  skipped: '#57606a',
  removed: '#57606a',
  unknown: '#57606a',
  late: '#0969da',
  duplicate: '#8250df',
  value: '#0550ae',
};

/** Draws a diagram as SVG text that follows a light or dark page, alone or inside of an HTML page. */
export function drawMarbles({ name, lines, duration }: Diagram): string {
  const x = (at: number) => LEFT + (at / duration) * (WIDTH - LEFT - RIGHT);
  const parts: string[] = [];
  let top = 8;
  for (const [index, line] of lines.entries()) {
    const isResult = index === lines.length - 1;
    parts.push(isResult ? box(line.code, top) : label(line.code, top));
    top += isResult ? 50 : 24;
    const placed = place(line.marks, x);
    const height = LANE * (1 + Math.max(0, ...placed.map(({ lane }) => lane)));
    parts.push(`<path class="line" d="M${LEFT - 12} ${top + 13}H${WIDTH - 24}m-7 -4l8 4l-8 4"/>`);
    // The end of a stream stands behind the values of the same moment.
    const inOrder = [...placed].sort((one, other) => Number(isEnd(other.mark)) - Number(isEnd(one.mark)));
    for (const { mark, lane, center } of inOrder) parts.push(drawMark(mark, center, top + 13 + lane * LANE));
    top += height + 10;
  }
  parts.unshift(axis(duration, x, top));
  const key = legend(lines, top + 46);
  parts.push(key);
  const height = top + (key === '' ? 30 : 64);
  const description = lines
    .map(({ code, marks }) => `${code}: ${marks.map(({ words }) => words).join(', ')}.`)
    .join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" class="marble" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="marble-${name}-title marble-${name}-text">
<title id="marble-${name}-title">Marble diagram of ${name}</title>
<desc id="marble-${name}-text">${escape(description)}</desc>
<style>${style}</style>
${parts.join('\n')}
</svg>
`;
}

const style = [
  '.marble{--marble-ink:var(--color-text,#1f2328);--marble-faint:#6e7781;--marble-page:var(--color-background,#fff);max-width:100%;height:auto}',
  '@media(prefers-color-scheme:dark){.marble{--marble-ink:var(--color-text,#e6edf3);--marble-faint:#9198a1;--marble-page:var(--color-background,#0d1117)}}',
  '.marble text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:var(--marble-ink)}',
  '.marble .on{fill:#fff;font-weight:600;text-anchor:middle}',
  '.marble .axis{font-size:11px;text-anchor:middle}',
  '.marble .line{fill:none;stroke:var(--marble-ink);stroke-width:1.5}',
  '.marble .grid{stroke:var(--marble-faint);stroke-width:1;stroke-dasharray:1 4}',
  '.marble .end{stroke-width:2.5}',
  '.marble .box{fill:var(--marble-page);stroke:var(--marble-ink);stroke-width:1.5}',
  '.marble .middle{text-anchor:middle}',
].join('');

function label(code: string, top: number): string {
  return `<text x="${LEFT - 12}" y="${top + 12}">${escape(code)}</text>`;
}

function box(code: string, top: number): string {
  const frame = `<rect class="box" x="${LEFT - 12}" y="${top + 4}" width="${WIDTH - LEFT - 12}" height="32" rx="6"/>`;
  return `${frame}<text class="middle" x="${WIDTH / 2}" y="${top + 25}">${escape(code)}</text>`;
}

/** Marks that would cover each other go under each other, in the order in which they came. */
function place(marks: readonly Mark[], x: (at: number) => number) {
  const ends: number[] = [];
  return marks.map((mark) => {
    const center = round(x(mark.at));
    const half = isEnd(mark) ? 3 : halfWidth(mark.text);
    let lane = isEnd(mark) ? 0 : ends.findIndex((end) => end <= center - half);
    if (lane < 0) lane = ends.length;
    if (!isEnd(mark)) ends[lane] = center + half + 2;
    return { mark, lane, center };
  });
}

function isEnd({ kind }: Mark): boolean {
  return kind === 'complete' || kind === 'error';
}

function halfWidth(text: string): number {
  return Math.max(RADIUS, 4 * text.length + 6);
}

function drawMark({ text, kind, words }: Mark, center: number, middle: number): string {
  const hint = `<title>${escape(words)}</title>`;
  if (kind === 'complete') return `<g>${hint}<path class="line end" d="M${center} ${middle - 18}v36"/></g>`;
  if (kind === 'error') {
    return `<g>${hint}<path class="line" style="stroke:#cf222e;stroke-width:3" d="M${center - 8} ${middle - 8}l16 16m0 -16l-16 16"/></g>`;
  }
  const half = halfWidth(text);
  const shape = `<rect x="${center - half}" y="${middle - RADIUS}" width="${2 * half}" height="${2 * RADIUS}" rx="${RADIUS}" fill="${colourOf(kind)}"/>`;
  return `<g>${hint}${shape}<text class="on" x="${center}" y="${middle + 4.5}">${escape(text)}</text></g>`;
}

function colourOf(kind: string): string {
  return colours[kind] ?? colours.refused!;
}

function axis(duration: number, x: (at: number) => number, top: number): string {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000].find(
    (s) => duration / s <= 10,
  );
  const ticks: string[] = [];
  for (let at = 0; at <= duration; at += step ?? duration) {
    const tick = round(x(at));
    ticks.push(
      `<path class="grid" d="M${tick} 30V${top}"/><text class="axis" x="${tick}" y="${top + 14}">${at}</text>`,
    );
  }
  return `${ticks.join('')}<text class="axis" x="${WIDTH - 20}" y="${top + 14}">ms</text>`;
}

/** What the colours and letters stand for, each once. */
function legend(lines: readonly Line[], y: number): string {
  const letters = new Map<string, string>();
  for (const { kind, text } of lines.flatMap(({ marks }) => marks.filter((mark) => !isEnd(mark)))) {
    if (kind !== 'value' && kind !== text) letters.set(kind, text.length === 1 ? text : (letters.get(kind) ?? ''));
  }
  let left = LEFT - 12;
  const entries = [...letters].map(([kind, letter]) => {
    const at = left;
    left += 40 + 8 * kind.length;
    const dot = `<circle cx="${at + 8}" cy="${y - 4}" r="8" fill="${colourOf(kind)}"/><text class="on axis" x="${at + 8}" y="${y}">${letter}</text>`;
    return `${dot}<text x="${at + 22}" y="${y}">${escape(kind)}</text>`;
  });
  return entries.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
