/** One word for each way a model stops, whatever its provider calls it; an unknown word stays, in lower case. */
export function normalizeFinishReason(reason: string): string {
  // Python prints a member of an enumeration with its class: `FinishReason.TOOL_CALLS` (Semantic Kernel).
  const lower = reason.toLowerCase().replace(/^finishreason\./, '');
  return MEANINGS.get(lower) ?? lower;
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['completed', 'stop'],
  ['max_tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['model_length', 'length'],
  ['content-filter', 'content_filter'],
  ['safety', 'content_filter'],
  ['refusal', 'content_filter'],
  ['recitation', 'content_filter'],
  ['prohibited_content', 'content_filter'],
  ['tool_calls', 'tool_call'],
  ['tool-calls', 'tool_call'],
  ['tool_use', 'tool_call'],
  ['function_call', 'tool_call'],
]);
