import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { NothingRuns } from '../output/failure.ts';
import type { Printer } from '../output/printer.ts';
import { serviceNames } from '../services.ts';
import { checkDatabase, checkDevState, checkHttp, checkNode } from './check-host.ts';
import { checkService } from './check-services.ts';
import { checkNats } from './check-streams.ts';
import type { Finding } from './finding.ts';

/** Looks at everything that the shop needs, and says of each whether it is well and how to mend it. */
export async function doctor(session: Session): Promise<ExitCode> {
  const findings = [...(await checkHost(session)), ...(await checkShop(session))];
  const isWell = findings.every(({ isOk }) => isOk);
  session.printer.document(
    { isWell, findings },
    findings.map((one) => text(session.printer, one)).join('\n'),
  );
  session.printer.note(isWell ? 'all is well' : 'something is wrong: see the lines marked bad');
  return isWell ? ExitCode.ok : ExitCode.rejected;
}

async function checkHost(session: Session): Promise<Finding[]> {
  const state = await session.devState();
  const helpers =
    state === undefined
      ? []
      : await Promise.all([
          checkDatabase(state),
          checkHttp('payment sandbox', state.paymentSandboxUrl),
          checkHttp('mail catcher', state.mailUrl),
        ]);
  return [checkNode(), checkDevState(state, session.isElsewhere), ...helpers];
}

async function checkShop(session: Session): Promise<Finding[]> {
  const settings = await session.connection().catch((error: unknown) => {
    if (error instanceof NothingRuns) return undefined;
    throw error;
  });
  if (settings === undefined) return [];
  const nats = await checkNats(settings);
  if (nats[0]?.isOk !== true) return nats;
  const client = await session.client();
  const services = await Promise.all(serviceNames.map((name) => checkService(client, name)));
  return [...nats, ...services.flat()];
}

function text(printer: Printer, { name, isOk, detail, mend }: Finding): string {
  const mark = isOk ? printer.paint('green', 'ok ') : printer.paint('red', 'bad');
  const advice = mend === undefined ? '' : `\n     to mend it: ${mend}`;
  return `${mark}  ${name}: ${detail}${advice}`;
}
