/**
 * One scan of a text for personal data and for secrets, masked: what leaves here holds no value. Finds of the texts seen last
 * are remembered by the texts' hashes, because a system prompt comes with every session.
 */
import { hash } from 'node:crypto';

import type { PiiConfig } from './config.ts';
import { maskEntity } from './mask.ts';
import type { EntityType, RecognizedEntity } from './recognizer.ts';
import { recognizers } from './recognizers/index.ts';
import { createScanner, type ScanOne, type Skipped } from './scan.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import { hashSecret, maskSecret } from './secrets/mask-secret.ts';
import { isSensitive } from './sensitive-types.ts';
import { tierOf, type Tier } from './tier.ts';

/** What a find weighs: places of the heavier ones are not crowded out by the others. */
export type Weight = 'secret' | 'sensitive' | 'other';

export interface MaskedFind {
  readonly type: EntityType;
  readonly weight: Weight;
  readonly tier: Tier;
  /** UTF-16 units of the text as it was given. */
  readonly start: number;
  readonly end: number;
  readonly excerpt: string;
  /** Null without a key. */
  readonly hash: string | null;
}

export interface FindCount {
  readonly type: EntityType;
  readonly weight: Weight;
  readonly tier: Tier;
  readonly count: number;
}

export interface ScannedText {
  /** All finds. */
  readonly counts: readonly FindCount[];
  /** The first ones of each weight, as many as places are named. */
  readonly finds: readonly MaskedFind[];
  readonly skipped: Skipped;
}

/** Lives as long as the thread's configuration. */
export class TextScanner {
  readonly #config: PiiConfig;
  readonly #findPersonal: ScanOne;
  /** The one asked for last at the end. */
  readonly #known = new Map<string, ScannedText>();
  /** Texts that were read, and those whose finds were known. */
  scanned = 0;
  known = 0;

  constructor(config: PiiConfig) {
    this.#config = config;
    this.#findPersonal = createScanner(recognizers, config);
  }

  scan(text: string): ScannedText {
    const key = hash('sha256', text, 'base64');
    const before = this.#known.get(key);
    if (before === undefined) this.scanned += 1;
    else {
      this.known += 1;
      this.#known.delete(key);
    }
    const found = before ?? this.#read(text);
    this.#known.set(key, found);
    if (this.#known.size > this.#config.known_texts_max) {
      for (const eldest of this.#known.keys()) {
        this.#known.delete(eldest);
        break;
      }
    }
    return found;
  }

  #read(text: string): ScannedText {
    const { entities, skipped } = this.#findPersonal(text);
    const secrets = this.#findSecrets(text.slice(0, this.#config.text_length_max));
    const personal = secrets.length === 0 ? entities : entities.filter((one) => !overlapsAny(one, secrets));
    const all = [...secrets, ...personal].sort((a, b) => a.start - b.start);
    const counts = new Map<string, FindCount>();
    const shown: Record<Weight, MaskedFind[]> = { secret: [], sensitive: [], other: [] };
    for (const one of all) {
      const { type, weight, tier } = judge(one);
      const count = (counts.get(`${type} ${tier}`)?.count ?? 0) + 1;
      counts.set(`${type} ${tier}`, { type, weight, tier, count });
      if (shown[weight].length < this.#config.places_max) shown[weight].push(this.#mask(text, one));
    }
    return {
      counts: [...counts.values()],
      finds: [...shown.secret, ...shown.sensitive, ...shown.other],
      skipped,
    };
  }

  #findSecrets(text: string): readonly RecognizedEntity[] {
    const { entities: wanted } = this.#config;
    return findSecrets(text).filter(({ entity_type: type }) => wanted.length === 0 || wanted.includes(type));
  }

  #mask(text: string, entity: RecognizedEntity): MaskedFind {
    const { start, end } = entity;
    const key = this.#config.hash_key;
    if (entity.recognition_metadata.kind === 'secret') {
      const value = text.slice(start, end);
      const hashed = key === undefined ? null : hashSecret(new TextEncoder().encode(key), value);
      return { ...judge(entity), start, end, excerpt: maskSecret(value), hash: hashed };
    }
    const masked = maskEntity(text, entity, key ?? '');
    return { ...judge(entity), start, end, excerpt: masked.excerpt, hash: key === undefined ? null : masked.hash };
  }
}

function judge({
  entity_type: type,
  score,
  recognition_metadata: { kind },
}: RecognizedEntity): Pick<MaskedFind, 'type' | 'weight' | 'tier'> {
  const tier = tierOf(score);
  return {
    type,
    tier,
    weight: kind === 'secret' ? 'secret' : tier === 'high' && isSensitive(type) ? 'sensitive' : 'other',
  };
}

/** Whoever knows a secret's issuer knows more than who sees digits, or the host behind a password, in it. */
function overlapsAny({ start, end }: RecognizedEntity, secrets: readonly RecognizedEntity[]): boolean {
  // Both are in order and secrets do not overlap each other, so the one that ends first behind `start` decides.
  let low = 0;
  let high = secrets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((secrets[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = secrets[low];
  return next !== undefined && next.start < end;
}
