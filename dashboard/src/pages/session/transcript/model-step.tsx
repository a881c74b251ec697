/** A model call: what was new in it, what the model said, and which tools it asked for. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { SpanDetail, TimelineItem, WireMessage } from '../../../../../collector/operations/contract.ts';
import { spanQuery } from '../../../api/queries.ts';
import { formatCount, formatTokens } from '../../../format/count.ts';
import { formatDuration } from '../../../format/duration.ts';
import { formatUsd } from '../../../format/money.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import type { SpanNode } from '../tree.ts';
import { FoldedText } from './folded-text.tsx';
import { hasText, MessageView, PartView } from './message-view.tsx';
import { StepError } from './step-error.tsx';
import { StepShell } from './step-shell.tsx';
import { nameOf } from '../../../format/text-of.ts';

export interface ModelStepProps {
  readonly sessionId: string;
  readonly node: SpanNode;
  readonly number: number;
  readonly isSelected: boolean;
  /** Tool results stand in the tools' own steps, where there are any. */
  readonly hasToolSpans: boolean;
  readonly onSelect: () => void;
}

export function ModelStep({ sessionId, node, number, isSelected, hasToolSpans, onSelect }: ModelStepProps) {
  const { data, isPending, error } = useQuery(spanQuery(sessionId, node.spanId));
  const [isOpen, setOpen] = useState(false);
  const { item } = node;
  if (item === null) return null;
  const asked = data === undefined ? [] : toolCallsOf(data);
  return (
    <>
      {data !== undefined && !isOpen && <NewMessages detail={data} node={node} hasToolSpans={hasToolSpans} />}
      <StepShell node={node} mark={<Mark name={item.status === 'error' ? 'error' : 'llm'} />} isSelected={isSelected}>
        <div className="sline">
          <button type="button" className="sname" onClick={onSelect} aria-pressed={isSelected}>
            Model call {number}
          </button>
          <span className="trunc t2">
            {data !== undefined && data.messages.input.length > 0 && (
              <button type="button" className="newonly" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
                +{data.messages.input.length - data.messages.input_known} new of {data.messages.input.length}
                <Icon name={isOpen ? 'open' : 'right'} size={10} />
              </button>
            )}
            {asked.length > 0 && (
              <>
                calls <code>{nameOf(asked.join(', '))}</code>
              </>
            )}
            {isPending && <span className="t3">…</span>}
            {error !== null && <span className="t3">its contents could not be read</span>}
          </span>
          <span className="meta num">{describeCall(item)}</span>
        </div>
        {isOpen && data !== undefined && <AllMessages detail={data} />}
        {data !== undefined && <Answer detail={data} />}
        {item.status === 'error' && <StepError item={item} message={data?.status_message} />}
      </StepShell>
    </>
  );
}

/** `2.5 s · TTFT 620 ms · 3.1k in, 2.4k cached, 86 out · $0.006` */
export function describeCall(item: TimelineItem): string {
  const { input_tokens: input, output_tokens: output, cache_read_tokens: cached } = item;
  const tokens =
    input === null && output === null
      ? 'tokens not reported'
      : [
          `${formatTokens(input)} in`,
          ...(cached === null || cached === 0 ? [] : [`${formatTokens(cached)} cached`]),
          `${formatTokens(output)} out`,
        ].join(', ');
  return [
    item.status === 'running' ? 'running' : formatDuration(item.duration_ms),
    ...(item.time_to_first_token_ms === null ? [] : [`TTFT ${formatDuration(item.time_to_first_token_ms)}`]),
    tokens,
    ...(item.cost_usd === null ? (input === null ? [] : ['price unknown']) : [formatUsd(item.cost_usd)]),
  ].join(' · ');
}

interface NewMessagesProps {
  readonly detail: SpanDetail;
  readonly node: SpanNode;
  readonly hasToolSpans: boolean;
}

function NewMessages({ detail: { messages }, node, hasToolSpans }: NewMessagesProps) {
  const fresh = messages.input.slice(messages.input_known).filter((message) => isNews(message, hasToolSpans));
  const system = messages.input_known === 0 ? messages.system : [];
  return (
    <>
      {system.length > 0 && (
        <StepShell node={node} mark={<Icon name="rows" size={12} />}>
          <div className="msg trusted sys">
            <div className="mh">
              <b>System</b>
            </div>
            {system.map((part, index) =>
              part.type === 'text' ? (
                <FoldedText key={index} text={part.content} lines={2} />
              ) : (
                <PartView key={index} part={part} />
              ),
            )}
          </div>
        </StepShell>
      )}
      {fresh.map((message, index) => (
        <StepShell key={index} node={node} mark={<Icon name="user" size={13} />}>
          <MessageView message={message} />
        </StepShell>
      ))}
    </>
  );
}

/** What the model said itself stood in the call before; what tools said stands with the tools. */
function isNews({ role, parts }: WireMessage, hasToolSpans: boolean): boolean {
  if (role === 'assistant') return false;
  return !hasToolSpans || !(role === 'tool' || parts.every(({ type }) => type === 'tool_call_response'));
}

function AllMessages({ detail: { messages } }: { readonly detail: SpanDetail }) {
  return (
    <ol className="allmsg">
      {messages.system.length > 0 && (
        <li>
          <MessageView message={{ role: 'system', name: null, parts: messages.system, finish_reason: null }} />
        </li>
      )}
      {messages.input.map((message, index) => (
        <li key={index} className={index < messages.input_known ? 'known' : 'fresh'}>
          {index === messages.input_known && index > 0 && (
            <p className="newline">{formatCount(messages.input.length - index)} new</p>
          )}
          <MessageView message={message} />
        </li>
      ))}
    </ol>
  );
}

function Answer({ detail: { messages } }: { readonly detail: SpanDetail }) {
  return messages.output.filter(hasText).map((message, index) => (
    <div className="msg model answer" key={index}>
      {message.parts
        .filter(({ type }) => type === 'text' || type === 'reasoning')
        .map((part, at) => (
          <PartView key={at} part={part} />
        ))}
      {message.finish_reason === 'length' && <span className="badge dash">cut: length limit</span>}
    </div>
  ));
}

function toolCallsOf({ messages }: SpanDetail): string[] {
  return messages.output.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'tool_call' ? [part.name] : [])),
  );
}
