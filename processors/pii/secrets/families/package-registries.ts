/** Registries that packages and images are published to. */
import { endsWithCrc62 } from '../checksums.ts';
import { defineFamily, WRONG_CHECKSUM_SCORE } from '../secret-family.ts';

export const packageRegistries = defineFamily({
  name: 'package-registries',
  about:
    "Letters of the registry and a length; npm's end with GitHub's checksum, PyPI's begin with the name of their host.",
  tokens: [
    {
      entity: 'NPM_TOKEN',
      prefixes: ['npm_'],
      pattern: /npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/y,
      score: 0.99,
      judge: (value) => (endsWithCrc62(value.slice(4)) ? 0.99 : 0.7),
    },
    {
      entity: 'PYPI_TOKEN',
      prefixes: ['pypi-'],
      pattern: /pypi-[A-Za-z0-9_-]{50,300}(?![A-Za-z0-9_-])/y,
      score: 0.95,
      // Base 64 of a macaroon of pypi.org or test.pypi.org.
      judge: (value) => (/^pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)/.test(value) ? 0.99 : WRONG_CHECKSUM_SCORE),
    },
    {
      entity: 'RUBYGEMS_TOKEN',
      prefixes: ['rubygems_'],
      pattern: /rubygems_[0-9a-f]{48}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    { entity: 'CRATES_TOKEN', prefixes: ['cio'], pattern: /cio[A-Za-z0-9]{32}(?![A-Za-z0-9_-])/y, score: 0.75 },
    { entity: 'NUGET_TOKEN', prefixes: ['oy2'], pattern: /oy2[a-z0-9]{43}(?![A-Za-z0-9_-])/y, score: 0.85 },
    { entity: 'CLOJARS_TOKEN', prefixes: ['CLOJARS_'], pattern: /CLOJARS_[0-9a-z]{60}(?![A-Za-z0-9_])/y, score: 0.95 },
    {
      entity: 'DOCKER_TOKEN',
      prefixes: ['dckr_pat_', 'dckr_oat_'],
      pattern: /dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,32}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'ARTIFACTORY_TOKEN',
      prefixes: ['AKCp', 'cmVmdGtu'],
      pattern: /(?:AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56})(?![A-Za-z0-9])/y,
      score: 0.95,
    },
  ],
});
