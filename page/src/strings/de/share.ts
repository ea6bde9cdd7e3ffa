import type { Strings } from '../en';

export const share: Strings['share'] = {};
