import { describe, expect, it } from 'vitest';
import { contracts, library } from './permissions.examples.ts';
import { permissionsOf } from './service-permissions.ts';

const { publish, subscribe } = permissionsOf(library, contracts);

function below(prefix: string): readonly string[] {
  return publish.allow.filter((subject) => subject.startsWith(prefix));
}

const ofMessages = ['COMMANDS.library-commands', 'EVENTS.library', 'EVENTS.library-print-fines'];

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
    const durables = [...ofMessages, 'ADVISORIES.library-advisories'];
    for (const verb of ['INFO', 'DURABLE.CREATE', 'DELETE', 'MSG.NEXT']) {
      const prefix = `$JS.API.CONSUMER.${verb}.`;
      const mine = below(prefix).filter((subject) => !subject.endsWith('-recall'));
      expect(mine).toEqual(durables.map((durable) => `${prefix}${durable}`).toSorted());
    }
    const forms = ['$JS.ACK.*.*.', '$JS.ACK.'];
    const acknowledgements = forms.flatMap((form) => durables.map((each) => `${form}${each}.>`));
    expect(below('$JS.ACK.').toSorted()).toEqual(acknowledgements.toSorted());
  });

  it('makes a consumer of the moment to see a message of its own once more', () => {
    for (const verb of ['DURABLE.CREATE', 'MSG.NEXT', 'DELETE']) {
      const prefix = `$JS.API.CONSUMER.${verb}.`;
      const recalls = below(prefix).filter((subject) => subject.endsWith('-recall'));
      expect(recalls).toEqual(ofMessages.map((durable) => `${prefix}${durable}-recall`).toSorted());
    }
  });

  it('looks at streams and makes those that are missing, reads events, and does nothing else to them', () => {
    const verbs = below('$JS.API.STREAM.').map((subject) => subject.split('.').at(3));
    expect(new Set(verbs)).toEqual(new Set(['INFO', 'CREATE', 'MSG']));
    expect(below('$JS.API.STREAM.MSG.')).toEqual(['$JS.API.STREAM.MSG.GET.EVENTS']);
    expect(below('$JS.API.DIRECT.')).toEqual(['$JS.API.DIRECT.GET.EVENTS']);
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
