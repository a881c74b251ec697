/** Words to look for in contents. Asked for when they are sent, not at every key: what is half typed is another question. */
import { WORDS_LENGTH_MAX } from './view.ts';

interface WordsFieldProps {
  readonly words: string;
  readonly onSearch: (words: string) => void;
}

export function WordsField({ words, onSearch }: WordsFieldProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get('q');
        onSearch(typeof typed === 'string' ? typed.trim() : '');
      }}
    >
      <label className="pick">
        Contents
        <input
          className="words"
          type="search"
          name="q"
          defaultValue={words}
          maxLength={WORDS_LENGTH_MAX}
          placeholder={'words, "phrase", -not, begin*'}
          autoComplete="off"
          spellCheck={false}
        />
      </label>
    </form>
  );
}
