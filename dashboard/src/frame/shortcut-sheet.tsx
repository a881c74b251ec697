/** The list of keys that work on this page, in a dialog that the browser itself keeps the focus in. */
import { useEffect, useRef } from 'react';

import { Icon } from '../ui/icon.tsx';
import { useShortcutList } from './shortcuts.tsx';

export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useShortcutList();
  useEffect(() => dialog.current?.showModal(), []);
  const groups = Map.groupBy(
    list().filter(({ label }, index, all) => all.findIndex((other) => other.label === label) === index),
    ({ group }) => group,
  );
  return (
    <dialog ref={dialog} className="keys" aria-labelledby="keys-title" onClose={onClose}>
      <header className="keyshead">
        <h2 id="keys-title">Keyboard</h2>
        <button type="button" className="ib" aria-label="Close" onClick={onClose}>
          <Icon name="close" size={14} />
        </button>
      </header>
      <div className="kcols">
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {shortcuts.map(({ keys, label }) => (
                <div key={label}>
                  <dt>
                    {keys.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{label}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
