/** Every recording in `test/fixtures/otlp`, through the decoder and the vocabularies. */
import { describeLedgers, describeVocabularies } from '../../support/vocabulary-suite.ts';

describeVocabularies();
describeLedgers();
