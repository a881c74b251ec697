/**
 * A shop's support desk: several turns, one trace per turn, held together by `session.id`. Benign throughout; one customer
 * writes "ignore what I asked before", which is an order to the shop and no attack.
 */
import { readText, strings, ToolFailure, type Agent, type Tool } from '../agent.ts';
import { rotate, type DemoAgent } from '../demo-agent.ts';
import type { Random } from '../random.ts';
import { runAgent } from '../run-agent.ts';
import { call, say, type Script } from '../script.ts';

const VERSION = '2.3.0';

export const supportDesk: DemoAgent = {
  name: 'support-desk',
  versionOf: () => VERSION,
  async converse(run) {
    const order = drawOrder(run.random);
    const story = rotate([lateParcel, brokenLamp, chargedTwice], run.number)(order);
    const agent = buildAgent(order);
    const conversation = run.openConversation('desk', story.script);
    for (const [turn, words] of story.userTurns.entries()) {
      if (turn > 0) await run.thinkAsUser();
      conversation.messages.push({ role: 'user', content: words });
      await runAgent(run, agent, conversation);
    }
  },
};

interface Order {
  readonly id: string;
  readonly parcel: string;
  readonly customer: string;
  readonly article: string;
  readonly price: string;
  readonly orderedOn: string;
  readonly city: string;
}

interface Story {
  readonly userTurns: readonly string[];
  readonly script: Script;
}

function drawOrder(random: Random): Order {
  return {
    id: `ORD-${random.integer(20_000, 79_999)}`,
    parcel: `NP${random.integer(10_000_000, 99_999_999)}`,
    customer: random.pick(
      'Mara Lindqvist',
      'Tom Okafor',
      'Ines Caldeira',
      'Jonas Weber',
      'Priya Raman',
      'Leo Marchetti',
    ),
    article: random.pick('Halden desk lamp, brass', 'Fjord floor lamp, oak', 'Orbit pendant light, white'),
    price: random.money(79, 240),
    orderedOn: `2026-03-0${random.integer(2, 6)}`,
    city: random.pick('Ghent', 'Aarhus', 'Porto', 'Leipzig', 'Utrecht'),
  };
}

function lateParcel(order: Order): Story {
  const refund = `RF-${order.id.slice(4)}`;
  return {
    userTurns: [
      `Hi, I ordered a lamp on ${order.orderedOn} (${order.id}) and the tracking has not moved for four days. Where is it?`,
      "That is after my mother's birthday, so it is too late for me. Can I still cancel it and get the whole amount back?",
      'Good. How long until the money is on my card, and do I have to do anything when the parcel shows up anyway?',
    ],
    script: [
      {
        reasoningTokens: 128,
        calls: [
          { tool: 'get_order', arguments: { order_id: order.id } },
          { tool: 'track_parcel', arguments: { parcel_number: order.parcel } },
        ],
      },
      say(
        `Thank you for the number. Your ${order.article} left our warehouse on time, but the parcel ${order.parcel} has been at ` +
          `the carrier's sorting centre since 8 March: it was put on a pallet for the wrong region and is on its way back now. ` +
          `The carrier's new estimate is 16 or 17 March in ${order.city}. I am sorry, that is five working days later than we ` +
          `promised when you paid. If the date works for you there is nothing to do; if it does not, tell me and I will look at what else we can offer.`,
        192,
      ),
      call('search_policies', {
        question: 'cancel an order that is already in transit and delayed, refund of shipping',
      }),
      call('start_refund', {
        order_id: order.id,
        amount_eur: order.price,
        reason: 'delivery more than 3 working days late',
      }),
      say(
        `Yes, you can. Because the parcel is more than three working days late, our delivery promise applies: I have cancelled ` +
          `${order.id} and started a full refund of ${order.price} EUR, shipping included. Your refund number is ${refund}. ` +
          `You will get a confirmation by e-mail within the hour. I hope the birthday goes well all the same.`,
        128,
      ),
      say(
        `Card refunds take three to five working days after the confirmation, depending on your bank; on the statement it will ` +
          `appear under the name Nordlicht Lamps with the reference ${refund}. If the parcel is delivered in the meantime, you may simply ` +
          `refuse it at the door. If a neighbour accepts it, use the return label in the confirmation mail, which is free ` +
          `of charge and valid for 30 days. You do not have to print anything; the parcel shop scans the code from your phone.`,
        64,
      ),
    ],
  };
}

