import { checkChoreography } from './checks/check-choreography.ts';
import { findingText } from './checks/finding.ts';
import { shopChoreography, shopRights } from './shop-choreography.ts';
const shop = shopChoreography();
console.log('whole:'); console.log(checkChoreography(shop, shopRights()).map(findingText).join('\n'));
const broken = { ...shop, services: shop.services.map((s) => s.name !== 'inventory' ? s : { ...s, reactions: s.reactions.filter((r) => r.name !== 'release-stock-when-order-cancelled') }) };
console.log('broken:'); console.log(checkChoreography(broken, shopRights()).map(findingText).join('\n'));
