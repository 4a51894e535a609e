import type { Observable } from 'rxjs';
import type { ProbeOptions } from './options.ts';

/** A target with its own settings and a tag of yours, which comes back by reference on every reply to it. */
export interface TargetSpec<Tag = unknown> extends ProbeOptions {
  /** A host name, or a numeric address; a link-local one carries its zone: `fe80::1%eth0`. */
  readonly target: string;
  /** Anything; default null. */
  readonly tag?: Tag;
}

/** What is probed: a host name or a numeric address, alone or with settings of its own. */
export type Target = string | TargetSpec;

/** Where many targets come from. */
export type TargetSource<T extends Target> = Iterable<T> | AsyncIterable<T> | Observable<T>;

/** The type of the tag that replies to a target carry: null when it has none. */
export type TagOf<T> = T extends string
  ? null
  : 'tag' extends keyof T
    ? T extends { readonly tag: infer Tag }
      ? Tag
      : T extends { readonly tag?: infer Tag }
        ? Tag | null
        : null
    : null;
