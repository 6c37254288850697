import { productCreated, productPriceChanged, productRetired } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const productsAreTheirEvents = defineInvariant({
  name: 'products-are-their-events',
  id: 'I10',
  title: 'each version of a product is an event, and the reverse',
  meaning:
    'A product has exactly one event for each of its versions, and is what the last of them says.',
  holds: 'always',
  about: ['product'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'product')) }],
});

const news = [productCreated, productPriceChanged, productRetired];

const sqlOf = (hasAll: string): string => `
  select coalesce(p.sku, told.sku) as subject,
    case
      when p.sku is null then format('%s events about a product that is not there', told.events)
      when (${hasAll} or told.first = 1) and (told.events is distinct from p.version or told.versions is distinct from p.version or told.last is distinct from p.version)
        then format('version %s, and %s events up to version %s', p.version, coalesce(told.events, 0), coalesce(told.last, 0))
      when told.last = p.version and (told.price, told.retired) is distinct from (p.price_amount, p.status = 'retired')
        then format('it costs %s and is %s; told was %s, %s', p.price_amount, p.status, told.price, case when told.retired then 'retired' else 'on sale' end)
    end as problem,
    ${hasAll} or coalesce(told.first = 1, false) as known
  from product.products p
  full join (
    select key collate "C" as sku, count(*) as events, count(distinct data->>'version') as versions,
      min((data->>'version')::int) as first, max((data->>'version')::int) as last,
      (array_agg((data->'price'->>'amount')::bigint order by (data->>'version')::int desc))[1] as price,
      bool_or(${isEvent(productRetired)}) as retired
    from product.outbox where ${news.map((contract) => isEvent(contract)).join(' or ')} group by key
  ) told on told.sku = p.sku`;
