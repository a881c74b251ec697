/**
 * Whether a model's name pins it: two calls a month apart meet the same weights. A version number alone does not:
 * `gpt-4.1` and `claude-sonnet-4-5` are names that the provider points to its newest snapshot.
 */
import { matchesGlob } from '../../collector/model/glob.ts';

export function isPinned(model: string, alsoPinned: readonly string[]): boolean {
  const name = model.trim().toLowerCase();
  if (alsoPinned.some((pattern) => matchesGlob(pattern.toLowerCase(), name))) return true;
  // Fine-tuned models (OpenAI's `ft:…`) are copies that nobody changes; a digest (Ollama, registries) is the thing itself.
  if (name.startsWith('ft:') || /@sha256[:-][0-9a-f]{12,64}$/.test(name)) return true;
  // Bedrock ends with a version and a throughput, `…-20241022-v2:0`; Vertex says `…@20241022`; regions go before.
  const stem = name.replace(/-v\d{1,2}(?::\d{1,3})?(?::\d{1,4}k)?$/, '');
  const date = /[-@_:](\d{4})-?(\d{2})-?(\d{2})$/.exec(stem);
  if (date !== null) return isDate(date[1], date[2], date[3]);
  // Month and day (`gpt-4-0613`), or year and month (`mistral-large-2411`).
  const short = /[-@_:](\d{2})(\d{2})$/.exec(stem);
  if (short !== null) return isMonthAndDay(short[1], short[2]) || isYearAndMonth(short[1], short[2]);
  // Google numbers its stable snapshots, `gemini-1.5-pro-002`.
  return /^(?:models\/|publishers\/google\/models\/)?gemini-.*-0\d{2}$/.test(name);
}

function isDate(year = '', month = '', day = ''): boolean {
  return year >= '2018' && year <= '2099' && isMonthAndDay(month, day);
}

function isMonthAndDay(month = '', day = ''): boolean {
  return month >= '01' && month <= '12' && day >= '01' && day <= '31';
}

function isYearAndMonth(year = '', month = ''): boolean {
  return year >= '23' && year <= '99' && month >= '01' && month <= '12';
}
