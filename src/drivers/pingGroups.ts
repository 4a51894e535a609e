import { readFileSync, statSync } from 'node:fs';

/** Which groups must be allowed to open ping sockets, for this process to be. */
export interface PingGroups {
  /** As `net.ipv4.ping_group_range` has it. */
  readonly range: string;
  /** The network belongs to the host of this container, and only there it can be set. */
  readonly isOfHost: boolean;
}

const SETTING = '/proc/sys/net/ipv4/ping_group_range';
const EVERY_GROUP = '0 2147483647';
/** What a user namespace shows for users and groups of its host that it does not have itself. */
const NOT_MAPPED = 65534;

export function pingGroups(): PingGroups {
  try {
    // A group has another number on the host, and the present range cannot be read.
    if (statSync(SETTING).uid === NOT_MAPPED) return { range: EVERY_GROUP, isOfHost: true };
  } catch {
    // Not Linux, or no /proc.
  }
  return { range: groupRange(), isOfHost: false };
}

/** The present range, widened by the group of this process. */
function groupRange(): string {
  const gid = ownGroup();
  if (gid === null) return EVERY_GROUP;
  try {
    const [low, high] = readFileSync(SETTING, 'utf8').trim().split(/\s+/).map(Number);
    const isKnown = low !== NOT_MAPPED && high !== NOT_MAPPED;
    // The kernel writes a low number above the high one for nobody.
    if (isKnown && low! <= high!) return `${Math.min(low!, gid)} ${Math.max(high!, gid)}`;
  } catch {
    // The range of one group is right all the same.
  }
  return `${gid} ${gid}`;
}

/** Null where it is not told: Deno asks for a permission. */
function ownGroup(): number | null {
  try {
    return process.getegid?.() ?? 0;
  } catch {
    return null;
  }
}
