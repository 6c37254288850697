import type { Money } from '@murmuration/contracts';

/** One article of the demonstration shop and how many pieces of it come in first. */
export interface Article {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly price: Money;
  readonly pieces: number;
}

const eur = (amount: number): Money => ({ amount, currency: 'EUR' });

/** A shop for tea and birdwatching. Some articles are rare, so that orders run short of them. */
export const catalogue: readonly Article[] = [
  {
    sku: 'tea-assam',
    name: 'Assam, 100 g',
    description: 'Malty and strong, from the Brahmaputra valley. Takes milk well.',
    price: eur(690),
    pieces: 5_000,
  },
  {
    sku: 'tea-sencha',
    name: 'Sencha, 100 g',
    description: 'Fresh and grassy, steamed the day it was picked.',
    price: eur(890),
    pieces: 5_000,
  },
  {
    sku: 'tea-earl-grey',
    name: 'Earl Grey, 100 g',
    description: 'Black tea with oil of bergamot, cold pressed.',
    price: eur(750),
    pieces: 5_000,
  },
  {
    sku: 'tea-rooibos',
    name: 'Rooibos, 200 g',
    description: 'Red, mild, without caffeine.',
    price: eur(520),
    pieces: 5_000,
  },
  {
    sku: 'cup-starling',
    name: 'Cup "Starling"',
    description: 'Porcelain, 300 ml, speckled like its name.',
    price: eur(1_450),
    pieces: 2_000,
  },
  {
    sku: 'pot-cast-iron',
    name: 'Teapot of cast iron, 0.8 l',
    description: 'Keeps tea warm for an hour. Enamelled inside.',
    price: eur(4_900),
    pieces: 1_000,
  },
  {
    sku: 'binoculars-8x42',
    name: 'Binoculars 8×42',
    description: 'Bright enough for dusk, when the flocks gather.',
    price: eur(18_900),
    pieces: 500,
  },
  {
    sku: 'book-murmurations',
    name: 'Murmurations: a field guide',
    description: 'Where and when to see a thousand birds turn as one.',
    price: eur(2_400),
    pieces: 1_000,
  },
  {
    sku: 'nest-box',
    name: 'Nest box for starlings',
    description: 'Larch, untreated, entrance 45 mm.',
    price: eur(3_250),
    pieces: 800,
  },
  {
    sku: 'gyokuro-first-flush',
    name: 'Gyokuro, first flush, 50 g',
    description: 'Shaded for three weeks before the harvest. What there is, is here.',
    price: eur(3_900),
    pieces: 3,
  },
  {
    sku: 'pot-tokoname',
    name: 'Tokoname teapot, signed',
    description: 'Thrown by hand; one kiln, one firing.',
    price: eur(16_500),
    pieces: 2,
  },
  {
    sku: 'print-flock',
    name: 'Print "Flock over the pier", numbered',
    description: 'Linocut, 40 × 50 cm, edition of five.',
    price: eur(9_800),
    pieces: 1,
  },
];

/** At most this many pieces of a rare article came in. */
export const RARE = 5;

export const rareArticles = catalogue.filter(({ pieces }) => pieces <= RARE);
export const plentifulArticles = catalogue.filter(({ pieces }) => pieces > RARE);
