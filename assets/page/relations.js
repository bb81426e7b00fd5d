// The names of the toy world's relations in two languages. What is not of the toy world stays as it is.

import { tr } from "./text.js";

const NAMES = {
  court: () => tr("court"),
  family: () => tr("family"),
  places: () => tr("places"),
  verbs: () => tr("verbs"),
  nouns: () => tr("nouns"),
  adjectives: () => tr("adjectives"),
  animals: () => tr("animals"),
  jobs: () => tr("jobs"),
  he: () => tr("he"),
  she: () => tr("she"),
  capital: () => tr("capital"),
  country: () => tr("country"),
  nationality: () => tr("nationality"),
  present: () => tr("present"),
  past: () => tr("past"),
  participle: () => tr("participle"),
  one: () => tr("one"),
  many: () => tr("many"),
  plain: () => tr("plain"),
  comparative: () => tr("comparative"),
  superlative: () => tr("superlative"),
  grown: () => tr("grown"),
  young: () => tr("young"),
  person: () => tr("person"),
  place: () => tr("place"),
};

/** A relation such as `family: he – she`. */
export const relationName = (relation) => relation.replace(/[^:– ]+/g, (part) => (Object.hasOwn(NAMES, part) ? NAMES[part]() : part));
