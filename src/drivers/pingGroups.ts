import { readFileSync, statSync } from 'node:fs';

/** The groups that must be allowed to open ping sockets, so that this process may open them. */
export interface PingGroups {
  /** As `net.ipv4.ping_group_range` has it. */
  readonly range: string;
  /** The network belongs to the host of this container, and only the host can change the setting. */
  readonly isOfHost: boolean;
}

const SETTING = '/proc/sys/net/ipv4/ping_group_range';
const EVERY_GROUP = '0 2147483647';
/** The id that a user namespace shows for users and groups that exist only on its host. */
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
    // When nobody is allowed, the kernel writes a low number above the high one.
    if (isKnown && low! <= high!) return `${Math.min(low!, gid)} ${Math.max(high!, gid)}`;
  } catch {
    // A range of this process's group alone is right, too.
  }
  return `${gid} ${gid}`;
}

/** Null where the runtime does not tell it: Deno needs a permission. */
function ownGroup(): number | null {
  try {
    return process.getegid?.() ?? 0;
  } catch {
    return null;
  }
}
