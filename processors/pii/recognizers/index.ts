/** Table of contents of the recognizers of personal data: what everybody has, the United States, names and places, then countries by code. */
import type { Recognizer } from '../recognizer.ts';
import { auMedicare } from './au-medicare.ts';
import { auTfn } from './au-tfn.ts';
import { beNationalNumber } from './be-national-number.ts';
import { brCnpj } from './br-cnpj.ts';
import { brCpf } from './br-cpf.ts';
import { caSin } from './ca-sin.ts';
import { chAhv } from './ch-ahv.ts';
import { cnResidentId } from './cn-resident-id.ts';
import { creditCard } from './credit-card.ts';
import { bitcoinAddress, ethereumAddress } from './crypto.ts';
import { dateOfBirth } from './date-of-birth.ts';
import { deTaxId } from './de-tax-id.ts';
import { dkCpr } from './dk-cpr.ts';
import { emailAddress } from './email-address.ts';
import { esNif } from './es-nif.ts';
import { fiPersonalCode } from './fi-personal-code.ts';
import { frNir } from './fr-nir.ts';
import { ibanCode } from './iban-code.ts';
import { iePps } from './ie-pps.ts';
import { inAadhaar } from './in-aadhaar.ts';
import { inPan } from './in-pan.ts';
import { internationalPhoneNumber, unplannedPhoneNumber } from './international-phone-number.ts';
import { ipv4Address, ipv6Address } from './ip-address.ts';
import { itFiscalCode } from './it-fiscal-code.ts';
import { jpMyNumber } from './jp-my-number.ts';
import { krRrn } from './kr-rrn.ts';
import { location } from './location.ts';
import { medicalLicense } from './medical-license.ts';
import { mxCurp } from './mx-curp.ts';
import { nlBsn } from './nl-bsn.ts';
import { noNationalNumber } from './no-national-number.ts';
import { person } from './person.ts';
import { phoneNumber, ungroupedPhoneNumber } from './phone-number.ts';
import { plPesel } from './pl-pesel.ts';
import { postBox } from './post-box.ts';
import { caPostalCode, ukPostcode, usZipCode } from './postal-code.ts';
import { ptNif } from './pt-nif.ts';
import { sePersonalNumber } from './se-personal-number.ts';
import { sgNric } from './sg-nric.ts';
import { streetAddress } from './street-address.ts';
import { ukNhs } from './uk-nhs.ts';
import { ukNino } from './uk-nino.ts';
import { url } from './url.ts';
import { usBankNumber, abaRoutingNumber } from './us-bank-number.ts';
import { usDriverLicense } from './us-driver-license.ts';
import { usItin } from './us-itin.ts';
import { usPassport } from './us-passport.ts';
import { usSsn } from './us-ssn.ts';
import { zaId } from './za-id.ts';

export const recognizers: readonly Recognizer[] = [
  emailAddress,
  internationalPhoneNumber,
  unplannedPhoneNumber,
  phoneNumber,
  ungroupedPhoneNumber,
  creditCard,
  ibanCode,
  ipv4Address,
  ipv6Address,
  url,
  bitcoinAddress,
  ethereumAddress,
  usBankNumber,
  abaRoutingNumber,
  usDriverLicense,
  usItin,
  usPassport,
  usSsn,
  medicalLicense,
  person,
  location,
  streetAddress,
  postBox,
  usZipCode,
  ukPostcode,
  caPostalCode,
  dateOfBirth,
  auMedicare,
  auTfn,
  beNationalNumber,
  brCnpj,
  brCpf,
  caSin,
  chAhv,
  cnResidentId,
  deTaxId,
  dkCpr,
  esNif,
  fiPersonalCode,
  frNir,
  iePps,
  inAadhaar,
  inPan,
  itFiscalCode,
  jpMyNumber,
  krRrn,
  mxCurp,
  nlBsn,
  noNationalNumber,
  plPesel,
  ptNif,
  sePersonalNumber,
  sgNric,
  ukNhs,
  ukNino,
  zaId,
];
