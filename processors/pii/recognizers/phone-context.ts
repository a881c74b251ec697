/**
 * Words that announce a telephone number. For digits in one piece "call" alone is none: in what agents write, tools are
 * called, and calls have numbers.
 */
import type { Recognizer } from '../recognizer.ts';

export const phoneContext: Recognizer['context'] = {
  en: [
    'phone',
    'telephone',
    'tel',
    'mobile',
    'cell',
    'fax',
    'whatsapp',
    'sms',
    'hotline',
    'voicemail',
    'landline',
    'my number',
    'new number',
    'call me',
    'call us',
    'call him',
    'call her',
    'call them',
    'call at',
    'call on',
    'call back',
    'give me a call',
    'calling from',
    'called from',
    'reach me',
    'reach us',
    'reach him',
    'reach her',
    'reached at',
    'contact',
    'text me',
    'dial',
    'ring me',
    'number is',
    'registered number',
  ],
  de: ['telefon', 'handy', 'mobil', 'anruf', 'rufen sie', 'ruf mich', 'rufnummer', 'rückruf'],
  fr: ['téléphone', 'portable', 'appelez', 'appelle', 'joindre'],
  es: ['teléfono', 'telefono', 'móvil', 'movil', 'celular', 'llama', 'llame', 'llámame'],
  it: ['telefono', 'cellulare', 'chiama'],
  pt: ['telefone', 'celular', 'telemóvel', 'ligue'],
  nl: ['telefoon', 'mobiel', 'bel me', 'bellen'],
  pl: ['telefon', 'zadzwo'],
  sv: ['ring mig', 'mobil'],
  ja: ['電話', '携帯'],
  zh: ['电话', '手机', '電話'],
  ko: ['전화', '휴대폰'],
};

/** For digits in groups, which no identifier of a call has. */
export const groupedPhoneContext: Recognizer['context'] = {
  ...phoneContext,
  also: ['call', 'answer', 'reach', 'ring', 'text', 'line', 'extension', 'pick up', 'hang up', 'office', 'emergency'],
};
