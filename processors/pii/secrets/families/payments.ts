/** Payments and shops. Keys for tests are secrets of less worth: they open test data. */
import { defineFamily } from '../secret-family.ts';

export const payments = defineFamily({
  name: 'payments',
  about: "Letters and lengths. Stripe's `pk_` and Square's application ids are public and no finds.",
  tokens: [
    {
      entity: 'STRIPE_API_KEY',
      prefixes: ['sk_live_', 'rk_live_', 'sk_test_', 'rk_test_', 'sk_org_'],
      pattern: /[sr]k_(?:live|test|org)_(?:live_|test_)?[A-Za-z0-9]{16,247}(?![A-Za-z0-9_])/y,
      score: 0.97,
      judge: (value) => (value.slice(0, 8).includes('test') ? 0.8 : 0.97),
    },
    {
      entity: 'STRIPE_WEBHOOK_SECRET',
      prefixes: ['whsec_'],
      pattern: /whsec_[A-Za-z0-9+/]{32,64}={0,2}(?![A-Za-z0-9+/=])/y,
      score: 0.95,
    },
    { entity: 'SQUARE_TOKEN', prefixes: ['EAAA'], pattern: /EAAA[A-Za-z0-9_-]{60}(?![A-Za-z0-9_-])/y, score: 0.95 },
    {
      entity: 'SQUARE_TOKEN',
      prefixes: ['sq0atp-'],
      pattern: /sq0atp-[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'SQUARE_TOKEN',
      prefixes: ['sq0csp-'],
      pattern: /sq0csp-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'SHOPIFY_TOKEN',
      prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_', 'shptka_'],
      pattern: /shp(?:at|ca|pa|ss|tka)_[A-Za-z0-9]{32,64}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    {
      entity: 'FLUTTERWAVE_KEY',
      prefixes: ['FLWSECK'],
      pattern: /FLWSECK(?:_TEST)?-[0-9a-zA-Z]{12,32}-X(?![A-Za-z0-9])/y,
      score: 0.95,
    },
    {
      entity: 'RAZORPAY_KEY',
      prefixes: ['rzp_live_', 'rzp_test_'],
      pattern: /rzp_(?:live|test)_[A-Za-z0-9]{14}(?![A-Za-z0-9_])/y,
      score: 0.7,
    },
    {
      entity: 'PADDLE_API_KEY',
      prefixes: ['pdl_'],
      pattern: /pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    {
      entity: 'ADYEN_API_KEY',
      prefixes: ['AQE'],
      pattern: /AQE[a-z][A-Za-z0-9+/]{40,200}=?-[A-Za-z0-9+/]{20,80}=?-[^\s"']{10,30}/y,
      score: 0.85,
    },
    {
      entity: 'SHIPPO_TOKEN',
      prefixes: ['shippo_live_', 'shippo_test_'],
      pattern: /shippo_(?:live|test)_[0-9a-f]{40}(?![A-Za-z0-9_])/y,
      score: 0.97,
    },
  ],
});
