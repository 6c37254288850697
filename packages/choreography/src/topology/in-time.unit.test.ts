import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { describe, expect, it, vi } from 'vitest';
import { inTime } from './in-time.ts';

const silence = new errors.TimeoutError();

describe('a broker', () => {
  it('that answers a little later has answered', async () => {
    const ask = vi.fn().mockRejectedValueOnce(silence).mockResolvedValue('an answer');
    await expect(inTime(ask)).resolves.toBe('an answer');
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('that has no leader yet, or does not know its peers yet, is asked again', async () => {
    const early = [10_008, 10_005].map(
      (code) => new JetStreamApiError({ code: 503, err_code: code, description: 'too early' }),
    );
    const ask = vi.fn().mockResolvedValue('an answer');
    for (const error of early) ask.mockRejectedValueOnce(error);
    await expect(inTime(ask)).resolves.toBe('an answer');
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('that says no is not asked again', async () => {
    const ask = vi.fn().mockRejectedValue(new Error('no'));
    await expect(inTime(ask)).rejects.toThrow('no');
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('that stays silent is given up', async () => {
    const ask = vi.fn().mockRejectedValue(silence);
    await expect(inTime(ask)).rejects.toBe(silence);
    expect(ask).toHaveBeenCalledTimes(6);
  });
});
