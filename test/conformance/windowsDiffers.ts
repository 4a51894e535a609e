/** A row of the table to which a system other than Windows is known to answer differently. */
export interface Difference {
  /** The row's name. */
  readonly row: string;
  readonly on: ScenarioAddress;
  /** The other answer, in the words of `windowsAnswer`. */
  readonly instead: string;
  readonly why: string;
}

/** What a driver runs on. koffi leaves more to the API than the addon, which looks for the source itself. */
export type ScenarioAddress = 'Linux' | 'Wine' | 'Wine by koffi' | 'the double';

const foreignSource = 'a source that is not here';
const loopbackSource = 'a loopback source for another host';

export const windowsDiffers: readonly Difference[] = [
  {
    row: 'a reply buffer with room for the record alone',
    on: 'Wine',
    instead: 'IP_REQ_TIMED_OUT 11010',
    why: 'the record comes without its bytes, and they are the proof',
  },
  { row: foreignSource, on: 'Wine by koffi', instead: 'IP_SUCCESS 0, 32 bytes', why: 'the source is ignored' },
  { row: loopbackSource, on: 'Wine', instead: 'IP_SUCCESS 0, 32 bytes', why: 'the source is ignored' },
  {
    row: loopbackSource,
    on: 'the double',
    instead: 'IP_SUCCESS 0, 32 bytes',
    why: 'every address of its own reaches every host',
  },
  {
    row: loopbackSource,
    on: 'Linux',
    instead: 'IP_GENERAL_FAILURE 11050, nothing sent',
    why: 'the system says EINVAL',
  },
];
