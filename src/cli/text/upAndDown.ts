/** One line for all targets. */
export function upAndDown(up: number, down: number, milliseconds: number): string {
  return `${up} up, ${down} down in ${(milliseconds / 1000).toFixed(1)} s`;
}
