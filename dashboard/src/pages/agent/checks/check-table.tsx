/** The checks as rows that open, by category; a bracket ties those that speak of one fact. */
import { Fragment, useId, useState } from 'react';

import { formatPlural } from '../../../format/count.ts';
import { nameOf } from '../../../format/text-of.ts';
import { CheckHistory } from '../../../ui/check-history.tsx';
import { CheckStatusWord } from '../../../ui/check-status.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { CheckDetails } from './check-details.tsx';
import type { CategoryGroup, CheckLine, FactGroup } from './group-checks.ts';

export interface CheckTableProps {
  readonly categories: readonly CategoryGroup[];
  readonly isOneRowPerFact: boolean;
  readonly runs: number;
}

export function CheckTable({ categories, isOneRowPerFact, runs }: CheckTableProps) {
  return (
    <table className="tbl ckt" aria-label="Checks">
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Check</th>
          <th scope="col">Value</th>
          <th scope="col" className="r">
            {formatPlural(runs, 'run')}, newest right
          </th>
        </tr>
      </thead>
      {categories.map(({ id, name, summary, facts }) => (
        <tbody key={id}>
          <tr className="cat">
            <th colSpan={2} scope="rowgroup">
              {name}
            </th>
            <td colSpan={2}>{summary}</td>
          </tr>
          {facts.map((fact) => (
            <FactRows key={fact.fact} fact={fact} isOneRow={isOneRowPerFact} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function FactRows({ fact, isOneRow }: { readonly fact: FactGroup; readonly isOneRow: boolean }) {
  const { lines, worst } = fact;
  if (isOneRow) {
    const others = lines.length - 1;
    return (
      <Row line={worst} about={others === 0 ? undefined : `and ${formatPlural(others, 'check')} of the same fact`} />
    );
  }
  return lines.map((line, index) => (
    <Row
      key={line.check.check_type}
      line={line}
      bracket={lines.length === 1 ? undefined : index === 0 ? 'first' : index === lines.length - 1 ? 'last' : 'inner'}
      fact={fact.fact}
    />
  ));
}

interface RowProps {
  readonly line: CheckLine;
  readonly bracket?: 'first' | 'inner' | 'last' | undefined;
  readonly fact?: string;
  readonly about?: string | undefined;
}

function Row({ line, bracket, fact, about }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { check, history } = line;
  return (
    <Fragment>
      <tr className={`go${isOpen ? ' opened' : ''}`} onClick={() => setOpen(!isOpen)}>
        <td className="cst">
          <CheckStatusWord status={check.status} />
        </td>
        <td className="cti">
          {bracket !== undefined && <i className={`tie ${bracket}`} title={`one fact: ${nameOf(fact ?? '')}`} />}
          <button
            type="button"
            className="ckb"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={(event) => {
              event.stopPropagation();
              setOpen(!isOpen);
            }}
          >
            <Icon name={isOpen ? 'open' : 'right'} size={11} />
            <span>
              <b>{nameOf(check.title)}</b>
              <em className="mono">{about ?? nameOf(check.check_type)}</em>
            </span>
          </button>
        </td>
        <td className={isDecided(check) ? 'num cva' : 'cva und'}>{nameOf(valueOf(check))}</td>
        <td className="chi">
          <CheckHistory steps={history} />
        </td>
      </tr>
      {isOpen && (
        <tr className="ckopen" id={id}>
          <td colSpan={4}>
            <CheckDetails line={line} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** What was not decided says what is missing instead of a value. */
export function valueOf(check: Pick<CheckLine['check'], 'status' | 'value' | 'evidence'>): string {
  const { reason } = check.evidence;
  return !isDecided(check) && typeof reason === 'string' ? reason : check.value;
}

function isDecided({ status }: Pick<CheckLine['check'], 'status'>): boolean {
  return status === 'passed' || status === 'warning' || status === 'critical';
}
