/** The lifetime of the OTLP doors: closed until `start`, and on `shutdown` open only to those already inside. */
import type { Component, ReceiverSettings } from '../../component.ts';
import type { Door } from '../../doors/open-door.ts';
import type { OtlpReceiverConfig } from './config.ts';
import { openHttpDoor } from './http.ts';

export class OtlpReceiver implements Component {
  readonly #config: OtlpReceiverConfig;
  readonly #settings: ReceiverSettings;
  #http: Door | undefined;

  constructor(config: OtlpReceiverConfig, settings: ReceiverSettings) {
    this.#config = config;
    this.#settings = settings;
  }

  async start(): Promise<void> {
    this.#http = await openHttpDoor(this.#config.protocols.http, this.#settings);
  }

  async shutdown(): Promise<void> {
    await this.#http?.close();
  }

  doors(): readonly string[] {
    return this.#http === undefined ? [] : [`OTLP/HTTP  ${this.#http.url}`];
  }
}
