import type { ServiceName, Shop } from '@murmuration/testkit';
import { asAdmin } from '../../faults/postgres-sessions.ts';

/** Notes every record of a lane in which a position is missing that was settled before. Without a loss at the broker there must be none. */
export async function watchSettled(
  { database }: Shop,
  services: readonly ServiceName[],
): Promise<{ lost(): Promise<readonly string[]>; end(): Promise<void> }> {
  const { adminUrl } = database;
  await asAdmin(adminUrl, async (sql) => {
    await sql`create table public.unsettled (service text, positions int8multirange)`;
    await sql`grant insert on public.unsettled to public`;
    await sql`
      create function public.watch_settled() returns trigger language plpgsql security definer as ${sql.unsafe(BODY)}`;
    for (const service of services) {
      await sql`
        create trigger watch_settled before update on ${sql(service)}.outbox_lane
        for each row execute function public.watch_settled()`;
    }
  });
  return {
    lost: () =>
      asAdmin(adminUrl, async (sql) => {
        const rows = await sql<{ service: string; positions: string }[]>`
          select service, positions::text from public.unsettled limit 10`;
        return rows.map(({ service, positions }) => `${service}: ${positions}`);
      }),
    end: () =>
      asAdmin(adminUrl, async (sql) => {
        // one after the other, so that no lock is held while another is waited for
        for (const service of services) {
          await sql`drop trigger if exists watch_settled on ${sql(service)}.outbox_lane`;
        }
        await sql`drop function public.watch_settled`;
        await sql`drop table public.unsettled`;
      }),
  };
}

const BODY = `$$ begin
  if not old.settled <@ new.settled then
    insert into public.unsettled values (tg_table_schema, old.settled - new.settled);
  end if;
  return new;
end $$`;
