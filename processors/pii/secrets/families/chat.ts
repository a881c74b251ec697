/** Chats and what sends into them: bots, applications, webhooks. */
import { countClasses } from '../randomness.ts';
import { defineFamily, WRONG_CHECKSUM_SCORE } from '../secret-family.ts';
import { beginsWord } from '../word-begin.ts';

export const chat = defineFamily({
  name: 'chat',
  about:
    'Slack by letters, Discord by the number of the bot that a token begins with, Telegram by a number before its token.',
  tokens: [
    {
      entity: 'SLACK_TOKEN',
      prefixes: [
        'xoxb-',
        'xoxp-',
        'xoxa-',
        'xoxo-',
        'xoxr-',
        'xoxs-',
        'xoxe-',
        'xoxe.xoxb-',
        'xoxe.xoxp-',
        'xoxc-',
        'xoxd-',
      ],
      pattern: /(?:xoxe\.)?xox[abcdeoprs]-(?:\d{1,20}-){0,4}[A-Za-z0-9%]{16,250}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'SLACK_TOKEN',
      prefixes: ['xapp-'],
      pattern: /xapp-\d-[A-Z0-9]{8,16}-\d{8,16}-[a-z0-9]{40,80}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'DISCORD_TOKEN',
      // Base 64 of a number of 17 to 19 digits begins with one of these.
      prefixes: ['M', 'N', 'O'],
      pattern: /[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![A-Za-z0-9_-])/y,
      score: 0.95,
      judge: judgeDiscord,
    },
    {
      entity: 'TELEGRAM_BOT_TOKEN',
      prefixes: ['AA'],
      pattern: /AA[A-Za-z0-9_-]{32,33}(?![A-Za-z0-9_-])/y,
      score: 0.97,
      lead: readBotNumber,
    },
  ],
  links: [
    {
      entity: 'SLACK_WEBHOOK',
      host: 'hooks.slack.com',
      pattern:
        /hooks\.slack\.com\/(?<value>(?:services|workflows|triggers)\/[TE][A-Z0-9]{7,14}\/(?:B[A-Z0-9]{7,14}|A[A-Z0-9]{7,14}\/\d{10,20}|\d{10,20})\/[A-Za-z0-9]{20,34})(?![A-Za-z0-9])/y,
      score: 0.97,
    },
    {
      entity: 'DISCORD_WEBHOOK',
      host: 'discord.com',
      pattern:
        /(?:[a-z]{2,8}\.)?discord\.com\/(?<value>api\/(?:v\d{1,2}\/)?webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,72})(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'DISCORD_WEBHOOK',
      host: 'discordapp.com',
      pattern:
        /(?:[a-z]{2,8}\.)?discordapp\.com\/(?<value>api\/(?:v\d{1,2}\/)?webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,72})(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
  ],
});

/** The first part is the bot's number in base 64. Where it is not, names in code have the same form, and only digits tell. */
function judgeDiscord(value: string): number {
  const [bot = '', , secret = ''] = value.split('.');
  if (/^\d{17,20}$/.test(Buffer.from(bot, 'base64url').toString('latin1'))) return 0.97;
  const { digits, lower, upper } = countClasses(secret);
  return /\d/.test(bot) && digits >= 2 && lower >= 4 && upper >= 4 ? WRONG_CHECKSUM_SCORE : 0;
}

/** The bot's number and the colon; in addresses `bot` stands before them. */
function readBotNumber(text: string, start: number): number | null {
  if (text.charCodeAt(start - 1) !== 58) return null;
  let at = start - 1;
  while (at > 0 && start - at <= 11 && isDigit(text.charCodeAt(at - 1))) at--;
  const digits = start - 1 - at;
  return digits >= 8 && digits <= 10 && (beginsWord(text, at) || text.startsWith('bot', at - 3)) ? digits + 1 : null;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}
