import { productCreated, productPriceChanged, productRetired } from '@murmuration/contracts';
import { defineInvariant } from '../define-invariant.ts';
import { hasAllEvents, isEvent } from '../shop/tables.ts';

export const productsKnownToOrder = defineInvariant({
  name: 'products-known-to-order',
  id: 'I6',
  title: 'order knows the products as they were told',
  meaning: 'Order’s replica of each product is what the newest event of that product says.',
  holds: 'drained',
  about: ['order', 'product'],
  partial: true,
  looks: (facts) => [{ sql: sqlOf(hasAllEvents(facts, 'product')) }],
});

const news = [productCreated, productPriceChanged, productRetired];

const sqlOf = (hasAll: string): string => `
  select coalesce(r.sku, told.sku) as subject,
    case
      when r.sku is null then format('version %s was told, order knows nothing of it', told.version)
      when told.sku is null and ${hasAll} then 'order knows it, it was never told of'
      when told.version < r.version and ${hasAll} then format('order has version %s, only version %s was told', r.version, told.version)
      when told.version > r.version then format('order has version %s, version %s was told', r.version, told.version)
      when told.version = r.version and (r.name, r.price_amount, r.currency, r.status) is distinct from (told.name, told.amount, told.currency, told.status)
        then format('order has "%s", %s %s, %s; told was "%s", %s %s, %s', r.name, r.price_amount, r.currency, r.status,
          told.name, told.amount, told.currency, told.status)
    end as problem,
    ${hasAll} or (told.sku is not null and told.version >= coalesce(r.version, 0)) as known
  from "order".products r
  full join (
    select distinct on (key) key collate "C" as sku, (data->>'version')::int as version, data->>'name' as name,
      (data->'price'->>'amount')::bigint as amount, data->'price'->>'currency' as currency,
      case when ${isEvent(productRetired)} then 'retired' else 'on-sale' end as status
    from product.outbox where ${news.map((contract) => isEvent(contract)).join(' or ')}
    order by key, (data->>'version')::int desc
  ) told on told.sku = r.sku`;
