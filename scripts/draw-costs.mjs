// Draws docs/monitoring-costs.svg from what the bench has measured: `npm run costs` runs both. Both axes are logarithmic.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runMain } from './compiler.mjs';

const width = 640;
const height = 380;
const plot = { left: 64, right: 500, top: 40, bottom: 324 };
const x = { least: 100, most: 100_000, ticks: [100, 1_000, 10_000, 100_000] };
const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const colors = { fping: 'peer', ping: 'second', sweepEvery: 'first' };
const titles = { fping: 'fping', ping: 'merge of ping', sweepEvery: 'sweepEvery' };

const style = `
  svg { color-scheme: light dark; }
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .page { fill: #ffffff; }
  .title { font-weight: 600; }
  .note { fill: #57606a; }
  .grid { stroke: #d0d7de; }
  .line { fill: none; stroke-width: 2; }
  .line.first { stroke: #0969da; } .first:not(.line) { fill: #0969da; }
  .line.second { stroke: #8250df; } .second:not(.line) { fill: #8250df; }
  .line.peer { stroke: #9a6700; stroke-dasharray: 5 3; } .peer:not(.line) { fill: #9a6700; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .page { fill: #0d1117; }
    .note { fill: #9198a1; }
    .grid { stroke: #30363d; }
    .line.first { stroke: #4493f8; } .first:not(.line) { fill: #4493f8; }
    .line.second { stroke: #ab7df8; } .second:not(.line) { fill: #ab7df8; }
    .line.peer { stroke: #d29922; } .peer:not(.line) { fill: #d29922; }
  }`;

await runMain(() => {
  const [file] = process.argv.slice(2);
  const { machine, benches } = JSON.parse(readFileSync(file, 'utf8'));
  const lines = new Map();
  for (const { name, value } of benches['monitor-costs'].figures) {
    const [way, targets] = name.split(' ');
    if (!lines.has(way)) lines.set(way, []);
    lines.get(way).push([Number(targets), value]);
  }
  writeFileSync(join(root, 'docs', 'monitoring-costs.svg'), draw(lines, machine));
});

function draw(lines, { date, node, cpu }) {
  const values = [...lines.values()].flatMap((points) => points.map(([, value]) => value));
  const y = {
    least: ticks.findLast((tick) => tick <= Math.min(...values)) ?? ticks[0],
    most: ticks.find((tick) => tick >= Math.max(...values)) ?? ticks.at(-1),
  };
  const right = scale(x, plot.left, plot.right);
  const up = scale(y, plot.bottom, plot.top);
  const grid = [
    ...x.ticks.map((tick) => {
      const at = right(tick);
      const text = label(at, plot.bottom + 18, tick.toLocaleString('en'), 'middle');
      return `<path class="grid" d="M${at} ${plot.top}V${plot.bottom}"/>${text}`;
    }),
    ...ticks
      .filter((tick) => tick >= y.least && tick <= y.most)
      .map((tick) => {
        const at = up(tick);
        return `<path class="grid" d="M${plot.left} ${at}H${plot.right}"/>${label(plot.left - 8, at + 4, `${tick} µs`, 'end')}`;
      }),
  ];
  const curves = [...lines].map(([way, points]) => {
    const places = points.map(([targets, value]) => [right(targets), up(value)]);
    const [endX, endY] = places.at(-1);
    const dots = places
      .map(([cx, cy]) => `<circle class="dot ${colors[way]}" cx="${cx}" cy="${cy}" r="3.5"/>`)
      .join('');
    const path = `<path class="line ${colors[way]}" d="M${places.map((place) => place.join(' ')).join('L')}"/>`;
    return `${path}${dots}${label(endX + 9, endY + 4, titles[way], 'start', `name ${colors[way]}`)}`;
  });
  return `<!-- Written by npm run costs. -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Processor time of a probe against the number of targets: ${summary(lines)}">
<style>${style}
</style>
<rect class="page" width="${width}" height="${height}"/>
${label(plot.left, 22, 'processor time of a probe, each target once a second', 'start', 'title')}
${grid.join('\n')}
${label((plot.left + plot.right) / 2, plot.bottom + 38, 'targets', 'middle')}
${curves.join('\n')}
</svg>
`;

  function summary(all) {
    const told = [...all].map(([way, points]) => {
      return `${titles[way]} ${points.map(([targets, value]) => `${Math.round(value)} µs at ${targets.toLocaleString('en')}`).join(', ')}`;
    });
    return `${told.join('; ')}. ${date.slice(0, 10)}, Node ${node}, ${cpu}`;
  }
}

function scale({ least, most }, from, to) {
  const span = Math.log(most / least);
  return (value) => Math.round((from + ((to - from) * Math.log(value / least)) / span) * 10) / 10;
}

function label(at, y, text, anchor, style = 'note') {
  return `<text class="${style}" x="${at}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}
