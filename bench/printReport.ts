import type { Report } from './bench.ts';
import { verdictOn } from './figure.ts';
import { median } from './median.ts';
import { pace } from './speedRatios.ts';

/** Prints how fast each contender was, then every figure with its rounds, its goal, its floor and the verdict on it. */
export function printReport({ figures, laps = {}, absent = [], notes = [] }: Report, areProcessorsFree: boolean): void {
  for (const [name, all] of Object.entries(laps)) {
    const lost = all.reduce((sum, lap) => sum + lap.lost, 0);
    const speed = Math.round(median(all.map(pace))).toLocaleString('en');
    const cpu = median(all.flatMap(({ cpu, count }) => (cpu === undefined ? [] : [(cpu * 1000) / count])));
    const processor = Number.isNaN(cpu) ? '' : `  ${cpu.toFixed(2)} us of processor time each`;
    console.log(`  ${name.padEnd(28)} ${speed.padStart(9)}/s  ${lost} lost${processor}`);
  }
  for (const figure of figures) {
    const { name, unit, value, rounds, goal } = figure;
    const bounds = [
      ...(goal.reach === null ? [] : [`goal ${goal.reach}`]),
      ...(goal.floor === null ? [] : [`floor ${goal.floor}`]),
    ].join(', ');
    console.log(
      `  ${short(value).padStart(9)} ${unit.padEnd(5)} ${name}  (${bounds})  ${verdictOn(figure, areProcessorsFree)}`,
    );
    if (rounds.length > 1) console.log(`${' '.repeat(18)}rounds: ${rounds.map(short).join(' ')}`);
  }
  for (const name of absent) console.log(`  not here: ${name}`);
  for (const note of notes) console.log(`  ${note}`);
}

function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toString();
}
