/** Microsoft: secrets of Entra applications, keys of Azure's services and of DevOps, webhooks of Teams. */
import { defineFamily } from '../secret-family.ts';

export const microsoft = defineFamily({
  name: 'microsoft',
  about:
    'Newer keys have letters of their service at a place that does not vary; older ones are known by their name, most in connection strings.',
  marked: [
    {
      entity: 'AZURE_CLIENT_SECRET',
      mark: 'Q~',
      offset: 4,
      pattern: /[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~-])/y,
      score: 0.95,
    },
    {
      entity: 'AZURE_OPENAI_KEY',
      mark: 'JQQJ99',
      offset: 52,
      pattern: /[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'AZURE_DEVOPS_TOKEN',
      mark: 'AZDO',
      offset: 76,
      pattern: /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'AZURE_SEARCH_KEY',
      mark: 'AzSe',
      offset: 42,
      pattern: /[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}(?![A-Za-z0-9])/y,
      score: 0.95,
    },
    {
      entity: 'AZURE_REDIS_KEY',
      mark: 'AzCa',
      offset: 33,
      pattern: /[A-Za-z0-9]{33}AzCaA?[A-Za-z0-9]{5,6}=?(?![A-Za-z0-9=])/y,
      score: 0.9,
    },
    {
      entity: 'AZURE_FUNCTION_KEY',
      mark: 'AzFu',
      offset: 44,
      pattern: /[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{6}(?:==)?(?![A-Za-z0-9=])/y,
      score: 0.95,
    },
  ],
  links: [
    {
      entity: 'TEAMS_WEBHOOK',
      host: '.webhook.office.com',
      pattern:
        /[a-z0-9.-]{1,80}\.webhook\.office\.com\/(?<value>webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36})/iy,
      score: 0.95,
    },
  ],
  assigned: [
    {
      entity: 'AZURE_STORAGE_KEY',
      owners: [],
      ends: ['accountkey', 'storagekey', 'storageaccesskey', 'cosmoskey', 'cosmosdbkey'],
      value: /^[A-Za-z0-9+/]{86}==$/,
      score: 0.95,
    },
    {
      entity: 'AZURE_SHARED_ACCESS_KEY',
      owners: [],
      ends: ['accesskey', 'accesssignature', 'primarykey', 'secondarykey'],
      value: /^[A-Za-z0-9+/]{43}=$/,
      score: 0.95,
    },
    {
      entity: 'AZURE_SAS_SIGNATURE',
      owners: [],
      ends: ['sig'],
      value: /^[A-Za-z0-9+/%]{43,90}(?:=|%3[Dd])$/,
      score: 0.8,
    },
    {
      entity: 'AZURE_API_KEY',
      owners: ['azure', 'cognitive', 'ocpapim', 'subscription', 'openai'],
      ends: ['key'],
      value: /^[0-9a-f]{32}$/,
      score: 0.8,
    },
  ],
});
