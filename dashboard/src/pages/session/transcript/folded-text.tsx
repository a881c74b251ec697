/** Text as it is, never markup. Long text is folded, with its length, because one tool result may be a megabyte. */
import { useState } from 'react';

import { formatCount } from '../../../format/count.ts';
import { reveal } from '../../../format/reveal.ts';
import { cutWhole } from '../../../format/text-of.ts';

export interface FoldedTextProps {
  readonly text: string;
  readonly isMono?: boolean;
  readonly lines?: number;
}

const LINES_SHOWN = 8;
const CHARACTERS_PER_LINE = 160;

export function FoldedText({ text, isMono = false, lines = LINES_SHOWN }: FoldedTextProps) {
  const [isWhole, setWhole] = useState(false);
  const head = cutToLines(text, lines);
  const shown = head.length < text.length ? head.trimEnd() : text;
  const isCut = head.length < text.length;
  return (
    <>
      <div className={isMono ? 'mb mono' : 'mb'}>
        {reveal(isWhole ? text : shown)}
        {isCut && !isWhole && <span className="t3"> …</span>}
      </div>
      {isCut && (
        <button type="button" className="more" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'show less' : `show all ${formatCount(text.length)} characters`}
        </button>
      )}
    </>
  );
}

export function cutToLines(text: string, lines: number): string {
  const most = lines * CHARACTERS_PER_LINE;
  let end = -1;
  for (let line = 0; line < lines; line += 1) {
    const next = text.indexOf('\n', end + 1);
    if (next === -1) return text.length <= most * 1.2 ? text : cutWhole(text, most);
    end = next;
    if (end > most) return cutWhole(text, most);
  }
  return text.slice(end + 1).trim() === '' ? text : text.slice(0, end);
}
