/** Table of contents of the families of secrets. The order decides between formats that both match: the first one wins. */
import type { SecretFamily } from '../secret-family.ts';
import { amazon } from './amazon.ts';
import { chat } from './chat.ts';
import { clouds } from './clouds.ts';
import { codeHosts } from './code-hosts.ts';
import { dataPlatforms } from './data-platforms.ts';
import { google } from './google.ts';
import { mail } from './mail.ts';
import { microsoft } from './microsoft.ts';
import { modelProviders } from './model-providers.ts';
import { monitoring } from './monitoring.ts';
import { packageRegistries } from './package-registries.ts';
import { payments } from './payments.ts';
import { webTokens } from './web-tokens.ts';
import { workTools } from './work-tools.ts';

export const SECRET_FAMILIES: readonly SecretFamily[] = [
  modelProviders,
  amazon,
  google,
  microsoft,
  codeHosts,
  packageRegistries,
  clouds,
  dataPlatforms,
  payments,
  chat,
  mail,
  monitoring,
  workTools,
  webTokens,
];