function brokenLamp(order: Order): Story {
  return {
    userTurns: [
      `My ${order.article} (${order.id}) arrived today with the shade cracked all along one side. The box looked fine. What now?`,
      'I would rather have a new one than the money. I took photos if you need them, and the base is perfectly OK.',
      'Please ignore what I asked about photos, I see the form now. One more thing: send the new one to my office, 14 Harbour Street, second floor.',
    ],
    script: [
      call('get_order', { order_id: order.id }),
      call('search_policies', { question: 'article arrived damaged, replacement or refund, which proof is needed' }),
      say(
        `I am sorry about that, ${order.customer.split(' ')[0]}. A crack with an intact box usually means the shade was damaged before it was packed, ` +
          `so this is on us. You reported it within 14 days, therefore you can choose: a replacement that we ship tomorrow, the full ` +
          `price of ${order.price} EUR back, or 30 percent off if you would like to keep it as it is. You do not have to send the lamp back first. ` +
          `For the first two I only need one photo of the crack, so that the workshop can see what went wrong.`,
        256,
      ),
      call(
        'create_replacement',
        { order_id: order.id, article: order.article },
        'I will reserve a new one right away.',
      ),
      say(
        `A new ${order.article} is reserved for you and leaves the warehouse tomorrow before noon. Please upload the photos through ` +
          `the form in the mail that you are about to receive; you can do it from your phone. Keep the old lamp until the new one is there. ` +
          `The carrier brings a return label and takes the broken one along, so you do not need to go to a parcel shop.`,
        64,
      ),
      call('update_address', { order_id: order.id, address: `14 Harbour Street, second floor, ${order.city}` }),
      say(
        `Done: the replacement goes to 14 Harbour Street, second floor, ${order.city}. Your invoice address stays as it is. The carrier delivers to ` +
          `offices between 9 and 17 o'clock and will ring at the front desk; you get a two-hour window by text message in the morning.`,
      ),
    ],
  };
}

function chargedTwice(order: Order): Story {
  const ticket = `T-${order.id.slice(4)}`;
  return {
    userTurns: [
      `You charged me twice for ${order.id}. My banking app shows ${order.price} EUR two times on the same day. Please fix this.`,
      'My bank says a hold would have vanished after two days and it has been five. I would like somebody to really look into it.',
    ],
    script: [
      {
        reasoningTokens: 192,
        calls: [
          { tool: 'get_order', arguments: { order_id: order.id } },
          { tool: 'list_payments', arguments: { order_id: order.id } },
        ],
      },
      call('search_policies', { question: 'two charges for one order, authorisation hold, how long' }),
      say(
        `I see why that looks wrong. There are two entries for ${order.id}, but only one is a charge: ${order.price} EUR captured on ` +
          `${order.orderedOn}. The other is an authorisation that was opened when the first attempt to pay was interrupted, and it was never ` +
          `captured by us. Banks usually release such a hold within two to seven days, some after ten. No second amount has left your account ` +
          `for good, and nothing has to be refunded; the entry disappears by itself.`,
        320,
      ),
      call('open_ticket', {
        order_id: order.id,
        queue: 'payments',
        summary: `Customer asks to have a stale authorisation of ${order.price} EUR released by hand; open for five days.`,
      }),
      say(
        `That is fair. I have opened ticket ${ticket} with our payments team and asked them to release the authorisation at the payment ` +
          `provider by hand instead of waiting for it to lapse. They work from Monday to Friday, 8 to 18 o'clock, and will write to you by tomorrow ` +
          `evening with the provider's reference, which your bank can use to find the hold. If the second entry turns into a real charge before that, ` +
          `answer their mail: they can then refund it the same day.`,
        128,
      ),
    ],
  };
}

function buildAgent(order: Order): Agent {
  return {
    name: 'support-desk',
    version: VERSION,
    description: 'Answers customers of a lamp shop about orders, parcels, payments and returns.',
    provider: 'openai',
    model: 'gpt-5-mini',
    stepsMax: 8,
    instructions: INSTRUCTIONS,
    tools: buildTools(order),
  };
}

const INSTRUCTIONS = `You are the support desk of Nordlicht Lamps, a mail-order shop for lamps with customers all over Europe.

How you work:
- Look things up before you answer. Orders, parcels and payments change by the hour; never answer from memory or from what the customer assumes.
- Read the policy that applies before you promise money, a replacement or a date. Quote its substance, not its number.
- You may refund up to 250 EUR on your own. Anything above goes to the payments queue as a ticket.
- Change an address only for parcels that have not left the warehouse.
- If the customer is upset, say once that you are sorry, then say what happens next and when.

How you write: in the customer's language, plain and friendly, no exclamation marks, no lists unless there are three or more things to do. Give dates, amounts and numbers exactly as the tools return them. If a tool fails twice, say so and open a ticket rather than guessing. Never ask for a card number, a password or a copy of an identity document.`;

