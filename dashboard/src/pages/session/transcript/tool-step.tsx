/** A tool call as a card: arguments above, what came back below. Waiting, failed and not captured are said in words. */
import { useQuery } from '@tanstack/react-query';

import { spanQuery } from '../../../api/queries.ts';
import { formatBytes } from '../../../format/bytes.ts';
import { formatDuration } from '../../../format/duration.ts';
import { nameOf, oneLine, textOf } from '../../../format/text-of.ts';
import { Mark } from '../../../ui/mark.tsx';
import type { SpanNode } from '../tree.ts';
import { ArgumentList, readArguments, type Arguments } from './argument-list.tsx';
import { FoldedText } from './folded-text.tsx';
import { StepError } from './step-error.tsx';
import { StepShell } from './step-shell.tsx';

export interface ToolStepProps {
  readonly sessionId: string;
  readonly node: SpanNode;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** Arguments up to this length stand beside the name. */
const INLINE_MAX = 72;

export function ToolStep({ sessionId, node, isSelected, onSelect }: ToolStepProps) {
  const { data, error } = useQuery(spanQuery(sessionId, node.spanId));
  const { item } = node;
  if (item === null) return null;
  const args = readArguments(data?.arguments);
  const isInline = args !== null && args.length <= 2 && describeLength(args) <= INLINE_MAX;
  const result = textOf(data?.result);
  const status = item.status === 'error' ? 'error' : item.status === 'running' ? 'running' : 'ok';
  const meta = [
    item.status === 'running' ? 'running' : formatDuration(item.duration_ms),
    ...(result === '' ? [] : [formatBytes(new Blob([result]).size)]),
  ].join(' · ');
  return (
    <StepShell node={node} mark={<Mark name={node.group} />} isSelected={isSelected}>
      <div className={isSelected ? 'card sel' : 'card'}>
        <div className="ch">
          <button type="button" className="sname mono" onClick={onSelect} aria-pressed={isSelected}>
            {nameOf(item.tool_name ?? item.name)}
          </button>
          {isInline && (
            <span className="cargs mono">
              {args.map(([name, value]) => (
                <span key={name}>
                  <i>{nameOf(name)}</i> {oneLine(JSON.stringify(value), INLINE_MAX)}
                </span>
              ))}
            </span>
          )}
          <Mark name={status} size={11} label={status} />
          <span className="meta num">{meta}</span>
        </div>
        {!isInline && args !== null && args.length > 0 && <ArgumentList args={args} lines={4} />}
        {args === null && data !== undefined && textOf(data.arguments) !== '' && (
          <div className="args">
            <FoldedText text={textOf(data.arguments)} isMono lines={4} />
          </div>
        )}
        {item.status === 'error' && <StepError item={item} message={data?.status_message} />}
        {result !== '' && (
          <div className="res untrusted">
            <div className="mh">Result</div>
            <FoldedText text={result} isMono />
          </div>
        )}
        {data !== undefined && result === '' && item.status !== 'error' && (
          <p className="res none">{item.status === 'running' ? 'waiting for the result' : 'no result captured'}</p>
        )}
        {error !== null && <p className="res none">its contents could not be read: {error.message}</p>}
      </div>
    </StepShell>
  );
}

function describeLength(args: Arguments): number {
  return args.reduce((sum, [name, value]) => sum + name.length + (JSON.stringify(value) ?? '').length + 3, 0);
}
