/** Chinese has one plural form; a key that English splits is written once, as `…_other`. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
