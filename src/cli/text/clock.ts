/** A length of time as `03:12`, with hours or days before it where there are any. */
export function clock(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 1000));
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24];
  const two = (part: number): string => String(part).padStart(2, '0');
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  if (days > 0) return `${days}d ${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}
