// Draws docs/monitor.svg, the picture of the README: what the real command shows on a terminal after half a minute, on a network
// that a scenario describes. Needs `script` of util-linux, which makes the terminal.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BuildError, root, runMain } from './compiler.mjs';

const COLUMNS = 104;
const ROWS = 16;
const SECONDS = 30;

const near = { normal: { mean: 0.6, stddev: 0.1 } };
const far = (median, sigma = 0.08) => ({ logNormal: { median, sigma } });
const scenario = {
  seed: 4,
  hosts: [
    { address: '192.0.2.1', latency: near },
    { address: '192.0.2.10', latency: far(2.5) },
    { address: '192.0.2.11', latency: far(3), loss: { bursts: { enter: 0.02, leave: 0.3 } } },
    { address: '198.51.100.7', latency: far(24, 0.2) },
    { address: '198.51.100.8', latency: far(31), phases: [{ for: 18_000 }, { for: 60_000, silent: true }] },
    { address: '203.0.113.5', latency: far(95), loss: 0.03 },
    { address: '2001:db8::53', latency: far(12) },
    { address: '203.0.113.9', latency: 80, refuse: { type: 3, code: 1, from: '198.51.100.1' } },
  ],
  names: {
    'gateway.lan': ['192.0.2.1'],
    'db-1.lan': ['192.0.2.10'],
    'db-2.lan': ['192.0.2.11'],
    'berlin.example': ['198.51.100.7'],
    'oslo.example': ['198.51.100.8'],
    'sydney.example': ['203.0.113.5'],
    'dns.example': ['2001:db8::53'],
    'printer.example': ['203.0.113.9'],
  },
};

const colors = { 0: 'text', 2: 'dim', 7: 'inverse', 31: 'red', 32: 'green', 33: 'yellow' };

await runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-picture-'));
  try {
    const file = join(folder, 'network.json');
    writeFileSync(file, JSON.stringify(scenario));
    const frame = await lastFrame(file);
    writeFileSync(join(root, 'docs', 'monitor.svg'), draw(frame.split('\r\n')));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Runs the command for so long, and returns the text of the screen as it was last drawn. */
async function lastFrame(file) {
  const targets = Object.keys(scenario.names).join(' ');
  const command = `node dist/cli/main.js --simulate ${file} monitor ${targets} --interval 500ms --timeout 400ms --for ${SECONDS}s`;
  const child = spawn('script', ['-qfec', `stty cols ${COLUMNS} rows ${ROWS}; exec ${command}`, '/dev/null'], {
    cwd: root,
    env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', NO_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more) => (text += more));
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  const frames = [...text.matchAll(/\x1b\[H([^]*?)\x1b\[J/g)];
  if (frames.length === 0) throw new BuildError(`monitor: the command drew nothing. It printed:\n${text}`);
  return frames.at(-1)[1];
}

function draw(lines) {
  const width = Math.round(COLUMNS * 7.8) + 32;
  const rows = lines.map((line, i) => `<text x="16" y="${54 + 18 * i}">${spans(line.replaceAll('\x1b[K', ''))}</text>`);
  const height = 54 + 18 * lines.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="monitor-title">
<title id="monitor-title">rxicmp monitor: a table of targets with state, loss, round-trip times and their history</title>
<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}.dim{fill:#9198a1}.red{fill:#ff7b72}.green{fill:#56d364}.yellow{fill:#e3b341}.inverse{font-weight:700}</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
${rows.join('\n')}
</svg>
`;
}

/** Each run of one colour is a span at its own column, so that it stands in its column in any font. */
function spans(line) {
  let column = 0;
  let kind = 'text';
  return line
    .split(/\x1b\[(\d+)m/)
    .map((part, i) => {
      if (i % 2 === 1) {
        kind = colors[part] ?? 'text';
        return '';
      }
      const at = (16 + 7.8 * column).toFixed(1);
      const length = (7.8 * part.length).toFixed(1);
      column += part.length;
      return part.trim() === ''
        ? ''
        : `<tspan x="${at}" textLength="${length}" lengthAdjust="spacingAndGlyphs" class="${kind}">${escape(part)}</tspan>`;
    })
    .join('');
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '\u00a0');
}
