import { commands, events, queries, requests } from '@murmuration/contracts';
import { edgeReliesOn } from '@murmuration/edge';
import { shopServices } from '@murmuration/shop';
import type { Catalogue } from './describe-catalogue.ts';

/** The contracts of the shop, the definitions of its services, and what they and the edge rely on. */
export function shopCatalogue(): Catalogue {
  const services = shopServices();
  const declared = services.map(({ definition, reliesOn = [] }) => ({
    consumer: definition.name,
    reliesOn,
  }));
  return {
    events,
    commands,
    queries,
    requests,
    definitions: services.map(({ definition }) => definition),
    reliances: [...declared, { consumer: 'edge', reliesOn: edgeReliesOn }],
  };
}
