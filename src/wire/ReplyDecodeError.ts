import { IcmpError } from '../errors.ts';

/** A reply buffer that contradicts itself: a record, or what a record points at, is not inside it. */
export class ReplyDecodeError extends IcmpError {
  /** The field that cannot be followed, such as `ICMP_ECHO_REPLY.Data`. */
  readonly field: string;
  /** Where in the buffer that field stands, in bytes. */
  readonly offset: number;

  constructor(field: string, offset: number, problem: string) {
    super('ERR_ICMP_DECODE', `${field} at byte ${offset} ${problem}.`);
    this.name = 'ReplyDecodeError';
    this.field = field;
    this.offset = offset;
  }
}
