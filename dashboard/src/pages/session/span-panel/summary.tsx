/** What a span is, in the words of the page, before its attributes in the words of its sender. */
import { Link } from 'react-router';

import type { SpanDetail } from '../../../../../collector/operations/contract.ts';
import { formatCount, formatPlural } from '../../../format/count.ts';
import { formatDuration, formatOffset } from '../../../format/duration.ts';
import { formatUsd } from '../../../format/money.ts';
import { formatDateTime } from '../../../format/time.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { findingPath } from '../../../ui/finding-table.tsx';
import { Mark } from '../../../ui/mark.tsx';
import { SeverityWord } from '../../../ui/severity.tsx';
import { FoldedText } from '../transcript/folded-text.tsx';
import { keyOf, type SessionTree, type SpanNode } from '../tree.ts';
import { AttributeTable } from './attributes.tsx';
import { ArgumentsAndResult } from './input-output.tsx';
import { nameOf } from '../../../format/text-of.ts';

export interface SummaryProps {
  readonly detail: SpanDetail;
  readonly node: SpanNode;
  readonly tree: SessionTree;
  readonly onSelect: (node: SpanNode) => void;
}

const ATTRIBUTES_SHOWN = 8;

export function Summary({ detail, node, tree, onSelect }: SummaryProps) {
  const { item } = detail;
  const parent =
    item.parent_span_id === null
      ? undefined
      : tree.nodes.get(keyOf({ trace_id: item.trace_id, span_id: item.parent_span_id }));
  return (
    <>
      <section>
        <dl className="kv">
          <dt>Status</dt>
          <dd>
            <StatusWords detail={detail} />
          </dd>
          <dt>Started</dt>
          <dd className="num">
            {formatDateTime(Number(BigInt(item.start_unix_nano) / 1_000_000n))} <em>{formatOffset(node.startMs)}</em>
            {item.flags.includes('clock_skew') && <em> the sender’s clock is wrong</em>}
          </dd>
          <dt>Duration</dt>
          <dd className="num">
            {item.status === 'running' ? 'still running' : formatDuration(item.duration_ms)}
            {item.time_to_first_token_ms !== null && (
              <em> first token {formatDuration(item.time_to_first_token_ms)}</em>
            )}
          </dd>
          {item.model !== null && (
            <>
              <dt>Model</dt>
              <dd>
                <code>{nameOf(item.model)}</code> <em>{nameOf(item.provider ?? '')}</em>
              </dd>
            </>
          )}
          {item.input_tokens !== null && (
            <>
              <dt>Tokens</dt>
              <dd className="num">
                {formatCount(item.input_tokens)} in
                {(item.cache_read_tokens ?? 0) > 0 && <em> {formatCount(item.cache_read_tokens)} from cache</em>},{' '}
                {formatCount(item.output_tokens)} out
              </dd>
              <dt>Cost</dt>
              <dd className="num">{item.cost_usd === null ? 'price unknown' : formatUsd(item.cost_usd)}</dd>
            </>
          )}
          {item.agent_name !== null && (
            <>
              <dt>Agent</dt>
              <dd>{nameOf(item.agent_name)}</dd>
            </>
          )}
          <dt>Parent</dt>
          <dd>
            {parent === undefined ? (
              <span className="t3">none</span>
            ) : (
              <button type="button" className="link plain" onClick={() => onSelect(parent)}>
                {nameOf(parent.item?.name ?? 'not seen yet')}
              </button>
            )}
          </dd>
          {detail.tool_call_id !== null && <Id label="Call id" value={detail.tool_call_id} />}
          {detail.response_id !== null && <Id label="Response id" value={detail.response_id} />}
          <Id label="Span" value={item.span_id} />
          <Id label="Trace" value={item.trace_id} />
          <dt>Read as</dt>
          <dd>
            {item.kind} <em>{detail.vocabulary === 'none' ? 'no known vocabulary' : detail.vocabulary}</em>
          </dd>
          {detail.unmapped_keys.length > 0 && (
            <>
              <dt>Not read</dt>
              <dd>
                <FoldedText text={detail.unmapped_keys.join(', ')} isMono lines={3} />
              </dd>
            </>
          )}
          {detail.dropped_attributes_count > 0 && (
            <>
              <dt>Dropped</dt>
              <dd className="num">
                {formatPlural(detail.dropped_attributes_count, 'attribute')} <em>by its SDK, at its limit</em>
              </dd>
            </>
          )}
        </dl>
      </section>
      {item.status === 'error' && (
        <section>
          <h3 className="sect">Error</h3>
          <div className="serr">
            <b>{nameOf(item.error_type ?? 'failed')}</b>
            {detail.status_message !== '' && <FoldedText text={detail.status_message} lines={6} />}
          </div>
        </section>
      )}
      {detail.findings.length > 0 && (
        <section>
          <h3 className="sect">Findings</h3>
          <ul className="todo flat">
            {detail.findings.map(({ id, severity, title }) => (
              <li key={id}>
                <SeverityWord severity={severity} />{' '}
                <Link className="link" to={findingPath(id)}>
                  {nameOf(title)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ArgumentsAndResult detail={detail} lines={6} />
      <section>
        <h3 className="sect">
          Attributes <span className="t3">as received</span>
        </h3>
        <AttributeTable attributes={detail.attributes.slice(0, ATTRIBUTES_SHOWN)} />
      </section>
    </>
  );
}

function StatusWords({ detail: { item } }: { readonly detail: SpanDetail }) {
  if (item.status === 'error') {
    return (
      <span className="stt err">
        <Mark name="error" size={11} /> error
      </span>
    );
  }
  if (item.status === 'running') {
    return (
      <span className="stt run">
        <Mark name="running" size={11} /> running
      </span>
    );
  }
  return (
    <span className="okt">
      <Mark name="ok" size={11} /> ok {item.status === 'unset' && <em>no status was set</em>}
    </span>
  );
}

function Id({ label, value }: { readonly label: string; readonly value: string }) {
  const shown = value.length > 20 ? `${value.slice(0, 12)}…${value.slice(-4)}` : value;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code title={nameOf(value)}>{nameOf(shown)}</code>{' '}
        <CopyButton text={value} label={`Copy ${label.toLowerCase()}`} isBare />
      </dd>
    </>
  );
}
