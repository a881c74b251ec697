/** The session as a list of steps. Only those in sight are in the page, and only their contents are asked for. */
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';

import { formatPlural, formatTokens } from '../../../format/count.ts';
import { formatDuration, formatOffset } from '../../../format/duration.ts';
import { formatUsd } from '../../../format/money.ts';
import { Icon } from '../../../ui/icon.tsx';
import { Mark } from '../../../ui/mark.tsx';
import type { SpanNode } from '../tree.ts';
import { ModelStep } from './model-step.tsx';
import { StepError } from './step-error.tsx';
import { StepShell } from './step-shell.tsx';
import type { Step } from './steps.ts';
import { ToolStep } from './tool-step.tsx';
import { nameOf } from '../../../format/text-of.ts';

export interface TranscriptProps {
  readonly sessionId: string;
  readonly steps: readonly Step[];
  readonly selected: string | null;
  readonly hasToolSpans: boolean;
  readonly onSelect: (node: SpanNode) => void;
  readonly onFold: (key: string, isFolded: boolean) => void;
}

const OVERSCAN = 6;
const ESTIMATES: Record<Step['type'], number> = { turn: 32, group: 36, model: 84, tool: 120, note: 28, open: 28 };

export function Transcript({ sessionId, steps, selected, hasToolSpans, onSelect, onFold }: TranscriptProps) {
  const box = useRef<HTMLDivElement>(null);
  // Zero until it is measured.
  const [scrollMargin, setScrollMargin] = useState(0);
  const isPlaced = scrollMargin > 0;
  useEffect(() => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: steps.length,
    estimateSize: (index) => ESTIMATES[steps[index]?.type ?? 'note'],
    getItemKey: (index) => steps[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin,
    // The top bar covers what is under it.
    scrollPaddingStart: 64,
    scrollPaddingEnd: 96,
  });
  const length = virtualizer.getTotalSize();
  const isHeld = useHold(selected);
  useEffect(() => {
    const index = selected === null ? -1 : steps.findIndex(({ key }) => key === selected);
    if (index !== -1 && isPlaced && isHeld()) virtualizer.scrollToIndex(index, { align: 'auto' });
    // Again as the steps above get their contents, and with them their height; not when steps arrive at the end.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected, isPlaced, length]);
  return (
    <div className="tr" ref={box}>
      <div className="trlist" role="list" aria-label="Transcript" style={{ height: length }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const step = steps[index];
          if (step === undefined) return null;
          const next = steps[index + 1];
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              role="listitem"
              aria-setsize={steps.length}
              aria-posinset={index + 1}
              className="trrow"
              style={{ transform: `translateY(${start - scrollMargin}px)`, paddingLeft: step.depth * 16 }}
            >
              <Guides depth={step.depth} nextDepth={next?.depth ?? 0} isGroup={step.type === 'group'} />
              <StepView
                step={step}
                sessionId={sessionId}
                isSelected={step.key === selected}
                hasToolSpans={hasToolSpans}
                onSelect={() => onSelect(step.node)}
                onFold={onFold}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A new selection is kept in sight until the reader scrolls: from then on the page stays where it is. */
function useHold(selected: string | null): () => boolean {
  const held = useRef<string>(null);
  useEffect(() => {
    held.current = selected;
  }, [selected]);
  useEffect(() => {
    const release = () => {
      held.current = null;
    };
    for (const type of RELEASING) window.addEventListener(type, release, { passive: true });
    return () => {
      for (const type of RELEASING) window.removeEventListener(type, release);
    };
  }, []);
  return () => held.current === selected;
}

const RELEASING = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

interface GuidesProps {
  readonly depth: number;
  readonly nextDepth: number;
  readonly isGroup: boolean;
}

/** The brackets of sub-agents: one line per level, closed where the level ends. */
function Guides({ depth, nextDepth }: GuidesProps) {
  return Array.from({ length: depth }, (_, level) => (
    <i key={level} className={nextDepth <= level ? 'guide end' : 'guide'} style={{ left: level * 16 + 6 }} />
  ));
}

interface StepViewProps {
  readonly step: Step;
  readonly sessionId: string;
  readonly isSelected: boolean;
  readonly hasToolSpans: boolean;
  readonly onSelect: () => void;
  readonly onFold: (key: string, isFolded: boolean) => void;
}

function StepView({ step, sessionId, isSelected, hasToolSpans, onSelect, onFold }: StepViewProps) {
  const common = { sessionId, node: step.node, isSelected, onSelect };
  switch (step.type) {
    case 'turn':
      return (
        <p className="turn">
          <b>Turn {step.number}</b> <span className="num">{formatOffset(step.node.startMs)}</span>
        </p>
      );
    case 'group':
      return <GroupHead step={step} isSelected={isSelected} onSelect={onSelect} onFold={onFold} />;
    case 'model':
      return <ModelStep {...common} number={step.number} hasToolSpans={hasToolSpans} />;
    case 'tool':
      return <ToolStep {...common} />;
    case 'open':
      return <OpenStep {...common} />;
    default:
      return <NoteStep {...common} />;
  }
}

interface GroupHeadProps {
  readonly step: Extract<Step, { type: 'group' }>;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onFold: (key: string, isFolded: boolean) => void;
}

function GroupHead({ step: { key, node, totals, isOpen }, isSelected, onSelect, onFold }: GroupHeadProps) {
  const name = nameOf(node.item?.agent_name ?? node.item?.name ?? '');
  const meta = [
    formatDuration(node.endMs - node.startMs),
    formatPlural(totals.modelCalls, 'model call'),
    formatPlural(totals.toolCalls, 'tool call'),
    `${formatTokens(totals.tokens)} tokens`,
    totals.costUsd === null ? 'price unknown' : formatUsd(totals.costUsd),
  ].join(' · ');
  return (
    <div className={isSelected ? 'gh sel' : 'gh'}>
      <button
        type="button"
        className="gx"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${name}`}
        onClick={() => onFold(key, isOpen)}
      >
        <Icon name={isOpen ? 'open' : 'right'} size={13} />
      </button>
      <Mark name={node.item?.status === 'error' ? 'error' : 'agent'} />
      <button type="button" className="sname" onClick={onSelect} aria-pressed={isSelected}>
        {name}
      </button>
      <span className="t3">sub-agent</span>
      <span className="meta num">{meta}</span>
    </div>
  );
}

function OpenStep({ node, isSelected, onSelect }: NoteStepProps) {
  return (
    <StepShell node={node} mark={<Mark name="running" />} isSelected={isSelected}>
      <div className="sline">
        <button type="button" className="sname" onClick={onSelect} aria-pressed={isSelected}>
          Still running
        </button>
        <span className="t3 trunc">the span around these has not ended yet</span>
        <span className="meta num">{formatDuration(node.endMs - node.startMs)}</span>
      </div>
    </StepShell>
  );
}

interface NoteStepProps {
  readonly node: SpanNode;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function NoteStep({ node, isSelected, onSelect }: NoteStepProps) {
  const { item } = node;
  if (item === null) return null;
  const failed = item.status === 'error';
  return (
    <StepShell node={node} mark={<Mark name={failed ? 'error' : node.group} />} isSelected={isSelected}>
      <div className="sline">
        <button type="button" className="sname" onClick={onSelect} aria-pressed={isSelected}>
          {nameOf(item.name)}
        </button>
        <span className="meta num">{item.status === 'running' ? 'running' : formatDuration(item.duration_ms)}</span>
      </div>
      {failed && <StepError item={item} message={undefined} />}
    </StepShell>
  );
}