function buildTools(order: Order): readonly Tool[] {
  const known = (id: string) => {
    if (id !== order.id) throw new ToolFailure('OrderNotFound', `no order ${id}`);
  };
  return [
    {
      name: 'get_order',
      description: 'Reads one order with its lines, its state and its parcels.',
      parameters: strings({ order_id: 'Order number, ORD- and five digits.' }),
      latencyMs: 140,
      run(args) {
        known(readText(args, 'order_id'));
        return JSON.stringify({
          order_id: order.id,
          ordered_on: order.orderedOn,
          customer: { name: order.customer, since: 2023, orders: 4 },
          lines: [{ article: order.article, quantity: 1, unit_price_eur: order.price }],
          total_eur: order.price,
          state: 'shipped',
          parcels: [{ number: order.parcel, carrier: 'Nordpost', shipped_on: order.orderedOn, promised: '2026-03-09' }],
        });
      },
    },
    {
      name: 'track_parcel',
      description: "Reads a parcel's way from the carrier, newest event first.",
      parameters: strings({ parcel_number: 'Number of the parcel as the order has it.' }),
      latencyMs: 420,
      run: (args) =>
        JSON.stringify({
          parcel_number: readText(args, 'parcel_number'),
          estimate: ['2026-03-16', '2026-03-17'],
          events: [
            { at: '2026-03-12T04:10:00Z', place: 'Hub South', text: 'Missorted, returning to Hub North' },
            { at: '2026-03-08T22:41:00Z', place: 'Hub South', text: 'Arrived at sorting centre' },
            { at: '2026-03-07T17:05:00Z', place: 'Hub North', text: 'Departed' },
            { at: '2026-03-07T09:30:00Z', place: 'Warehouse', text: 'Picked up' },
          ],
        }),
    },
    {
      name: 'search_policies',
      description: 'Finds the paragraphs of the shop policies that answer a question.',
      parameters: strings({ question: 'What the policy should settle, in a few words.' }),
      latencyMs: 260,
      run: (args) => findPolicy(readText(args, 'question')),
    },
    {
      name: 'list_payments',
      description: 'Lists authorisations, captures and refunds of an order.',
      parameters: strings({ order_id: 'Order number.' }),
      latencyMs: 210,
      run(args) {
        known(readText(args, 'order_id'));
        return JSON.stringify([
          {
            kind: 'authorisation',
            amount_eur: order.price,
            at: `${order.orderedOn}T18:02:11Z`,
            state: 'expired_unused',
          },
          { kind: 'capture', amount_eur: order.price, at: `${order.orderedOn}T18:04:37Z`, state: 'settled' },
        ]);
      },
    },
    {
      name: 'start_refund',
      description: 'Refunds an amount of an order to the means it was paid with.',
      parameters: strings({
        order_id: 'Order number.',
        amount_eur: 'Amount as text, two decimals.',
        reason: 'For the books.',
      }),
      latencyMs: 480,
      run(args) {
        known(readText(args, 'order_id'));
        return JSON.stringify({
          refund_id: `RF-${order.id.slice(4)}`,
          amount_eur: readText(args, 'amount_eur'),
          state: 'started',
        });
      },
    },
    {
      name: 'create_replacement',
      description: 'Reserves and ships an article again, free of charge.',
      parameters: strings({ order_id: 'Order number.', article: 'Name of the article as on the order.' }),
      latencyMs: 350,
      run: (args) =>
        JSON.stringify({ order_id: `${readText(args, 'order_id')}-R1`, state: 'reserved', ships_on: '2026-03-14' }),
    },
    {
      name: 'update_address',
      description: 'Sets the delivery address of a parcel that has not left the warehouse.',
      parameters: strings({ order_id: 'Order number.', address: 'Street, number, floor and city.' }),
      latencyMs: 190,
      run: (args) =>
        JSON.stringify({ order_id: `${readText(args, 'order_id')}-R1`, delivery_address: readText(args, 'address') }),
    },
    {
      name: 'open_ticket',
      description: 'Hands a case to people, with a summary of what was found.',
      parameters: strings({
        order_id: 'Order number.',
        queue: 'payments, workshop or carrier.',
        summary: 'What they should do.',
      }),
      latencyMs: 230,
      run: (args) =>
        JSON.stringify({ ticket: `T-${order.id.slice(4)}`, queue: readText(args, 'queue'), answer_by: '2026-03-14' }),
    },
  ];
}

const POLICIES = [
  'Delivery promise. Every order has a promised day. If a parcel arrives more than three working days after it, the customer may cancel until it is delivered and gets everything back, shipping included. A refusal at the door counts as a cancellation.',
  'Damage. Damage reported within 14 days of delivery is ours, whoever caused it. The customer chooses between a replacement, the full price, or 30 percent off for keeping the article. One photo is enough. Nothing has to be sent back first.',
  'Payments. An interrupted payment can leave an authorisation that was never captured. It is not a charge. Banks release it after two to seven days, some after ten; on request the payments team voids it at the provider.',
  'Returns. Unused articles can be returned within 60 days with the label from the confirmation mail, which is valid for 30 days and can be renewed. Refunds take three to five working days after the confirmation.',
];

function findPolicy(question: string): string {
  const words = question.toLowerCase().match(/[a-z]{5,}/g) ?? [];
  const scored = POLICIES.map((text) => ({
    text,
    hits: words.filter((word) => text.toLowerCase().includes(word)).length,
  }));
  const best = scored.sort((a, b) => b.hits - a.hits).slice(0, 2);
  return JSON.stringify(best.map(({ text }, index) => ({ rank: index + 1, text })));
}
