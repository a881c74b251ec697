/**
 * Replaces `${env:NAME}`, `${env:NAME:-default}` and `${NAME}` in a value, and `$$` by `$`. A naked `$NAME` is an error, as in
 * the reference Collector: once it was expanded, and a password with a dollar sign must not change meaning in silence.
 * What a variable contains is not expanded again.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Expanded {
  readonly text: string;
  /** Something was put in. */
  readonly changed: boolean;
  /** The value is one reference and nothing else, so that it may stand for a number, a list or a map. */
  readonly whole: boolean;
  /** Variables without a value and without a default; they read as empty. */
  readonly unset: readonly string[];
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** References within defaults: deeper is a mistake. */
const DEPTH_MAX = 8;

/** @throws ExpandError with a message for the user. */
export function expand(text: string, environment: Environment): Expanded {
  const unset: string[] = [];
  let references = 0;
  const expandAt = (from: string, depth: number): string => {
    if (depth > DEPTH_MAX) throw new ExpandError('${…} is nested too deeply');
    let out = '';
    let at = 0;
    while (at < from.length) {
      const dollar = from.indexOf('$', at);
      if (dollar === -1) return out + from.slice(at);
      out += from.slice(at, dollar);
      const next = from[dollar + 1] ?? '';
      if (next === '$') {
        out += '$';
        at = dollar + 2;
      } else if (next === '{') {
        const end = findEnd(from, dollar + 2);
        out += resolve(from.slice(dollar + 2, end), depth);
        at = end + 1;
        if (depth === 0) references++;
      } else {
        refuseNaked(from.slice(dollar + 1));
        out += '$';
        at = dollar + 1;
      }
    }
    return out;
  };
  const resolve = (reference: string, depth: number): string => {
    const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?!-)/.exec(reference)?.[1];
    if (scheme !== undefined && scheme !== 'env') {
      throw new ExpandError(`\${${scheme}:…} is not supported, only \${env:NAME} and \${env:NAME:-default}`);
    }
    const body = scheme === undefined ? reference : reference.slice('env:'.length);
    const separator = body.indexOf(':-');
    const name = separator === -1 ? body : body.slice(0, separator);
    if (!NAME.test(name)) throw new ExpandError(`'${name}' is not the name of an environment variable`);
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    // Like a shell's `:-`, and unlike its `-`: a variable that is set to nothing takes the default too.
    if (value !== undefined && (value !== '' || separator === -1)) return value;
    if (separator !== -1) return expandAt(body.slice(separator + 2), depth + 1);
    unset.push(name);
    return '';
  };
  const expanded = expandAt(text, 0);
  const whole = references === 1 && text.startsWith('${') && findEnd(text, 2) === text.length - 1;
  return { text: expanded, changed: references > 0, whole, unset };
}

export class ExpandError extends Error {}

/** @returns the index of the `}` that ends what begins at `from`. */
function findEnd(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) open++;
    else if (text[at] === '}' && --open === 0) return at;
  }
  throw new ExpandError('${ is not closed; write $$ for a dollar sign');
}

function refuseNaked(after: string): void {
  const name = /^[a-zA-Z_][a-zA-Z0-9_]*/.exec(after)?.[0];
  if (name === undefined) return;
  throw new ExpandError(`$${name} is not expanded; write \${env:${name}}, or $$${name} for the text itself`);
}
