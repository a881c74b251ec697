/** Databases as a service, vaults and other places that keep data or secrets. */
import { defineFamily } from '../secret-family.ts';

export const dataPlatforms = defineFamily({
  name: 'data-platforms',
  about: 'Letters and lengths.',
  tokens: [
    {
      entity: 'DATABRICKS_TOKEN',
      prefixes: ['dapi', 'dkea', 'dose', 'dsapi'],
      pattern: /(?:dapi|dkea|dose|dsapi)[0-9a-f]{32}(?:-\d)?(?![A-Za-z0-9_])/y,
      score: 0.97,
    },
    {
      entity: 'SUPABASE_KEY',
      prefixes: ['sbp_', 'sb_secret_'],
      pattern: /(?:sbp_(?:v0_)?[0-9a-f]{40}|sb_secret_[A-Za-z0-9_-]{31,50})(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'PLANETSCALE_TOKEN',
      prefixes: ['pscale_'],
      pattern: /pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=-]{32,64}(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    { entity: 'NEON_API_KEY', prefixes: ['napi_'], pattern: /napi_[a-z0-9]{60,70}(?![A-Za-z0-9_])/y, score: 0.95 },
    {
      entity: 'VAULT_TOKEN',
      prefixes: ['hvs.', 'hvb.', 'hvr.'],
      pattern: /hv[sbr]\.[A-Za-z0-9_-]{24,300}(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'DOPPLER_TOKEN',
      prefixes: ['dp.'],
      pattern: /dp\.(?:pt|ct|st|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}(?![A-Za-z0-9_])/y,
      score: 0.97,
    },
    {
      entity: 'ONEPASSWORD_TOKEN',
      prefixes: ['ops_eyJ'],
      pattern: /ops_eyJ[A-Za-z0-9+/]{100,1400}={0,2}(?![A-Za-z0-9+/=])/y,
      score: 0.98,
    },
    {
      entity: 'ONEPASSWORD_TOKEN',
      prefixes: ['A3-'],
      pattern: /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'AGE_SECRET_KEY',
      prefixes: ['AGE-SECRET-KEY-1'],
      pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}(?![A-Za-z0-9])/y,
      score: 0.99,
    },
    {
      entity: 'AIRTABLE_TOKEN',
      prefixes: ['pat'],
      pattern: /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    { entity: 'CONFLUENT_SECRET', prefixes: ['cflt'], pattern: /cflt[A-Za-z0-9+/]{60}(?![A-Za-z0-9+/=])/y, score: 0.9 },
    {
      entity: 'DROPBOX_TOKEN',
      prefixes: ['sl.'],
      pattern: /sl\.(?:u\.)?[A-Za-z0-9_-]{120,1400}(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'CONTENTFUL_TOKEN',
      prefixes: ['CFPAT-'],
      pattern: /CFPAT-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
  ],
});
