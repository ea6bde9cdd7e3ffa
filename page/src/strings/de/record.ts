import type { Strings } from '../en';

export const record: Strings['record'] = {};
