/** Tools people work with: tickets, notes, designs, forms, customers. */
import { defineFamily } from '../secret-family.ts';

export const workTools = defineFamily({
  name: 'work-tools',
  about: 'Letters and lengths.',
  tokens: [
    {
      entity: 'LINEAR_API_KEY',
      prefixes: ['lin_api_', 'lin_oauth_'],
      pattern: /lin_(?:api|oauth)_[A-Za-z0-9]{32,128}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    { entity: 'NOTION_TOKEN', prefixes: ['ntn_'], pattern: /ntn_\d{11}[A-Za-z0-9]{35}(?![A-Za-z0-9_])/y, score: 0.98 },
    { entity: 'NOTION_TOKEN', prefixes: ['secret_'], pattern: /secret_[A-Za-z0-9]{43}(?![A-Za-z0-9_])/y, score: 0.85 },
    {
      entity: 'FIGMA_TOKEN',
      prefixes: ['figd_', 'figo_', 'figu_'],
      pattern: /fig[dou]_[A-Za-z0-9_-]{40,200}(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'POSTMAN_API_KEY',
      prefixes: ['PMAK-'],
      pattern: /PMAK-[0-9a-f]{24}-[0-9a-f]{34}(?![A-Za-z0-9])/y,
      score: 0.99,
    },
    {
      entity: 'HUBSPOT_TOKEN',
      prefixes: ['pat-'],
      pattern: /pat-(?:na|eu|ap)\d-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![A-Za-z0-9])/y,
      score: 0.98,
    },
    {
      entity: 'TYPEFORM_TOKEN',
      prefixes: ['tfp_'],
      pattern: /tfp_[A-Za-z0-9_]{40,60}(?:_[A-Za-z0-9]{10,20})?(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    { entity: 'README_API_KEY', prefixes: ['rdme_'], pattern: /rdme_[a-z0-9]{70}(?![A-Za-z0-9_])/y, score: 0.98 },
    { entity: 'FACEBOOK_TOKEN', prefixes: ['EAA'], pattern: /EAA[A-Z][A-Za-z0-9]{90,400}(?![A-Za-z0-9])/y, score: 0.9 },
    {
      entity: 'TWITTER_BEARER_TOKEN',
      prefixes: ['AAAAAAAAAAAAAAAAAAAA'],
      pattern: /A{20,22}[A-Za-z0-9%]{60,120}(?![A-Za-z0-9%])/y,
      score: 0.9,
    },
    {
      entity: 'MAPBOX_TOKEN',
      prefixes: ['sk.eyJ'],
      pattern: /sk\.eyJ[A-Za-z0-9_-]{40,200}\.[A-Za-z0-9_-]{20,30}(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'ZAPIER_MCP_TOKEN',
      prefixes: ['zpka_'],
      pattern: /zpka_[A-Za-z0-9_]{32,60}(?![A-Za-z0-9_])/y,
      score: 0.9,
    },
    {
      entity: 'PREFECT_KEY',
      prefixes: ['pnu_', 'pnb_'],
      pattern: /pn[ub]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    {
      entity: 'DUFFEL_TOKEN',
      prefixes: ['duffel_'],
      pattern: /duffel_(?:live|test)_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
      score: 0.97,
    },
    {
      entity: 'CALCOM_API_KEY',
      prefixes: ['cal_live_', 'cal_test_'],
      pattern: /cal_(?:live|test)_[0-9a-f]{32}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
  ],
});
