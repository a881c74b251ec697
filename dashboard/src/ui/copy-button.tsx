/** Copies a text and says that it did. Without the clipboard (a page that is not on localhost) it says that too. */
import { useEffect, useState } from 'react';

import { Icon } from './icon.tsx';

export interface CopyButtonProps {
  readonly text: string;
  readonly label?: string;
  /** Without a word, for narrow places. */
  readonly isBare?: boolean;
}

type State = 'rest' | 'copied' | 'refused';

const SHOWN_MS = 1600;

export function CopyButton({ text, label = 'Copy', isBare = false }: CopyButtonProps) {
  const [state, setState] = useState<State>('rest');
  useEffect(() => {
    if (state === 'rest') return undefined;
    const timer = setTimeout(() => setState('rest'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const words = state === 'copied' ? 'Copied' : state === 'refused' ? 'Not allowed here' : label;
  return (
    <button
      type="button"
      className={isBare ? 'ib xs' : 'btn sm'}
      aria-label={isBare ? words : undefined}
      title={isBare ? words : undefined}
      onClick={() => void copyText(text).then(setState)}
    >
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={13} />
      {!isBare && <span aria-live="polite">{words}</span>}
    </button>
  );
}

async function copyText(text: string): Promise<State> {
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return 'refused';
  }
}
