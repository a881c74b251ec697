/** Why one span or log record cannot be kept; the message is the reason that is counted and told to the sender. */
export class InvalidItem extends Error {}
