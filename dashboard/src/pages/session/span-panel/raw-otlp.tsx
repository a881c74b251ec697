/** The span as OTLP/JSON, contents included, to copy into a bug report. */
import { useMemo } from 'react';

import type { SpanDetail } from '../../../../../collector/operations/contract.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { FoldedText } from '../transcript/folded-text.tsx';

const LINES_SHOWN = 200;

export function RawOtlp({ detail }: { readonly detail: SpanDetail }) {
  const text = useMemo(() => JSON.stringify(detail.otlp, null, 2) ?? '', [detail]);
  return (
    <section>
      <p className="rawhead">
        <CopyButton text={text} />
      </p>
      <div className="code">
        <FoldedText text={text} isMono lines={LINES_SHOWN} />
      </div>
    </section>
  );
}
