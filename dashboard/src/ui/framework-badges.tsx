/** Where frameworks speak of a fact: their entries as badges, named by the framework. */
import type { Finding } from '../../../collector/operations/contract.ts';
import { nameOf } from '../format/text-of.ts';

export type Frameworks = Finding['frameworks'];

const NAMES: readonly { readonly key: keyof Frameworks; readonly name: string }[] = [
  { key: 'owasp_llm', name: 'OWASP' },
  { key: 'owasp_agentic', name: 'OWASP' },
  { key: 'mitre_atlas', name: 'ATLAS' },
  { key: 'cwe', name: 'CWE' },
  { key: 'soc2', name: 'SOC 2' },
];

export function FrameworkBadges({ frameworks }: { readonly frameworks: Frameworks }) {
  const named = listFrameworks(frameworks);
  if (named.length === 0) return <p className="t3 small">No framework has an entry for it.</p>;
  return (
    <ul className="badges">
      {named.map((text) => (
        <li key={text} className="badge">
          {nameOf(text)}
        </li>
      ))}
    </ul>
  );
}

/** `OWASP LLM10:2025`; an entry that names its framework already is left alone. */
export function listFrameworks(frameworks: Frameworks): string[] {
  return NAMES.flatMap(({ key, name }) => {
    const entries = frameworks[key];
    if (entries.length === 0) return [];
    const all = entries.join(', ');
    return [all.startsWith(name) ? all : `${name} ${all}`];
  });
}
