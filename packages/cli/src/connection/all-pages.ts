interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; null on the last one. */
  readonly next: string | null;
}

interface PageParams {
  readonly limit: number;
  readonly cursor?: string;
}

const PAGE_SIZE = 100;

/** What a query answers a page at a time, all of it. */
export async function allPages<Item>(
  ask: (params: PageParams) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let params: PageParams | undefined = { limit: PAGE_SIZE };
  while (params !== undefined) {
    const page: Page<Item> = await ask(params);
    items.push(...page.items);
    params = page.next === null ? undefined : { limit: PAGE_SIZE, cursor: page.next };
  }
  return items;
}
