import { describe, expect, it } from 'vitest';
import { contracts, library } from './permissions.examples.ts';
import { permissionsOf } from './service-permissions.ts';

const { publish, subscribe } = permissionsOf(library, contracts);

function below(prefix: string): readonly string[] {
  return publish.allow.filter((subject) => subject.startsWith(prefix));
}

describe('a service', () => {
  it('publishes what its reactions emit, what it records, and the rejections of its commands', () => {
    expect(below('evt.')).toEqual([
      'evt.*.library.fined',
      'evt.*.library.found',
      'evt.*.library.lend-rejected',
      'evt.*.library.lent',
    ]);
  });

  it('sends no command', () => {
    expect([...below('cmd.'), ...below('user.')]).toEqual([]);
  });

  it('uses its own consumers, each named in the subject', () => {
    const durables = ['COMMANDS.library-commands', 'EVENTS.library', 'EVENTS.library-print-fines'];
    for (const verb of ['INFO', 'DURABLE.CREATE', 'MSG.NEXT']) {
      const prefix = `$JS.API.CONSUMER.${verb}.`;
      expect(below(prefix)).toEqual(durables.map((durable) => `${prefix}${durable}`));
    }
    const forms = ['$JS.ACK.*.*.', '$JS.ACK.'];
    const acknowledgements = forms.flatMap((form) => durables.map((each) => `${form}${each}.>`));
    expect(below('$JS.ACK.').toSorted()).toEqual(acknowledgements.toSorted());
  });

  it('looks at streams and makes those that are missing, and does nothing else to them', () => {
    const verbs = below('$JS.API.STREAM.').map((subject) => subject.split('.').at(3));
    expect(new Set(verbs)).toEqual(new Set(['INFO', 'CREATE']));
    expect(below('$JS.API.').filter((subject) => /[*>]/.test(subject))).toEqual([]);
  });

  it('asks what contracts say that it asks', () => {
    expect([...below('qry.'), ...below('req.')]).toEqual(['req.town.address']);
  });

  it('answers into the inboxes of those who ask', () => {
    expect(below('_')).toEqual(['_INBOX.>', '_INBOX_edge.>', '_INBOX_school.>', '_R_.>']);
  });

  it('hears its own questions, wakes and orders, and no events', () => {
    expect(subscribe.allow.filter((subject) => !subject.startsWith('$SRV.'))).toEqual([
      '_INBOX_library.>',
      'admin.library.>',
      'qry.library.find',
      'req.library.look-up',
      'req.library.renew',
      'user.*.req.library.renew',
      'wake.library.*',
    ]);
  });

  it('is discovered under its own name', () => {
    const pings = subscribe.allow.filter((subject) => subject.startsWith('$SRV.PING'));
    expect(pings).toEqual(['$SRV.PING', '$SRV.PING.library', '$SRV.PING.library.*']);
  });

  it('publishes nothing beyond all this', () => {
    const known = /^(evt|dead\.library|wake\.library|req|_INBOX|_R_|\$JS\.API|\$JS\.ACK)\b|^_/;
    expect(publish.allow.filter((subject) => !known.test(subject))).toEqual([]);
  });
});
