import { onTarget } from './onTarget.ts';
import { qemuDiffers } from './qemuDiffers.ts';

await onTarget('linux-arm64.glibc', 'ping', qemuDiffers);
