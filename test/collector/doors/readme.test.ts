import { otlpHttpConfig } from '../../../collector/exporters/otlp-http/config.ts';
import { otlpReceiverConfig } from '../../../collector/receivers/otlp/config.ts';
import { readmeSuite } from '../../support/readme-suite.ts';

readmeSuite('collector/receivers/otlp', otlpReceiverConfig);
readmeSuite('collector/exporters/otlp-http', otlpHttpConfig);
