/** Everything a span says it was given and gave back. What was not captured is said, because a blank could mean either. */
import type { SpanDetail } from '../../../../../collector/operations/contract.ts';
import { nameOf, textOf } from '../../../format/text-of.ts';
import { FoldedText } from '../transcript/folded-text.tsx';
import { ArgumentList, readArguments } from '../transcript/argument-list.tsx';
import { MessageView } from '../transcript/message-view.tsx';

export function InputOutput({ detail }: { readonly detail: SpanDetail }) {
  const { messages, tool_definitions, arguments: given, result } = detail;
  const { system, input, output } = messages;
  const nothing = system.length + input.length + output.length === 0 && textOf(given) === '' && textOf(result) === '';
  return (
    <>
      {nothing && (
        <section>
          <p className="why">
            No contents were captured. Many instrumentations leave them out unless they are asked to.
          </p>
        </section>
      )}
      <ArgumentsAndResult detail={detail} lines={30} />
      {system.length > 0 && (
        <section>
          <h3 className="sect">System</h3>
          <MessageView message={{ role: 'system', name: null, parts: system, finish_reason: null }} />
        </section>
      )}
      {input.length > 0 && (
        <section>
          <h3 className="sect">
            Input <span className="t3">{messages.input_known > 0 && `first ${messages.input_known} sent before`}</span>
          </h3>
          {input.map((message, index) => (
            <MessageView key={index} message={message} />
          ))}
        </section>
      )}
      {output.length > 0 && (
        <section>
          <h3 className="sect">Output</h3>
          {output.map((message, index) => (
            <MessageView key={index} message={message} />
          ))}
        </section>
      )}
      {tool_definitions.length > 0 && (
        <section>
          <h3 className="sect">Tools offered</h3>
          <ul className="offered">
            {tool_definitions.map(({ name, description }) => (
              <li key={name}>
                <code>{nameOf(name)}</code>
                {description !== null && <FoldedText text={description} lines={2} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function ArgumentsAndResult({ detail, lines }: { readonly detail: SpanDetail; readonly lines: number }) {
  const given = textOf(detail.arguments);
  const args = readArguments(detail.arguments);
  const result = textOf(detail.result);
  return (
    <>
      {given !== '' && (
        <section>
          <h3 className="sect">Arguments</h3>
          <div className="code">
            {args === null ? (
              <FoldedText text={given} isMono lines={lines} />
            ) : (
              <ArgumentList args={args} lines={lines} />
            )}
          </div>
        </section>
      )}
      {result !== '' && (
        <section>
          <h3 className="sect">Result</h3>
          <div className="res boxed untrusted">
            <FoldedText text={result} isMono lines={lines} />
          </div>
        </section>
      )}
    </>
  );
}
