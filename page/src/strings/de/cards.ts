import type { Strings } from '../en';

export const cards: Strings['cards'] = {};
