// Makes a JSON Schema of what an exported union of types may be, with the comments of the sources: what the compiler knows of them.
import ts from 'typescript';
import { BuildError } from './compiler.mjs';

const { TypeFlags } = ts;

/**
 * @param file the source that exports the union.
 * @param name of the union. Each of its members is a type with a name.
 */
export function schemaOfUnion(file, name, options) {
  const program = ts.createProgram([file], options);
  const writer = new Writer(program.getTypeChecker());
  const source = program.getSourceFile(file);
  const alias = source.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === name);
  // The union as it is written: the compiler would take its members apart.
  return { anyOf: alias.type.types.map((member) => writer.referTo(member)), $defs: writer.definitions };
}

class Writer {
  definitions = {};
  #checker;
  /** The type that has each name. */
  #known = new Map();

  constructor(checker) {
    this.#checker = checker;
  }

  referTo(node) {
    return this.#schemaOf(this.#checker.getTypeFromTypeNode(node));
  }

  #schemaOf(type) {
    if (type.flags & TypeFlags.Boolean) return { type: 'boolean' };
    if (type.isUnion()) return this.#ofUnion(type);
    if (type.isLiteral()) return { const: type.value };
    if (type.flags & TypeFlags.BooleanLiteral) return { const: this.#checker.typeToString(type) === 'true' };
    if (type.flags & TypeFlags.String) return { type: 'string' };
    if (type.flags & TypeFlags.Number) return { type: 'number' };
    if (type.flags & TypeFlags.Null) return { type: 'null' };
    if (this.#checker.isTupleType(type)) return this.#ofTuple(type);
    if (this.#checker.isArrayType(type)) {
      return { type: 'array', items: this.#schemaOf(this.#checker.getTypeArguments(type)[0]) };
    }
    if (type.flags & (TypeFlags.Object | TypeFlags.Intersection)) return this.#ofObject(type);
    throw new BuildError(`JSON has no ${this.#checker.typeToString(type)}.`);
  }

  #ofUnion(type) {
    const parts = type.types.filter(({ flags }) => !(flags & (TypeFlags.Undefined | TypeFlags.Null)));
    const isNull = type.types.some(({ flags }) => flags & TypeFlags.Null);
    const all = [];
    if (parts.every((part) => part.flags & (TypeFlags.Object | TypeFlags.Intersection)) && parts.length > 1) {
      all.push(this.#ofObject(isNull ? this.#checker.getNonNullableType(type) : type, type.aliasSymbol));
    } else if (parts.every((part) => part.isLiteral())) {
      return { enum: [...parts.map(({ value }) => value), ...(isNull ? [null] : [])] };
    } else {
      for (const part of merged(parts)) {
        const schema = part === 'boolean' ? { type: 'boolean' } : this.#schemaOf(part);
        if (!all.some((other) => JSON.stringify(other) === JSON.stringify(schema))) all.push(schema);
      }
    }
    if (isNull) all.push({ type: 'null' });
    if (all.length === 1) return all[0];
    const types = all.map((schema) => schema.type);
    return all.every((schema) => Object.keys(schema).join() === 'type') ? { type: types } : { anyOf: all };
  }

  #ofTuple(type) {
    const prefixItems = this.#checker.getTypeArguments(type).map((item, i) => ({
      title: type.target.labeledElementDeclarations?.[i]?.name.text,
      ...this.#schemaOf(item),
    }));
    return { type: 'array', prefixItems, items: false, minItems: prefixItems.length };
  }

  /** One object for all members of a union too: values of one kind have the same keys, whatever became of them. */
  #ofObject(type, alias = type.aliasSymbol) {
    const symbol = alias ?? type.getSymbol();
    if (symbol === undefined || symbol.name.startsWith('__')) return this.#members(type);
    const reference = { $ref: `#/$defs/${symbol.name}` };
    const written = this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.InTypeAlias);
    const known = this.#known.get(symbol.name);
    if (known !== undefined && known !== written)
      throw new BuildError(`${symbol.name} is two types: ${known} and ${written}.`);
    if (known !== undefined) return reference;
    this.#known.set(symbol.name, written);
    // Its place among the others is that in which it is met.
    this.definitions[symbol.name] = {};
    this.definitions[symbol.name] = { ...this.#described(symbol), ...this.#members(type) };
    return reference;
  }

  #members(type) {
    const properties = {};
    const required = [];
    for (const one of inOrder(this.#checker.getPropertiesOfType(type))) {
      properties[one.name] = { ...this.#described(one), ...this.#schemaOf(this.#checker.getTypeOfSymbol(one)) };
      if (!(one.flags & ts.SymbolFlags.Optional)) required.push(one.name);
    }
    this.#checkKeys(type, Object.keys(properties));
    return { type: 'object', properties, required, additionalProperties: false };
  }

  /** The compiler tells of a union only the keys that all members have. */
  #checkKeys(type, keys) {
    for (const part of type.isUnion() ? type.types : []) {
      const other = this.#checker.getPropertiesOfType(part).find(({ name }) => !keys.includes(name));
      if (other !== undefined)
        throw new BuildError(`Only some of ${this.#checker.typeToString(type)} have ${other.name}.`);
    }
  }

  #described(symbol) {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
    const description = text
      .replaceAll(/\{@link (\w+)\}/g, '$1')
      .replaceAll(/\s*\n\s*/g, ' ')
      .trim();
    return description === '' ? {} : { description };
  }
}

/** The compiler has `boolean` as two literals. */
function merged(parts) {
  const booleans = parts.filter(({ flags }) => flags & TypeFlags.BooleanLiteral);
  return booleans.length === 2 ? [...parts.filter((part) => !booleans.includes(part)), 'boolean'] : parts;
}

/** As the sources have them. What a member of a union says of a key anew stands where all of them have it. */
function inOrder(symbols) {
  const files = [];
  const places = symbols.map((symbol) => {
    // The keys of a mapped type are nowhere.
    const [first] = (symbol.declarations ?? []).toSorted((a, b) => a.pos - b.pos);
    const file = first?.getSourceFile().fileName;
    if (!files.includes(file)) files.push(file);
    return { symbol, file: files.indexOf(file), at: first?.pos ?? 0 };
  });
  return places.toSorted((a, b) => a.file - b.file || a.at - b.at).map(({ symbol }) => symbol);
}
