import { isAlias, isCollection, visit, type Document, type Node, type YAMLError } from 'yaml';

/** What is wrong with a YAML text, in words, and where. */
export interface YamlProblem {
  /** From the text's beginning, in characters. */
  readonly offset: number;
  /** One line that says what to do. */
  readonly words: string;
}

/** Each code of the parser in words for somebody who wrote a configuration. */
const WORDS: Record<YAMLError['code'], string> = {
  ALIAS_PROPS: 'an alias such as *name stands alone, without an anchor or a tag',
  BAD_ALIAS: 'after * the name of an anchor is missing; put a text that begins with * in quotes',
  BAD_COLLECTION_TYPE: 'the tag before this does not fit: leave it out',
  BAD_DIRECTIVE:
    'a line that begins with % is a directive, and this one is not known: leave it out',
  BAD_DQ_ESCAPE: 'this escape is not known within double quotes: use single quotes',
  BAD_INDENT:
    'the indentation does not fit: keys of one level begin in one column, a list ends with ]',
  BAD_PROP_ORDER: 'an anchor or a tag stands directly before its value',
  BAD_SCALAR_START: 'a value cannot begin with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    "this value holds ': ', perhaps because the next line is indented: correct that, or use quotes",
  BLOCK_IN_FLOW: 'within [ ] and { } everything is separated by commas',
  DUPLICATE_KEY: 'this key stands here for the second time: leave one of them out',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'before this a closing quote or bracket, a comma or a colon is missing',
  MULTILINE_IMPLICIT_KEY: "this line needs a colon and a blank behind its key, as in 'members: 4'",
  MULTIPLE_ANCHORS: 'a value has one anchor at most',
  MULTIPLE_DOCS: 'a second document begins here, and a configuration is only one: split the file',
  MULTIPLE_TAGS: 'a value has one tag at most',
  NON_STRING_KEY: "this is no key: a key is a word, as in 'members: 4'",
  RESOURCE_EXHAUSTION: 'brackets are nested too deeply',
  TAB_AS_INDENT: 'a tab stands here: indent with blanks',
  TAG_RESOLVE_FAILED: 'this tag is not known: leave it out',
  UNEXPECTED_TOKEN: 'this is not expected here: put a text with quotes or brackets in quotes',
};

/**
 * The first thing that keeps a document, parsed with `stringKeys`, from being read; undefined when it
 * can be. Merge keys are refused: nothing stands in a configuration that could be merged into it.
 */
export function findProblem(document: Document.Parsed): YamlProblem | undefined {
  const [first] = [...document.errors, ...document.warnings];
  if (first) return { offset: first.pos[0], words: WORDS[first.code] };
  let problem: YamlProblem | undefined;
  visit(document, (key, node, path) => {
    if (key === 'key' && String(node) === '<<') {
      const words = 'a merge key (<<) is not supported: write the keys themselves';
      problem = { offset: offsetOf(node as Node), words };
    } else if (isAlias(node)) {
      const source = node.resolve(document);
      const unknown = !source && `there is no anchor &${node.source} before this`;
      const circle =
        isCollection(source) && path.includes(source) && `*${node.source} holds itself`;
      const words = unknown || circle;
      if (words) problem = { offset: offsetOf(node), words };
    }
    return problem && visit.BREAK;
  });
  return problem ?? findGrowth(document);
}

/** The library counts what aliases of aliases would grow to. */
function findGrowth(document: Document.Parsed): YamlProblem | undefined {
  try {
    document.toJS();
    return undefined;
  } catch {
    let offset = 0;
    visit(document, {
      Alias(_, node) {
        offset = offsetOf(node);
        return visit.BREAK;
      },
    });
    return { offset, words: 'from here on aliases (*name) would make it too large: write it out' };
  }
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
