/** Sentences with labelled personal data from the development data, in the types of this project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { devData } from './dev-data.ts';

export interface Label {
  readonly entity: string;
  readonly start: number;
  readonly end: number;
}

export interface LabelledText {
  readonly text: string;
  readonly labels: readonly Label[];
  /** Texts of one template differ only in the values. */
  readonly template: number;
}

interface GeneratedText {
  readonly full_text: string;
  readonly template_id: number;
  readonly spans: readonly {
    readonly entity_type: string;
    readonly start_position: number;
    readonly end_position: number;
  }[];
}

/** Types whose names differ. What is not personal data here (organizations, titles, times) keeps its name and is not judged. */
const OURS: ReadonlyMap<string, string> = new Map([
  ['DOMAIN_NAME', 'URL'],
  ['ADDRESS', 'STREET_ADDRESS'],
]);

export const LABELLED_TEXTS = devData('presidio');

export function readLabelledTexts(folder: string): LabelledText[] {
  const generated = JSON.parse(readFileSync(join(folder, 'generated_large.json'), 'utf8')) as GeneratedText[];
  return generated.map(({ full_text, template_id, spans }) => ({
    text: full_text,
    template: template_id,
    labels: spans.map(({ entity_type, start_position, end_position }) => ({
      entity: OURS.get(entity_type) ?? entity_type,
      start: start_position,
      end: end_position,
    })),
  }));
}
