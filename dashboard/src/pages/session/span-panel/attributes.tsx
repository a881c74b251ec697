/** Attributes exactly as received, with their types where the type is not plain text. */
import type { SpanDetail, WireAttribute } from '../../../../../collector/operations/contract.ts';
import { nameOf, textOf } from '../../../format/text-of.ts';
import { formatTime } from '../../../format/time.ts';
import { FoldedText } from '../transcript/folded-text.tsx';

export function Attributes({ detail }: { readonly detail: SpanDetail }) {
  const { resource, scope, events, links } = detail;
  return (
    <>
      <section>
        <AttributeTable attributes={detail.attributes} />
        {detail.dropped_attributes_count > 0 && (
          <p className="why">The sender dropped {detail.dropped_attributes_count} more.</p>
        )}
      </section>
      {events.map(({ name, time_unix_nano, attributes }, index) => (
        <section key={index}>
          <h3 className="sect">
            Event {nameOf(name)}{' '}
            <span className="t3 num">{formatTime(Number(BigInt(time_unix_nano) / 1_000_000n))}</span>
          </h3>
          <AttributeTable attributes={attributes} />
        </section>
      ))}
      {links.map(({ trace_id, span_id, attributes }) => (
        <section key={`${trace_id}${span_id}`}>
          <h3 className="sect">Link</h3>
          <p className="mono small">
            {trace_id} {span_id}
          </p>
          <AttributeTable attributes={attributes} />
        </section>
      ))}
      <section>
        <h3 className="sect">Resource</h3>
        <AttributeTable attributes={resource.attributes} />
      </section>
      <section>
        <h3 className="sect">
          Scope <span className="t3">{nameOf(`${scope.name} ${scope.version}`)}</span>
        </h3>
        <AttributeTable attributes={scope.attributes} />
      </section>
    </>
  );
}

export function AttributeTable({ attributes }: { readonly attributes: readonly WireAttribute[] }) {
  if (attributes.length === 0) return <p className="t3 small">none</p>;
  return (
    <table className="attr">
      <tbody>
        {attributes.map(({ key, type, value }, index) => (
          <tr key={index}>
            <th scope="row">{nameOf(key)}</th>
            <td>
              <FoldedText
                text={type === 'empty' ? '(empty)' : textOf(typeof value === 'string' ? value : JSON.stringify(value))}
                isMono
                lines={3}
              />
              {type !== 'string' && type !== 'int' && <span className="t3"> {type}</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
