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

export interface FrameworkBadgesProps {
  readonly frameworks: Frameworks;
  /** What entries are called, by id; those without a name stand alone. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

export function FrameworkBadges({ frameworks, names = {} }: FrameworkBadgesProps) {
  const entries = listFrameworks(frameworks, names);
  if (entries.length === 0) return <p className="t3 small">No framework has an entry for it.</p>;
  return (
    <ul className="badges">
      {entries.map((text) => (
        <li key={text} className="badge">
          {nameOf(text)}
        </li>
      ))}
    </ul>
  );
}

/** `OWASP LLM10:2025 Unbounded Consumption`; an entry that names its framework already is left alone. */
export function listFrameworks(frameworks: Frameworks, names: Readonly<Record<string, string>> = {}): string[] {
  const texts = NAMES.flatMap(({ key, name }) =>
    frameworks[key].map((id) => {
      const entry = id.startsWith(name) ? id : `${name} ${id}`;
      return Object.hasOwn(names, id) ? `${entry} ${names[id]}` : entry;
    }),
  );
  return [...new Set(texts)];
}
