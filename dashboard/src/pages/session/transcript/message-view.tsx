/** A message and its parts, of whatever role the sender wrote. */
import type { WireMessage, WireMessagePart } from '../../../../../collector/operations/contract.ts';
import { nameOf, textOf } from '../../../format/text-of.ts';
import { FoldedText } from './folded-text.tsx';

const ROLES = new Map([
  ['user', 'User'],
  ['assistant', 'Assistant'],
  ['system', 'System'],
  ['developer', 'Developer'],
  ['tool', 'Tool result'],
]);

export function MessageView({ message }: { readonly message: WireMessage }) {
  return (
    <div className={`msg ${trustOf(message.role)}`}>
      <div className="mh">
        <b>{ROLES.get(message.role) ?? nameOf(message.role)}</b>
        {message.name !== null && <span>{nameOf(message.name)}</span>}
      </div>
      {message.parts.length === 0 && <p className="t3 small">empty</p>}
      {message.parts.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </div>
  );
}

/** Who wrote it decides the edge: solid is user and system, hatched is what came from outside, plain is the model. */
function trustOf(role: string): string {
  if (role === 'assistant') return 'model';
  return role === 'user' || role === 'system' || role === 'developer' ? 'trusted' : 'untrusted';
}

export function PartView({ part }: { readonly part: WireMessagePart }) {
  switch (part.type) {
    case 'text':
      return <FoldedText text={part.content} />;
    case 'reasoning':
      return (
        <div className="reason">
          <span className="t3 small">Reasoning</span>
          <FoldedText text={part.content} lines={3} />
        </div>
      );
    case 'tool_call':
      return (
        <div className="pcall">
          <code>
            <b>{nameOf(part.name)}</b>
          </code>{' '}
          <span className="t3 small">asked for</span>
          <FoldedText text={textOf(part.arguments)} isMono lines={4} />
        </div>
      );
    case 'tool_call_response':
      return <FoldedText text={textOf(part.response)} isMono lines={6} />;
    case 'media':
      return (
        <p className="t2 small">
          {nameOf(`${part.modality} ${part.mime_type ?? ''}`)} <span className="t3">not shown</span>
        </p>
      );
    default:
      return <FoldedText text={textOf(part.value)} isMono lines={4} />;
  }
}

export function hasText({ parts }: WireMessage): boolean {
  return parts.some((part) => (part.type === 'text' || part.type === 'reasoning') && part.content.trim() !== '');
}
