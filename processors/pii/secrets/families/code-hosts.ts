/** Hosts of source code and what builds it. */
import { endsWithCrc62 } from '../checksums.ts';
import { defineFamily, WRONG_CHECKSUM_SCORE } from '../secret-family.ts';

export const codeHosts = defineFamily({
  name: 'code-hosts',
  about: "Letters of the host and the kind of token; GitHub's classic tokens end with a checksum, which is verified.",
  tokens: [
    {
      entity: 'GITHUB_TOKEN',
      prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
      pattern: /gh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9_])/y,
      score: 0.99,
      judge: (value) => (endsWithCrc62(value.slice(4)) ? 0.99 : WRONG_CHECKSUM_SCORE),
    },
    {
      // Refresh tokens of applications are longer, and the checksum covers all of them.
      entity: 'GITHUB_TOKEN',
      prefixes: ['ghr_'],
      pattern: /ghr_[A-Za-z0-9]{37,76}(?![A-Za-z0-9_])/y,
      score: 0.9,
    },
    {
      entity: 'GITHUB_TOKEN',
      prefixes: ['github_pat_'],
      pattern: /github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    {
      // Tokens of installations since 2026: a number and a JSON web token.
      entity: 'GITHUB_TOKEN',
      prefixes: ['ghs_'],
      pattern: /ghs_\d{1,20}_eyJ[A-Za-z0-9_-]{10,400}\.[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,800}(?![A-Za-z0-9_-])/y,
      score: 0.98,
    },
    {
      entity: 'GITLAB_TOKEN',
      prefixes: [
        'glpat-',
        'gldt-',
        'glrt-',
        'glptt-',
        'glsoat-',
        'glffct-',
        'glimt-',
        'glagent-',
        'gloas-',
        'glcbt-',
        'glft-',
        'GR1348941',
      ],
      // A routable token goes on with a length and a checksum behind dots.
      pattern:
        /(?:gl(?:pat|dt|rt|ptt|soat|ffct|imt|agent|oas|cbt|ft)-|GR1348941)[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{2}\.[0-9a-z]{9})?(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'ATLASSIAN_TOKEN',
      prefixes: ['ATATT3xFfGF0', 'ATCTT3xFfGN0', 'ATBB'],
      pattern: /(?:AT[AC]TT3xFfG[FN]0[A-Za-z0-9_-]{100,220}(?:=[A-F0-9]{8})?|ATBB[A-Za-z0-9]{32})(?![A-Za-z0-9_-])/y,
      score: 0.95,
    },
    {
      entity: 'SOURCEGRAPH_TOKEN',
      prefixes: ['sgp_'],
      pattern: /sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}(?![A-Za-z0-9_])/y,
      score: 0.95,
    },
    {
      entity: 'CIRCLECI_TOKEN',
      prefixes: ['CCIPAT_', 'CCIPRJ_'],
      pattern: /CCIP(?:AT|RJ)_[A-Za-z0-9]{20,24}_[0-9a-f]{40}(?![A-Za-z0-9_])/y,
      score: 0.98,
    },
    { entity: 'BUILDKITE_TOKEN', prefixes: ['bkua_'], pattern: /bkua_[0-9a-f]{40}(?![A-Za-z0-9_])/y, score: 0.95 },
  ],
});
