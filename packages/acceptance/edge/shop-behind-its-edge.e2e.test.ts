import { SERVICE_NAMES, useShop } from '@murmuration/testkit';
import { describe } from 'vitest';
import { walkthroughWorks } from '../walkthrough/walkthrough.ts';
import { nothingSecretIsKept } from './nothing-secret-is-kept.ts';
import { worksUnderPressure } from './under-pressure.ts';

// one shop for all; account calls enough for what they do, and not for a burst
const shopOf = useShop({
  services: [...SERVICE_NAMES, 'auth'],
  edge: { EDGE_ACCOUNT_CALLS_PER_MINUTE: '40' },
});

describe('the walkthrough', () => walkthroughWorks(shopOf));
describe('what is secret or personal', () => nothingSecretIsKept(shopOf));
describe('under pressure', () => worksUnderPressure(shopOf));
