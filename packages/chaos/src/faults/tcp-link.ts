import type { Socket } from 'node:net';
import { type LaneWatch, TcpLane } from './tcp-lane.ts';
import { BOTH, CLEAR, type Direction, type Weather } from './tcp-weather.ts';

const DEAD: Weather = { ...CLEAR, swallowed: BOTH };

/** What a link asks of its proxy. */
export interface LinkOwner {
  weather(): Weather;
  luck(): number;
  caught(link: TcpLink, watch: LaneWatch): void;
  closed(link: TcpLink): void;
}

/** One client's connection through a proxy to the server. */
export class TcpLink {
  private readonly sockets: readonly [Socket, Socket];
  private readonly lanes: readonly TcpLane[];
  private readonly owner: LinkOwner;
  private open = 2;
  private isForsaken = false;
  private isStranded = false;

  constructor(client: Socket, server: Socket, owner: LinkOwner) {
    this.owner = owner;
    this.sockets = [client, server];
    const laneOwner = {
      weather: () => this.weather,
      luck: () => owner.luck(),
      caught: (watch: LaneWatch) => owner.caught(this, watch),
    };
    this.lanes = [
      new TcpLane('to-server', client, server, laneOwner),
      new TcpLane('to-client', server, client, laneOwner),
    ];
    this.follow(client, server);
    this.follow(server, client);
  }

  /** Takes note of a change of the weather. A link on which bytes were lost has no way back. */
  weatherChanged(): void {
    const { swallowed } = this.weather;
    const isBroken = this.lanes.some(
      ({ hasLost, direction }) => hasLost && !swallowed.includes(direction),
    );
    const isOneSided = !this.isSilent() && this.sockets.some(({ destroyed }) => destroyed);
    if (isBroken || isOneSided) return this.cut('reset');
    for (const lane of this.lanes) lane.move();
  }

  /** From now on nothing comes through, for ever, and neither side is told. */
  strand(): void {
    this.isStranded = true;
  }

  watchFor(direction: Direction, watch: LaneWatch | undefined): void {
    for (const lane of this.lanes) if (lane.direction === direction) lane.watchFor(watch);
  }

  /** Ends both sides at once: with a reset, or with the end of the stream as when a program closes in order. */
  cut(how: 'reset' | 'end'): void {
    for (const lane of this.lanes) lane.close();
    for (const socket of this.sockets) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroySoon();
    }
  }

  /** Resets the client's side; the server still reads what it was sent, sees the end then, and answers to nobody. */
  forsake(): void {
    const [client, server] = this.sockets;
    this.isForsaken = true;
    for (const lane of this.lanes) lane.flush();
    client.resetAndDestroy();
    server.end();
  }

  // An end that the other side could not be told of, because its bytes are held or swallowed, is not told: that is what a half-open link is.
  private follow(mine: Socket, other: Socket): void {
    mine.on('error', () => {
      if (!this.isSilent()) other.resetAndDestroy();
    });
    mine.on('close', () => {
      this.open -= 1;
      if (this.open === 0) return this.owner.closed(this);
      if (mine.errored === null && !mine.readableEnded && !this.isSilent()) other.destroySoon();
    });
  }

  private get weather(): Weather {
    return this.isStranded ? DEAD : this.owner.weather();
  }

  private isSilent(): boolean {
    if (this.isForsaken) return true;
    const { held, swallowed } = this.weather;
    return held.length + swallowed.length > 0;
  }
}
