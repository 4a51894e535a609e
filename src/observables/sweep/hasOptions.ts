/** Whether a target has keys beside its name and tag. */
export function hasOptions(target: object): boolean {
  for (const key in target) if (key !== 'target' && key !== 'tag') return true;
  return false;
}
