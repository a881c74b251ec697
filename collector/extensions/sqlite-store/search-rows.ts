/** Where a text's row stands in the search index, by its span and its place among the span's texts, and back. */
import { SPAN_TEXTS_MAX } from '../../store/span-texts.ts';

/** Descending row keys are newest span first and, within a span, first text first. */
export function searchRowKey(spanKey: number, place: number): number {
  return spanKey * SPAN_TEXTS_MAX + (SPAN_TEXTS_MAX - 1 - place);
}

export function parseSearchRowKey(rowKey: number): { readonly spanKey: number; readonly place: number } {
  const rest = rowKey % SPAN_TEXTS_MAX;
  return { spanKey: (rowKey - rest) / SPAN_TEXTS_MAX, place: SPAN_TEXTS_MAX - 1 - rest };
}
